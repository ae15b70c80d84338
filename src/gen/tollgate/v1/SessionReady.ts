// Original file: proto/tollgate/v1/credit_control.proto


export interface SessionReady {
  'maxInFlight'?: (number);
  'reconcile'?: (boolean);
}

export interface SessionReady__Output {
  'maxInFlight': (number);
  'reconcile': (boolean);
}
