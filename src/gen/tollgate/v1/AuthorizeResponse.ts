// Original file: proto/tollgate/v1/credit_control.proto

import type { Decision as _tollgate_v1_Decision, Decision__Output as _tollgate_v1_Decision__Output } from '../../tollgate/v1/Decision.ts';
import type { Terms as _tollgate_v1_Terms, Terms__Output as _tollgate_v1_Terms__Output } from '../../tollgate/v1/Terms.ts';
import type { AccountStatus as _tollgate_v1_AccountStatus, AccountStatus__Output as _tollgate_v1_AccountStatus__Output } from '../../tollgate/v1/AccountStatus.ts';
import type { Long } from '@grpc/proto-loader';

export interface AuthorizeResponse {
  'decision'?: (_tollgate_v1_Decision);
  'reason'?: (string);
  'message'?: (string);
  'holdId'?: (string);
  'grantedSeconds'?: (number | string | Long);
  'grantedUnits'?: (number | string | Long);
  'holdMilliCents'?: (number | string | Long);
  'availableMilliCents'?: (number | string | Long);
  'shortfallMilliCents'?: (number | string | Long);
  'terms'?: (_tollgate_v1_Terms | null);
  'numberClass'?: (string);
  'sipStatus'?: (number);
  'q850Cause'?: (number);
  'fallbackChannel'?: (string);
  'settleToken'?: (string);
  'accountStatus'?: (_tollgate_v1_AccountStatus);
  'replayed'?: (boolean);
  'segments'?: (number | string | Long);
  'shadowed'?: (boolean);
  'final'?: (boolean);
  'validitySeconds'?: (number | string | Long);
}

export interface AuthorizeResponse__Output {
  'decision': (_tollgate_v1_Decision__Output);
  'reason': (string);
  'message': (string);
  'holdId': (string);
  'grantedSeconds': (string);
  'grantedUnits': (string);
  'holdMilliCents': (string);
  'availableMilliCents': (string);
  'shortfallMilliCents': (string);
  'terms': (_tollgate_v1_Terms__Output | null);
  'numberClass': (string);
  'sipStatus': (number);
  'q850Cause': (number);
  'fallbackChannel': (string);
  'settleToken': (string);
  'accountStatus': (_tollgate_v1_AccountStatus__Output);
  'replayed': (boolean);
  'segments': (string);
  'shadowed': (boolean);
  'final': (boolean);
  'validitySeconds': (string);
}
