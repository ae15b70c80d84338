// Original file: proto/tollgate/v1/catalog.proto


export interface GetEmergencyNumbersRequest {
  'country'?: (string);
}

export interface GetEmergencyNumbersRequest__Output {
  'country': (string);
}
