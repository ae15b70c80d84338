// Original file: proto/tollgate/v1/store.proto


export interface RetryAsideHoldsRequest {
  'accountId'?: (string);
  'holdId'?: (string);
  'all'?: (boolean);
}

export interface RetryAsideHoldsRequest__Output {
  'accountId': (string);
  'holdId': (string);
  'all': (boolean);
}
