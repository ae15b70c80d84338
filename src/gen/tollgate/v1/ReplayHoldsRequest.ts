// Original file: proto/tollgate/v1/catalog.proto


export interface ReplayHoldsRequest {
  'catalogDir'?: (string);
}

export interface ReplayHoldsRequest__Output {
  'catalogDir': (string);
}
