// Original file: proto/tollgate/v1/store.proto

import type { Long } from '@grpc/proto-loader';

export interface StoreFinding {
  'check'?: (string);
  'partition'?: (number);
  'accountId'?: (string);
  'holdId'?: (string);
  'subject'?: (string);
  'expected'?: (string);
  'found'?: (string);
  'differenceMilliCents'?: (number | string | Long);
  'sinceSequence'?: (number | string | Long);
  'sinceMs'?: (number | string | Long);
  'advice'?: (string);
}

export interface StoreFinding__Output {
  'check': (string);
  'partition': (number);
  'accountId': (string);
  'holdId': (string);
  'subject': (string);
  'expected': (string);
  'found': (string);
  'differenceMilliCents': (string);
  'sinceSequence': (string);
  'sinceMs': (string);
  'advice': (string);
}
