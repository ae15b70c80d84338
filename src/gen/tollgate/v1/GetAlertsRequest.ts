// Original file: proto/tollgate/v1/alert.proto


export interface GetAlertsRequest {
  'accountId'?: (string);
}

export interface GetAlertsRequest__Output {
  'accountId': (string);
}
