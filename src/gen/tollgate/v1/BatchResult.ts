// Original file: proto/tollgate/v1/credit_control.proto

import type { AuthorizeResponse as _tollgate_v1_AuthorizeResponse, AuthorizeResponse__Output as _tollgate_v1_AuthorizeResponse__Output } from '../../tollgate/v1/AuthorizeResponse.ts';
import type { Fault as _tollgate_v1_Fault, Fault__Output as _tollgate_v1_Fault__Output } from '../../tollgate/v1/Fault.ts';

export interface BatchResult {
  'holdId'?: (string);
  'decision'?: (_tollgate_v1_AuthorizeResponse | null);
  'fault'?: (_tollgate_v1_Fault | null);
  'outcome'?: "decision"|"fault";
}

export interface BatchResult__Output {
  'holdId': (string);
  'decision'?: (_tollgate_v1_AuthorizeResponse__Output | null);
  'fault'?: (_tollgate_v1_Fault__Output | null);
  'outcome'?: "decision"|"fault";
}
