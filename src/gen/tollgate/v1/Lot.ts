// Original file: proto/tollgate/v1/account.proto

import type { Long } from '@grpc/proto-loader';

export interface Lot {
  'id'?: (string);
  'kind'?: (string);
  'grantedMilliCents'?: (number | string | Long);
  'usedMilliCents'?: (number | string | Long);
  'heldMilliCents'?: (number | string | Long);
  'remainingMilliCents'?: (number | string | Long);
  'startsAtMs'?: (number | string | Long);
  'expiresAtMs'?: (number | string | Long);
  'services'?: (string)[];
}

export interface Lot__Output {
  'id': (string);
  'kind': (string);
  'grantedMilliCents': (string);
  'usedMilliCents': (string);
  'heldMilliCents': (string);
  'remainingMilliCents': (string);
  'startsAtMs': (string);
  'expiresAtMs': (string);
  'services': (string)[];
}
