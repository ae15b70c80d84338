// Original file: proto/tollgate/v1/recharge.proto

import type { Payment as _tollgate_v1_Payment, Payment__Output as _tollgate_v1_Payment__Output } from '../../tollgate/v1/Payment.ts';

export interface PurchaseCreditResponse {
  'payment'?: (_tollgate_v1_Payment | null);
}

export interface PurchaseCreditResponse__Output {
  'payment': (_tollgate_v1_Payment__Output | null);
}
