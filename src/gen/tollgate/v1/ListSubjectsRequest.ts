// Original file: proto/tollgate/v1/account.proto


export interface ListSubjectsRequest {
  'accountId'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListSubjectsRequest__Output {
  'accountId': (string);
  'pageSize': (number);
  'pageToken': (string);
}
