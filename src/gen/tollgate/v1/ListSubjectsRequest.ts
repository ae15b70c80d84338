// Original file: proto/tollgate/v1/account.proto


export interface ListSubjectsRequest {
  'accountId'?: (string);
  'limit'?: (number);
}

export interface ListSubjectsRequest__Output {
  'accountId': (string);
  'limit': (number);
}
