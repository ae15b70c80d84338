// Original file: proto/tollgate/v1/account.proto

import type { Subject as _tollgate_v1_Subject, Subject__Output as _tollgate_v1_Subject__Output } from '../../tollgate/v1/Subject.ts';

export interface ListSubjectsResponse {
  'subjects'?: (_tollgate_v1_Subject)[];
  'nextPageToken'?: (string);
}

export interface ListSubjectsResponse__Output {
  'subjects': (_tollgate_v1_Subject__Output)[];
  'nextPageToken': (string);
}
