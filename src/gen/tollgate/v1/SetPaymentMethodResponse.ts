// Original file: proto/tollgate/v1/recharge.proto

import type { Recharge as _tollgate_v1_Recharge, Recharge__Output as _tollgate_v1_Recharge__Output } from '../../tollgate/v1/Recharge.ts';

export interface SetPaymentMethodResponse {
  'recharge'?: (_tollgate_v1_Recharge | null);
}

export interface SetPaymentMethodResponse__Output {
  'recharge': (_tollgate_v1_Recharge__Output | null);
}
