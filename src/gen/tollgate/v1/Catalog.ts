// Original file: proto/tollgate/v1/catalog.proto

import type { CatalogProblem as _tollgate_v1_CatalogProblem, CatalogProblem__Output as _tollgate_v1_CatalogProblem__Output } from '../../tollgate/v1/CatalogProblem.ts';
import type { Long } from '@grpc/proto-loader';

export interface Catalog {
  'name'?: (string);
  'version'?: (string);
  'currency'?: (string);
  'loadedAtMs'?: (number | string | Long);
  'services'?: (string)[];
  'plans'?: (string)[];
  'problems'?: (_tollgate_v1_CatalogProblem)[];
  'cases'?: (number);
}

export interface Catalog__Output {
  'name': (string);
  'version': (string);
  'currency': (string);
  'loadedAtMs': (string);
  'services': (string)[];
  'plans': (string)[];
  'problems': (_tollgate_v1_CatalogProblem__Output)[];
  'cases': (number);
}
