// Original file: proto/tollgate/v1/catalog.proto

import type { Decision as _tollgate_v1_Decision, Decision__Output as _tollgate_v1_Decision__Output } from '../../tollgate/v1/Decision.ts';
import type { Terms as _tollgate_v1_Terms, Terms__Output as _tollgate_v1_Terms__Output } from '../../tollgate/v1/Terms.ts';
import type { Long } from '@grpc/proto-loader';

export interface ExplainNumberResponse {
  'e164'?: (string);
  'numberClass'?: (string);
  'country'?: (string);
  'decision'?: (_tollgate_v1_Decision);
  'reason'?: (string);
  'message'?: (string);
  'terms'?: (_tollgate_v1_Terms | null);
  'holdMilliCents'?: (number | string | Long);
  'grantedUnits'?: (number | string | Long);
}

export interface ExplainNumberResponse__Output {
  'e164': (string);
  'numberClass': (string);
  'country': (string);
  'decision': (_tollgate_v1_Decision__Output);
  'reason': (string);
  'message': (string);
  'terms': (_tollgate_v1_Terms__Output | null);
  'holdMilliCents': (string);
  'grantedUnits': (string);
}
