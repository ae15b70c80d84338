// Original file: proto/tollgate/v1/store.proto

import type { Long } from '@grpc/proto-loader';

export interface LostOperation {
  'kind'?: (string);
  'accountId'?: (string);
  'reference'?: (string);
  'atMs'?: (number | string | Long);
  'amountMilliCents'?: (number | string | Long);
  'why'?: (string);
}

export interface LostOperation__Output {
  'kind': (string);
  'accountId': (string);
  'reference': (string);
  'atMs': (string);
  'amountMilliCents': (string);
  'why': (string);
}
