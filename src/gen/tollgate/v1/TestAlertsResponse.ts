// Original file: proto/tollgate/v1/alert.proto


export interface TestAlertsResponse {
  'deliveries'?: (number);
}

export interface TestAlertsResponse__Output {
  'deliveries': (number);
}
