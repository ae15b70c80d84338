// Original file: proto/tollgate/v1/credit_control.proto

import type { Decision as _tollgate_v1_Decision, Decision__Output as _tollgate_v1_Decision__Output } from '../../tollgate/v1/Decision.ts';
import type { Long } from '@grpc/proto-loader';

export interface ExtendResponse {
  'decision'?: (_tollgate_v1_Decision);
  'reason'?: (string);
  'message'?: (string);
  'grantedSeconds'?: (number | string | Long);
  'holdMilliCents'?: (number | string | Long);
  'availableMilliCents'?: (number | string | Long);
  'shortfallMilliCents'?: (number | string | Long);
  'replayed'?: (boolean);
  'grantedUnits'?: (number | string | Long);
  'final'?: (boolean);
  'validitySeconds'?: (number | string | Long);
  'clamped'?: (boolean);
  'queued'?: (boolean);
}

export interface ExtendResponse__Output {
  'decision': (_tollgate_v1_Decision__Output);
  'reason': (string);
  'message': (string);
  'grantedSeconds': (string);
  'holdMilliCents': (string);
  'availableMilliCents': (string);
  'shortfallMilliCents': (string);
  'replayed': (boolean);
  'grantedUnits': (string);
  'final': (boolean);
  'validitySeconds': (string);
  'clamped': (boolean);
  'queued': (boolean);
}
