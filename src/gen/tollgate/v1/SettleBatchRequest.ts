// Original file: proto/tollgate/v1/credit_control.proto

import type { SettleRequest as _tollgate_v1_SettleRequest, SettleRequest__Output as _tollgate_v1_SettleRequest__Output } from '../../tollgate/v1/SettleRequest.ts';

export interface SettleBatchRequest {
  'settles'?: (_tollgate_v1_SettleRequest)[];
}

export interface SettleBatchRequest__Output {
  'settles': (_tollgate_v1_SettleRequest__Output)[];
}
