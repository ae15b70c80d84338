// Original file: proto/tollgate/v1/spool.proto

import type { Spool as _tollgate_v1_Spool, Spool__Output as _tollgate_v1_Spool__Output } from '../../tollgate/v1/Spool.ts';

export interface GetSpoolResponse {
  'spool'?: (_tollgate_v1_Spool | null);
}

export interface GetSpoolResponse__Output {
  'spool': (_tollgate_v1_Spool__Output | null);
}
