// Original file: proto/tollgate/v1/store.proto

import type { LostWrites as _tollgate_v1_LostWrites, LostWrites__Output as _tollgate_v1_LostWrites__Output } from '../../tollgate/v1/LostWrites.ts';
import type { Long } from '@grpc/proto-loader';

export interface Outage {
  'storeAsked'?: (boolean);
  'queued'?: (number | string | Long);
  'oldestQueuedAtMs'?: (number | string | Long);
  'quarantined'?: (number | string | Long);
  'spoolBytes'?: (number | string | Long);
  'spoolMaxBytes'?: (number | string | Long);
  'spoolTrouble'?: (string);
  'exposureMilliCents'?: (number | string | Long);
  'lostWrites'?: (_tollgate_v1_LostWrites | null);
}

export interface Outage__Output {
  'storeAsked': (boolean);
  'queued': (string);
  'oldestQueuedAtMs': (string);
  'quarantined': (string);
  'spoolBytes': (string);
  'spoolMaxBytes': (string);
  'spoolTrouble': (string);
  'exposureMilliCents': (string);
  'lostWrites': (_tollgate_v1_LostWrites__Output | null);
}
