// Original file: proto/tollgate/v1/account.proto

import type { Direction as _tollgate_v1_Direction, Direction__Output as _tollgate_v1_Direction__Output } from '../../tollgate/v1/Direction.ts';
import type { Long } from '@grpc/proto-loader';

export interface AddCreditRequest {
  'accountId'?: (string);
  'amountMilliCents'?: (number | string | Long);
  'idempotencyKey'?: (string);
  'expiresAtMs'?: (number | string | Long);
  'services'?: (string)[];
  'note'?: (string);
  'units'?: (number | string | Long);
  'minutes'?: (number | string | Long);
  'directions'?: (_tollgate_v1_Direction)[];
  'countries'?: (string)[];
  'numberClasses'?: (string)[];
  'prefixes'?: (string)[];
  '_expiresAtMs'?: "expiresAtMs";
}

export interface AddCreditRequest__Output {
  'accountId': (string);
  'amountMilliCents': (string);
  'idempotencyKey': (string);
  'expiresAtMs'?: (string);
  'services': (string)[];
  'note': (string);
  'units': (string);
  'minutes': (string);
  'directions': (_tollgate_v1_Direction__Output)[];
  'countries': (string)[];
  'numberClasses': (string)[];
  'prefixes': (string)[];
  '_expiresAtMs'?: "expiresAtMs";
}
