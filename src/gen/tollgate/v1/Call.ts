// Original file: proto/tollgate/v1/report.proto

import type { Direction as _tollgate_v1_Direction, Direction__Output as _tollgate_v1_Direction__Output } from '../../tollgate/v1/Direction.ts';
import type { CallState as _tollgate_v1_CallState, CallState__Output as _tollgate_v1_CallState__Output } from '../../tollgate/v1/CallState.ts';
import type { FundingPart as _tollgate_v1_FundingPart, FundingPart__Output as _tollgate_v1_FundingPart__Output } from '../../tollgate/v1/FundingPart.ts';
import type { Long } from '@grpc/proto-loader';

export interface Call {
  'accountId'?: (string);
  'holdId'?: (string);
  'chargeIdempotencyKey'?: (string);
  'parentAccountId'?: (string);
  'payerAccountId'?: (string);
  'subjectId'?: (string);
  'labels'?: ({[key: string]: string});
  'service'?: (string);
  'direction'?: (_tollgate_v1_Direction);
  'numberClass'?: (string);
  'number'?: (string);
  'numberForm'?: (string);
  'prefix'?: (string);
  'country'?: (string);
  'rateRule'?: (string);
  'holdRule'?: (string);
  'gatewayId'?: (string);
  'parentHoldId'?: (string);
  'authorizedAt'?: (string);
  'authorizedAtMs'?: (number | string | Long);
  'answeredAtMs'?: (number | string | Long);
  'endedAtMs'?: (number | string | Long);
  'state'?: (_tollgate_v1_CallState);
  'grantedUnits'?: (number | string | Long);
  'connectedSeconds'?: (number | string | Long);
  'billedUnits'?: (number | string | Long);
  'billingAmountMilliCents'?: (number | string | Long);
  'reversedMilliCents'?: (number | string | Long);
  'writeOffMilliCents'?: (number | string | Long);
  'parts'?: (_tollgate_v1_FundingPart)[];
  'q850Cause'?: (number);
  'flags'?: (string)[];
  '_answeredAtMs'?: "answeredAtMs";
  '_endedAtMs'?: "endedAtMs";
}

export interface Call__Output {
  'accountId': (string);
  'holdId': (string);
  'chargeIdempotencyKey': (string);
  'parentAccountId': (string);
  'payerAccountId': (string);
  'subjectId': (string);
  'labels': ({[key: string]: string});
  'service': (string);
  'direction': (_tollgate_v1_Direction__Output);
  'numberClass': (string);
  'number': (string);
  'numberForm': (string);
  'prefix': (string);
  'country': (string);
  'rateRule': (string);
  'holdRule': (string);
  'gatewayId': (string);
  'parentHoldId': (string);
  'authorizedAt': (string);
  'authorizedAtMs': (string);
  'answeredAtMs'?: (string);
  'endedAtMs'?: (string);
  'state': (_tollgate_v1_CallState__Output);
  'grantedUnits': (string);
  'connectedSeconds': (string);
  'billedUnits': (string);
  'billingAmountMilliCents': (string);
  'reversedMilliCents': (string);
  'writeOffMilliCents': (string);
  'parts': (_tollgate_v1_FundingPart__Output)[];
  'q850Cause': (number);
  'flags': (string)[];
  '_answeredAtMs'?: "answeredAtMs";
  '_endedAtMs'?: "endedAtMs";
}
