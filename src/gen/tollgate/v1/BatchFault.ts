// Original file: proto/tollgate/v1/credit_control.proto


export interface BatchFault {
  'code'?: (string);
  'reason'?: (string);
  'message'?: (string);
  'field'?: (string);
  'retryable'?: (boolean);
}

export interface BatchFault__Output {
  'code': (string);
  'reason': (string);
  'message': (string);
  'field': (string);
  'retryable': (boolean);
}
