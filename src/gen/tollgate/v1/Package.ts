// Original file: proto/tollgate/v1/package.proto

import type { Direction as _tollgate_v1_Direction, Direction__Output as _tollgate_v1_Direction__Output } from '../../tollgate/v1/Direction.ts';
import type { Long } from '@grpc/proto-loader';

export interface Package {
  'id'?: (string);
  'title'?: (string);
  'priceMilliCents'?: (number | string | Long);
  'units'?: (number | string | Long);
  'unit'?: (string);
  'amountMilliCents'?: (number | string | Long);
  'lastsSeconds'?: (number | string | Long);
  'services'?: (string)[];
  'directions'?: (_tollgate_v1_Direction)[];
  'countries'?: (string)[];
  'numberClasses'?: (string)[];
  'prefixes'?: (string)[];
  'plans'?: (string)[];
}

export interface Package__Output {
  'id': (string);
  'title': (string);
  'priceMilliCents': (string);
  'units': (string);
  'unit': (string);
  'amountMilliCents': (string);
  'lastsSeconds': (string);
  'services': (string)[];
  'directions': (_tollgate_v1_Direction__Output)[];
  'countries': (string)[];
  'numberClasses': (string)[];
  'prefixes': (string)[];
  'plans': (string)[];
}
