// Original file: proto/tollgate/v1/report.proto

import type { MovementKind as _tollgate_v1_MovementKind, MovementKind__Output as _tollgate_v1_MovementKind__Output } from '../../tollgate/v1/MovementKind.ts';

export interface QueryMovementsRequest {
  'accountId'?: (string);
  'below'?: (boolean);
  'kind'?: (_tollgate_v1_MovementKind);
  'from'?: (string);
  'to'?: (string);
  'timeZone'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
  'format'?: (string);
}

export interface QueryMovementsRequest__Output {
  'accountId': (string);
  'below': (boolean);
  'kind': (_tollgate_v1_MovementKind__Output);
  'from': (string);
  'to': (string);
  'timeZone': (string);
  'pageSize': (number);
  'pageToken': (string);
  'format': (string);
}
