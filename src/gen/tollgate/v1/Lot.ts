// Original file: proto/tollgate/v1/account.proto

import type { LotKind as _tollgate_v1_LotKind, LotKind__Output as _tollgate_v1_LotKind__Output } from '../../tollgate/v1/LotKind.ts';
import type { Long } from '@grpc/proto-loader';

export interface Lot {
  'id'?: (string);
  'kind'?: (_tollgate_v1_LotKind);
  'grantedMilliCents'?: (number | string | Long);
  'usedMilliCents'?: (number | string | Long);
  'heldMilliCents'?: (number | string | Long);
  'remainingMilliCents'?: (number | string | Long);
  'startsAtMs'?: (number | string | Long);
  'expiresAtMs'?: (number | string | Long);
  'services'?: (string)[];
  '_startsAtMs'?: "startsAtMs";
  '_expiresAtMs'?: "expiresAtMs";
}

export interface Lot__Output {
  'id': (string);
  'kind': (_tollgate_v1_LotKind__Output);
  'grantedMilliCents': (string);
  'usedMilliCents': (string);
  'heldMilliCents': (string);
  'remainingMilliCents': (string);
  'startsAtMs'?: (string);
  'expiresAtMs'?: (string);
  'services': (string)[];
  '_startsAtMs'?: "startsAtMs";
  '_expiresAtMs'?: "expiresAtMs";
}
