// Original file: proto/tollgate/v1/credit_control.proto


export interface ReconcileResponse {
  'missingHoldIds'?: (string)[];
  'endedHoldIds'?: (string)[];
}

export interface ReconcileResponse__Output {
  'missingHoldIds': (string)[];
  'endedHoldIds': (string)[];
}
