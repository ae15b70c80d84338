// Original file: proto/tollgate/v1/store.proto


export interface AcceptAccountRequest {
  'accountId'?: (string);
}

export interface AcceptAccountRequest__Output {
  'accountId': (string);
}
