// Original file: proto/tollgate/v1/account.proto


export interface WatchAccountRequest {
  'accountId'?: (string);
  'cursor'?: (string);
}

export interface WatchAccountRequest__Output {
  'accountId': (string);
  'cursor': (string);
}
