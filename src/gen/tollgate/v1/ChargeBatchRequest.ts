// Original file: proto/tollgate/v1/credit_control.proto

import type { ChargeRequest as _tollgate_v1_ChargeRequest, ChargeRequest__Output as _tollgate_v1_ChargeRequest__Output } from '../../tollgate/v1/ChargeRequest.ts';

export interface ChargeBatchRequest {
  'charges'?: (_tollgate_v1_ChargeRequest)[];
}

export interface ChargeBatchRequest__Output {
  'charges': (_tollgate_v1_ChargeRequest__Output)[];
}
