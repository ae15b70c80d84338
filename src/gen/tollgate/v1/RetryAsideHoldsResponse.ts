// Original file: proto/tollgate/v1/store.proto

import type { Long } from '@grpc/proto-loader';

export interface RetryAsideHoldsResponse {
  'retried'?: (number | string | Long);
}

export interface RetryAsideHoldsResponse__Output {
  'retried': (string);
}
