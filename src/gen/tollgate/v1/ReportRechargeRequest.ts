// Original file: proto/tollgate/v1/recharge.proto

import type { PaymentState as _tollgate_v1_PaymentState, PaymentState__Output as _tollgate_v1_PaymentState__Output } from '../../tollgate/v1/PaymentState.ts';

export interface ReportRechargeRequest {
  'accountId'?: (string);
  'rechargeId'?: (string);
  'state'?: (_tollgate_v1_PaymentState);
  'reference'?: (string);
  'reason'?: (string);
}

export interface ReportRechargeRequest__Output {
  'accountId': (string);
  'rechargeId': (string);
  'state': (_tollgate_v1_PaymentState__Output);
  'reference': (string);
  'reason': (string);
}
