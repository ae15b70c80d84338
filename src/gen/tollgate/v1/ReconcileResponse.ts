// Original file: proto/tollgate/v1/credit_control.proto

import type { HoldRef as _tollgate_v1_HoldRef, HoldRef__Output as _tollgate_v1_HoldRef__Output } from '../../tollgate/v1/HoldRef.ts';

export interface ReconcileResponse {
  'missing'?: (_tollgate_v1_HoldRef)[];
  'ended'?: (_tollgate_v1_HoldRef)[];
  'unknown'?: (_tollgate_v1_HoldRef)[];
  'nextPageToken'?: (string);
}

export interface ReconcileResponse__Output {
  'missing': (_tollgate_v1_HoldRef__Output)[];
  'ended': (_tollgate_v1_HoldRef__Output)[];
  'unknown': (_tollgate_v1_HoldRef__Output)[];
  'nextPageToken': (string);
}
