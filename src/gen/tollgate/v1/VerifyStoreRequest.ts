// Original file: proto/tollgate/v1/store.proto


export interface VerifyStoreRequest {
  'accountId'?: (string);
}

export interface VerifyStoreRequest__Output {
  'accountId': (string);
}
