// Original file: proto/tollgate/v1/store.proto

import type { Store as _tollgate_v1_Store, Store__Output as _tollgate_v1_Store__Output } from '../../tollgate/v1/Store.ts';

export interface AcceptStoreResponse {
  'store'?: (_tollgate_v1_Store | null);
}

export interface AcceptStoreResponse__Output {
  'store': (_tollgate_v1_Store__Output | null);
}
