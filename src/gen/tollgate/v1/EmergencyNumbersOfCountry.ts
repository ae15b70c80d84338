// Original file: proto/tollgate/v1/catalog.proto


export interface EmergencyNumbersOfCountry {
  'country'?: (string);
  'numbers'?: (string)[];
}

export interface EmergencyNumbersOfCountry__Output {
  'country': (string);
  'numbers': (string)[];
}
