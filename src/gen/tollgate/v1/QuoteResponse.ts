// Original file: proto/tollgate/v1/credit_control.proto

import type { Decision as _tollgate_v1_Decision, Decision__Output as _tollgate_v1_Decision__Output } from '../../tollgate/v1/Decision.ts';
import type { Terms as _tollgate_v1_Terms, Terms__Output as _tollgate_v1_Terms__Output } from '../../tollgate/v1/Terms.ts';
import type { AccountStatus as _tollgate_v1_AccountStatus, AccountStatus__Output as _tollgate_v1_AccountStatus__Output } from '../../tollgate/v1/AccountStatus.ts';
import type { FundingPart as _tollgate_v1_FundingPart, FundingPart__Output as _tollgate_v1_FundingPart__Output } from '../../tollgate/v1/FundingPart.ts';
import type { Long } from '@grpc/proto-loader';

export interface QuoteResponse {
  'decision'?: (_tollgate_v1_Decision);
  'reason'?: (string);
  'message'?: (string);
  'grantedUnits'?: (number | string | Long);
  'holdMilliCents'?: (number | string | Long);
  'availableMilliCents'?: (number | string | Long);
  'shortfallMilliCents'?: (number | string | Long);
  'terms'?: (_tollgate_v1_Terms | null);
  'numberClass'?: (string);
  'segments'?: (number | string | Long);
  'encoding'?: (string);
  'fallbackChannel'?: (string);
  'accountStatus'?: (_tollgate_v1_AccountStatus);
  'parts'?: (_tollgate_v1_FundingPart)[];
}

export interface QuoteResponse__Output {
  'decision': (_tollgate_v1_Decision__Output);
  'reason': (string);
  'message': (string);
  'grantedUnits': (string);
  'holdMilliCents': (string);
  'availableMilliCents': (string);
  'shortfallMilliCents': (string);
  'terms': (_tollgate_v1_Terms__Output | null);
  'numberClass': (string);
  'segments': (string);
  'encoding': (string);
  'fallbackChannel': (string);
  'accountStatus': (_tollgate_v1_AccountStatus__Output);
  'parts': (_tollgate_v1_FundingPart__Output)[];
}
