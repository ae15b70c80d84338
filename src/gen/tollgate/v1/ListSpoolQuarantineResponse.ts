// Original file: proto/tollgate/v1/spool.proto

import type { SpoolQuarantineEntry as _tollgate_v1_SpoolQuarantineEntry, SpoolQuarantineEntry__Output as _tollgate_v1_SpoolQuarantineEntry__Output } from '../../tollgate/v1/SpoolQuarantineEntry.ts';

export interface ListSpoolQuarantineResponse {
  'entries'?: (_tollgate_v1_SpoolQuarantineEntry)[];
  'nextPageToken'?: (string);
}

export interface ListSpoolQuarantineResponse__Output {
  'entries': (_tollgate_v1_SpoolQuarantineEntry__Output)[];
  'nextPageToken': (string);
}
