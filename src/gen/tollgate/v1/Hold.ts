// Original file: proto/tollgate/v1/account.proto

import type { HoldState as _tollgate_v1_HoldState, HoldState__Output as _tollgate_v1_HoldState__Output } from '../../tollgate/v1/HoldState.ts';
import type { Direction as _tollgate_v1_Direction, Direction__Output as _tollgate_v1_Direction__Output } from '../../tollgate/v1/Direction.ts';
import type { Terms as _tollgate_v1_Terms, Terms__Output as _tollgate_v1_Terms__Output } from '../../tollgate/v1/Terms.ts';
import type { SettleResponse as _tollgate_v1_SettleResponse, SettleResponse__Output as _tollgate_v1_SettleResponse__Output } from '../../tollgate/v1/SettleResponse.ts';
import type { FundingPart as _tollgate_v1_FundingPart, FundingPart__Output as _tollgate_v1_FundingPart__Output } from '../../tollgate/v1/FundingPart.ts';
import type { Long } from '@grpc/proto-loader';

export interface Hold {
  'holdId'?: (string);
  'state'?: (_tollgate_v1_HoldState);
  'service'?: (string);
  'direction'?: (_tollgate_v1_Direction);
  'from'?: (string);
  'to'?: (string);
  'subjectId'?: (string);
  'parentHoldId'?: (string);
  'holdMilliCents'?: (number | string | Long);
  'grantedUnits'?: (number | string | Long);
  'authorizedAtMs'?: (number | string | Long);
  'answeredAtMs'?: (number | string | Long);
  'deadlineAtMs'?: (number | string | Long);
  'terms'?: (_tollgate_v1_Terms | null);
  'result'?: (_tollgate_v1_SettleResponse | null);
  'numberClass'?: (string);
  'accountId'?: (string);
  'parts'?: (_tollgate_v1_FundingPart)[];
  'payerAccountId'?: (string);
  'gatewayId'?: (string);
  'reversedMilliCents'?: (number | string | Long);
  'reversedUnits'?: (number | string | Long);
  'chargedMilliCents'?: (number | string | Long);
  'recreated'?: (boolean);
  'holdRule'?: (string);
  '_answeredAtMs'?: "answeredAtMs";
  '_deadlineAtMs'?: "deadlineAtMs";
}

export interface Hold__Output {
  'holdId': (string);
  'state': (_tollgate_v1_HoldState__Output);
  'service': (string);
  'direction': (_tollgate_v1_Direction__Output);
  'from': (string);
  'to': (string);
  'subjectId': (string);
  'parentHoldId': (string);
  'holdMilliCents': (string);
  'grantedUnits': (string);
  'authorizedAtMs': (string);
  'answeredAtMs'?: (string);
  'deadlineAtMs'?: (string);
  'terms': (_tollgate_v1_Terms__Output | null);
  'result': (_tollgate_v1_SettleResponse__Output | null);
  'numberClass': (string);
  'accountId': (string);
  'parts': (_tollgate_v1_FundingPart__Output)[];
  'payerAccountId': (string);
  'gatewayId': (string);
  'reversedMilliCents': (string);
  'reversedUnits': (string);
  'chargedMilliCents': (string);
  'recreated': (boolean);
  'holdRule': (string);
  '_answeredAtMs'?: "answeredAtMs";
  '_deadlineAtMs'?: "deadlineAtMs";
}
