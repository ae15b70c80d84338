// Original file: proto/tollgate/v1/catalog.proto

import type { Catalog as _tollgate_v1_Catalog, Catalog__Output as _tollgate_v1_Catalog__Output } from '../../tollgate/v1/Catalog.ts';

export interface GetCatalogResponse {
  'catalog'?: (_tollgate_v1_Catalog | null);
}

export interface GetCatalogResponse__Output {
  'catalog': (_tollgate_v1_Catalog__Output | null);
}
