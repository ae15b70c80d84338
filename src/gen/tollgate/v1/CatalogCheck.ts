// Original file: proto/tollgate/v1/catalog.proto

import type { CatalogProblem as _tollgate_v1_CatalogProblem, CatalogProblem__Output as _tollgate_v1_CatalogProblem__Output } from '../../tollgate/v1/CatalogProblem.ts';

export interface CatalogCheck {
  'version'?: (string);
  'ok'?: (boolean);
  'problems'?: (_tollgate_v1_CatalogProblem)[];
  'inForce'?: (boolean);
  'warnings'?: (_tollgate_v1_CatalogProblem)[];
}

export interface CatalogCheck__Output {
  'version': (string);
  'ok': (boolean);
  'problems': (_tollgate_v1_CatalogProblem__Output)[];
  'inForce': (boolean);
  'warnings': (_tollgate_v1_CatalogProblem__Output)[];
}
