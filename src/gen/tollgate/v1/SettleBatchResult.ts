// Original file: proto/tollgate/v1/credit_control.proto

import type { SettleResponse as _tollgate_v1_SettleResponse, SettleResponse__Output as _tollgate_v1_SettleResponse__Output } from '../../tollgate/v1/SettleResponse.ts';
import type { Fault as _tollgate_v1_Fault, Fault__Output as _tollgate_v1_Fault__Output } from '../../tollgate/v1/Fault.ts';

export interface SettleBatchResult {
  'settle'?: (_tollgate_v1_SettleResponse | null);
  'fault'?: (_tollgate_v1_Fault | null);
  'outcome'?: "settle"|"fault";
}

export interface SettleBatchResult__Output {
  'settle'?: (_tollgate_v1_SettleResponse__Output | null);
  'fault'?: (_tollgate_v1_Fault__Output | null);
  'outcome'?: "settle"|"fault";
}
