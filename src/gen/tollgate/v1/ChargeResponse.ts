// Original file: proto/tollgate/v1/credit_control.proto

import type { Decision as _tollgate_v1_Decision, Decision__Output as _tollgate_v1_Decision__Output } from '../../tollgate/v1/Decision.ts';
import type { Terms as _tollgate_v1_Terms, Terms__Output as _tollgate_v1_Terms__Output } from '../../tollgate/v1/Terms.ts';
import type { AccountStatus as _tollgate_v1_AccountStatus, AccountStatus__Output as _tollgate_v1_AccountStatus__Output } from '../../tollgate/v1/AccountStatus.ts';
import type { FundingPart as _tollgate_v1_FundingPart, FundingPart__Output as _tollgate_v1_FundingPart__Output } from '../../tollgate/v1/FundingPart.ts';
import type { Long } from '@grpc/proto-loader';

export interface ChargeResponse {
  'decision'?: (_tollgate_v1_Decision);
  'reason'?: (string);
  'message'?: (string);
  'billedUnits'?: (number | string | Long);
  'billingAmountMilliCents'?: (number | string | Long);
  'balanceMilliCents'?: (number | string | Long);
  'availableMilliCents'?: (number | string | Long);
  'shortfallMilliCents'?: (number | string | Long);
  'terms'?: (_tollgate_v1_Terms | null);
  'segments'?: (number | string | Long);
  'fallbackChannel'?: (string);
  'accountStatus'?: (_tollgate_v1_AccountStatus);
  'replayed'?: (boolean);
  'parts'?: (_tollgate_v1_FundingPart)[];
}

export interface ChargeResponse__Output {
  'decision': (_tollgate_v1_Decision__Output);
  'reason': (string);
  'message': (string);
  'billedUnits': (string);
  'billingAmountMilliCents': (string);
  'balanceMilliCents': (string);
  'availableMilliCents': (string);
  'shortfallMilliCents': (string);
  'terms': (_tollgate_v1_Terms__Output | null);
  'segments': (string);
  'fallbackChannel': (string);
  'accountStatus': (_tollgate_v1_AccountStatus__Output);
  'replayed': (boolean);
  'parts': (_tollgate_v1_FundingPart__Output)[];
}
