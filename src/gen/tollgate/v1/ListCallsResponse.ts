// Original file: proto/tollgate/v1/report.proto

import type { Call as _tollgate_v1_Call, Call__Output as _tollgate_v1_Call__Output } from '../../tollgate/v1/Call.ts';

export interface ListCallsResponse {
  'calls'?: (_tollgate_v1_Call)[];
  'nextPageToken'?: (string);
}

export interface ListCallsResponse__Output {
  'calls': (_tollgate_v1_Call__Output)[];
  'nextPageToken': (string);
}
