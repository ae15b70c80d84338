// Original file: proto/tollgate/v1/account.proto


export interface WatchAccountRequest {
  'accountId'?: (string);
}

export interface WatchAccountRequest__Output {
  'accountId': (string);
}
