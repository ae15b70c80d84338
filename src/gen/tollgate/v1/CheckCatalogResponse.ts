// Original file: proto/tollgate/v1/catalog.proto

import type { CatalogCheck as _tollgate_v1_CatalogCheck, CatalogCheck__Output as _tollgate_v1_CatalogCheck__Output } from '../../tollgate/v1/CatalogCheck.ts';

export interface CheckCatalogResponse {
  'check'?: (_tollgate_v1_CatalogCheck | null);
}

export interface CheckCatalogResponse__Output {
  'check': (_tollgate_v1_CatalogCheck__Output | null);
}
