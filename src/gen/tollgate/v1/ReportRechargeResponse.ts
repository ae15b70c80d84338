// Original file: proto/tollgate/v1/recharge.proto

import type { Payment as _tollgate_v1_Payment, Payment__Output as _tollgate_v1_Payment__Output } from '../../tollgate/v1/Payment.ts';

export interface ReportRechargeResponse {
  'payment'?: (_tollgate_v1_Payment | null);
}

export interface ReportRechargeResponse__Output {
  'payment': (_tollgate_v1_Payment__Output | null);
}
