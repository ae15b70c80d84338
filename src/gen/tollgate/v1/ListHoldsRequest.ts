// Original file: proto/tollgate/v1/account.proto


export interface ListHoldsRequest {
  'accountId'?: (string);
  'holdId'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
  'gatewayId'?: (string);
}

export interface ListHoldsRequest__Output {
  'accountId': (string);
  'holdId': (string);
  'pageSize': (number);
  'pageToken': (string);
  'gatewayId': (string);
}
