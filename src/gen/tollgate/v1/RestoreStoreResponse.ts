// Original file: proto/tollgate/v1/store.proto

import type { Long } from '@grpc/proto-loader';

export interface RestoreStoreResponse {
  'complete'?: (boolean);
  'generation'?: (number | string | Long);
}

export interface RestoreStoreResponse__Output {
  'complete': (boolean);
  'generation': (string);
}
