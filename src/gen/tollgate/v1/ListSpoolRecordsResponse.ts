// Original file: proto/tollgate/v1/spool.proto

import type { SpoolRecord as _tollgate_v1_SpoolRecord, SpoolRecord__Output as _tollgate_v1_SpoolRecord__Output } from '../../tollgate/v1/SpoolRecord.ts';

export interface ListSpoolRecordsResponse {
  'records'?: (_tollgate_v1_SpoolRecord)[];
  'nextPageToken'?: (string);
}

export interface ListSpoolRecordsResponse__Output {
  'records': (_tollgate_v1_SpoolRecord__Output)[];
  'nextPageToken': (string);
}
