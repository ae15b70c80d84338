// Original file: proto/tollgate/v1/account.proto

import type { Subject as _tollgate_v1_Subject, Subject__Output as _tollgate_v1_Subject__Output } from '../../tollgate/v1/Subject.ts';

export interface GetSubjectResponse {
  'subject'?: (_tollgate_v1_Subject | null);
}

export interface GetSubjectResponse__Output {
  'subject': (_tollgate_v1_Subject__Output | null);
}
