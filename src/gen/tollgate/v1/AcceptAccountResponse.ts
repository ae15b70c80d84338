// Original file: proto/tollgate/v1/store.proto

import type { StoreFinding as _tollgate_v1_StoreFinding, StoreFinding__Output as _tollgate_v1_StoreFinding__Output } from '../../tollgate/v1/StoreFinding.ts';

export interface AcceptAccountResponse {
  'findings'?: (_tollgate_v1_StoreFinding)[];
}

export interface AcceptAccountResponse__Output {
  'findings': (_tollgate_v1_StoreFinding__Output)[];
}
