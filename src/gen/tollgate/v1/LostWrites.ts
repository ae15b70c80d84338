// Original file: proto/tollgate/v1/store.proto

import type { LostOperation as _tollgate_v1_LostOperation, LostOperation__Output as _tollgate_v1_LostOperation__Output } from '../../tollgate/v1/LostOperation.ts';
import type { Long } from '@grpc/proto-loader';

export interface LostWrites {
  'rollbacks'?: (number | string | Long);
  'lastAtMs'?: (number | string | Long);
  'lost'?: (number | string | Long);
  'replayed'?: (number | string | Long);
  'pending'?: (number | string | Long);
  'incomplete'?: (boolean);
  'exposureMilliCents'?: (number | string | Long);
  'exposed'?: (_tollgate_v1_LostOperation)[];
}

export interface LostWrites__Output {
  'rollbacks': (string);
  'lastAtMs': (string);
  'lost': (string);
  'replayed': (string);
  'pending': (string);
  'incomplete': (boolean);
  'exposureMilliCents': (string);
  'exposed': (_tollgate_v1_LostOperation__Output)[];
}
