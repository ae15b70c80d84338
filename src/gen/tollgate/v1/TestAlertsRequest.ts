// Original file: proto/tollgate/v1/alert.proto


export interface TestAlertsRequest {
  'accountId'?: (string);
}

export interface TestAlertsRequest__Output {
  'accountId': (string);
}
