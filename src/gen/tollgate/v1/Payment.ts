// Original file: proto/tollgate/v1/recharge.proto

import type { PaymentPurpose as _tollgate_v1_PaymentPurpose, PaymentPurpose__Output as _tollgate_v1_PaymentPurpose__Output } from '../../tollgate/v1/PaymentPurpose.ts';
import type { RechargeMode as _tollgate_v1_RechargeMode, RechargeMode__Output as _tollgate_v1_RechargeMode__Output } from '../../tollgate/v1/RechargeMode.ts';
import type { PaymentState as _tollgate_v1_PaymentState, PaymentState__Output as _tollgate_v1_PaymentState__Output } from '../../tollgate/v1/PaymentState.ts';
import type { Long } from '@grpc/proto-loader';

export interface Payment {
  'rechargeId'?: (string);
  'purpose'?: (_tollgate_v1_PaymentPurpose);
  'mode'?: (_tollgate_v1_RechargeMode);
  'amountMilliCents'?: (number | string | Long);
  'state'?: (_tollgate_v1_PaymentState);
  'reason'?: (string);
  'reference'?: (string);
  'atMs'?: (number | string | Long);
}

export interface Payment__Output {
  'rechargeId': (string);
  'purpose': (_tollgate_v1_PaymentPurpose__Output);
  'mode': (_tollgate_v1_RechargeMode__Output);
  'amountMilliCents': (string);
  'state': (_tollgate_v1_PaymentState__Output);
  'reason': (string);
  'reference': (string);
  'atMs': (string);
}
