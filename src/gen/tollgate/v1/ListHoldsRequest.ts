// Original file: proto/tollgate/v1/account.proto


export interface ListHoldsRequest {
  'accountId'?: (string);
  'holdId'?: (string);
  'limit'?: (number);
}

export interface ListHoldsRequest__Output {
  'accountId': (string);
  'holdId': (string);
  'limit': (number);
}
