// Original file: proto/tollgate/v1/catalog.proto

import type { EmergencyNumbersOfCountry as _tollgate_v1_EmergencyNumbersOfCountry, EmergencyNumbersOfCountry__Output as _tollgate_v1_EmergencyNumbersOfCountry__Output } from '../../tollgate/v1/EmergencyNumbersOfCountry.ts';

export interface GetEmergencyNumbersResponse {
  'countries'?: (_tollgate_v1_EmergencyNumbersOfCountry)[];
  'listed'?: (string)[];
}

export interface GetEmergencyNumbersResponse__Output {
  'countries': (_tollgate_v1_EmergencyNumbersOfCountry__Output)[];
  'listed': (string)[];
}
