// Original file: proto/tollgate/v1/account.proto

import type { MovementKind as _tollgate_v1_MovementKind, MovementKind__Output as _tollgate_v1_MovementKind__Output } from '../../tollgate/v1/MovementKind.ts';
import type { FundingPart as _tollgate_v1_FundingPart, FundingPart__Output as _tollgate_v1_FundingPart__Output } from '../../tollgate/v1/FundingPart.ts';
import type { Long } from '@grpc/proto-loader';

export interface Movement {
  'sequence'?: (number | string | Long);
  'atMs'?: (number | string | Long);
  'kind'?: (_tollgate_v1_MovementKind);
  'amountMilliCents'?: (number | string | Long);
  'balanceMilliCents'?: (number | string | Long);
  'holdId'?: (string);
  'idempotencyKey'?: (string);
  'service'?: (string);
  'billedUnits'?: (number | string | Long);
  'note'?: (string);
  'estimated'?: (boolean);
  'subjectId'?: (string);
  'lotId'?: (string);
  'originAccountId'?: (string);
  'parts'?: (_tollgate_v1_FundingPart)[];
  'chargeIdempotencyKey'?: (string);
  'packId'?: (string);
  'packUnits'?: (number | string | Long);
  'packageId'?: (string);
}

export interface Movement__Output {
  'sequence': (string);
  'atMs': (string);
  'kind': (_tollgate_v1_MovementKind__Output);
  'amountMilliCents': (string);
  'balanceMilliCents': (string);
  'holdId': (string);
  'idempotencyKey': (string);
  'service': (string);
  'billedUnits': (string);
  'note': (string);
  'estimated': (boolean);
  'subjectId': (string);
  'lotId': (string);
  'originAccountId': (string);
  'parts': (_tollgate_v1_FundingPart__Output)[];
  'chargeIdempotencyKey': (string);
  'packId': (string);
  'packUnits': (string);
  'packageId': (string);
}
