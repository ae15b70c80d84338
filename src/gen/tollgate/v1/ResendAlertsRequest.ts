// Original file: proto/tollgate/v1/alert.proto


export interface ResendAlertsRequest {
  'accountId'?: (string);
  'id'?: (string);
  'all'?: (boolean);
}

export interface ResendAlertsRequest__Output {
  'accountId': (string);
  'id': (string);
  'all': (boolean);
}
