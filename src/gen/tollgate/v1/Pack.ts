// Original file: proto/tollgate/v1/account.proto

import type { Direction as _tollgate_v1_Direction, Direction__Output as _tollgate_v1_Direction__Output } from '../../tollgate/v1/Direction.ts';
import type { Long } from '@grpc/proto-loader';

export interface Pack {
  'id'?: (string);
  'services'?: (string)[];
  'directions'?: (_tollgate_v1_Direction)[];
  'countries'?: (string)[];
  'numberClasses'?: (string)[];
  'prefixes'?: (string)[];
  'unit'?: (string);
  'grantedUnits'?: (number | string | Long);
  'usedUnits'?: (number | string | Long);
  'heldUnits'?: (number | string | Long);
  'remainingUnits'?: (number | string | Long);
  'expiresAtMs'?: (number | string | Long);
  '_expiresAtMs'?: "expiresAtMs";
}

export interface Pack__Output {
  'id': (string);
  'services': (string)[];
  'directions': (_tollgate_v1_Direction__Output)[];
  'countries': (string)[];
  'numberClasses': (string)[];
  'prefixes': (string)[];
  'unit': (string);
  'grantedUnits': (string);
  'usedUnits': (string);
  'heldUnits': (string);
  'remainingUnits': (string);
  'expiresAtMs'?: (string);
  '_expiresAtMs'?: "expiresAtMs";
}
