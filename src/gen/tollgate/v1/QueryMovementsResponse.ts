// Original file: proto/tollgate/v1/report.proto

import type { ArchivedMovement as _tollgate_v1_ArchivedMovement, ArchivedMovement__Output as _tollgate_v1_ArchivedMovement__Output } from '../../tollgate/v1/ArchivedMovement.ts';

export interface QueryMovementsResponse {
  'movements'?: (_tollgate_v1_ArchivedMovement)[];
  'nextPageToken'?: (string);
}

export interface QueryMovementsResponse__Output {
  'movements': (_tollgate_v1_ArchivedMovement__Output)[];
  'nextPageToken': (string);
}
