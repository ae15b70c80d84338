// Original file: proto/tollgate/v1/store.proto


export interface ListAsideHoldsRequest {
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListAsideHoldsRequest__Output {
  'pageSize': (number);
  'pageToken': (string);
}
