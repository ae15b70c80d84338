// Original file: proto/tollgate/v1/account.proto

import type { Movement as _tollgate_v1_Movement, Movement__Output as _tollgate_v1_Movement__Output } from '../../tollgate/v1/Movement.ts';

export interface ListMovementsResponse {
  'movement'?: (_tollgate_v1_Movement | null);
  'pageToken'?: (string);
}

export interface ListMovementsResponse__Output {
  'movement': (_tollgate_v1_Movement__Output | null);
  'pageToken': (string);
}
