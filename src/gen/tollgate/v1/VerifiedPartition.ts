// Original file: proto/tollgate/v1/store.proto

import type { Long } from '@grpc/proto-loader';

export interface VerifiedPartition {
  'partition'?: (number);
  'accounts'?: (number | string | Long);
  'holds'?: (number | string | Long);
  'entries'?: (number | string | Long);
  'unprovenAccounts'?: (number | string | Long);
  'findings'?: (number | string | Long);
  'driftMilliCents'?: (number | string | Long);
}

export interface VerifiedPartition__Output {
  'partition': (number);
  'accounts': (string);
  'holds': (string);
  'entries': (string);
  'unprovenAccounts': (string);
  'findings': (string);
  'driftMilliCents': (string);
}
