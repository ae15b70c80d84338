// Original file: proto/tollgate/v1/credit_control.proto

import type { ChargeResponse as _tollgate_v1_ChargeResponse, ChargeResponse__Output as _tollgate_v1_ChargeResponse__Output } from '../../tollgate/v1/ChargeResponse.ts';
import type { Fault as _tollgate_v1_Fault, Fault__Output as _tollgate_v1_Fault__Output } from '../../tollgate/v1/Fault.ts';

export interface ChargeBatchResult {
  'charge'?: (_tollgate_v1_ChargeResponse | null);
  'fault'?: (_tollgate_v1_Fault | null);
  'outcome'?: "charge"|"fault";
}

export interface ChargeBatchResult__Output {
  'charge'?: (_tollgate_v1_ChargeResponse__Output | null);
  'fault'?: (_tollgate_v1_Fault__Output | null);
  'outcome'?: "charge"|"fault";
}
