// Original file: proto/tollgate/v1/store.proto

import type { AsideHold as _tollgate_v1_AsideHold, AsideHold__Output as _tollgate_v1_AsideHold__Output } from '../../tollgate/v1/AsideHold.ts';

export interface ListAsideHoldsResponse {
  'holds'?: (_tollgate_v1_AsideHold)[];
  'nextPageToken'?: (string);
}

export interface ListAsideHoldsResponse__Output {
  'holds': (_tollgate_v1_AsideHold__Output)[];
  'nextPageToken': (string);
}
