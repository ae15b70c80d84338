// Original file: proto/tollgate/v1/store.proto

import type { Sidecar as _tollgate_v1_Sidecar, Sidecar__Output as _tollgate_v1_Sidecar__Output } from '../../tollgate/v1/Sidecar.ts';

export interface ListSidecarsResponse {
  'sidecars'?: (_tollgate_v1_Sidecar)[];
}

export interface ListSidecarsResponse__Output {
  'sidecars': (_tollgate_v1_Sidecar__Output)[];
}
