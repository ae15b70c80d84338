// Original file: proto/tollgate/v1/package.proto

import type { Package as _tollgate_v1_Package, Package__Output as _tollgate_v1_Package__Output } from '../../tollgate/v1/Package.ts';

export interface ListPackagesResponse {
  'packages'?: (_tollgate_v1_Package)[];
  'currency'?: (string);
}

export interface ListPackagesResponse__Output {
  'packages': (_tollgate_v1_Package__Output)[];
  'currency': (string);
}
