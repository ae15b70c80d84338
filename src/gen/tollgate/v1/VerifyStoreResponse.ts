// Original file: proto/tollgate/v1/store.proto

import type { StoreFinding as _tollgate_v1_StoreFinding, StoreFinding__Output as _tollgate_v1_StoreFinding__Output } from '../../tollgate/v1/StoreFinding.ts';
import type { VerifiedPartition as _tollgate_v1_VerifiedPartition, VerifiedPartition__Output as _tollgate_v1_VerifiedPartition__Output } from '../../tollgate/v1/VerifiedPartition.ts';

export interface VerifyStoreResponse {
  'partitions'?: (number);
  'finding'?: (_tollgate_v1_StoreFinding | null);
  'verified'?: (_tollgate_v1_VerifiedPartition | null);
}

export interface VerifyStoreResponse__Output {
  'partitions': (number);
  'finding': (_tollgate_v1_StoreFinding__Output | null);
  'verified': (_tollgate_v1_VerifiedPartition__Output | null);
}
