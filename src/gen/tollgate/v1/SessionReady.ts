// Original file: proto/tollgate/v1/credit_control.proto


export interface SessionReady {
  'maxInFlight'?: (number);
}

export interface SessionReady__Output {
  'maxInFlight': (number);
}
