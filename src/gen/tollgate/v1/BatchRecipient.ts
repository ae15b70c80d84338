// Original file: proto/tollgate/v1/credit_control.proto


export interface BatchRecipient {
  'holdId'?: (string);
  'to'?: (string);
}

export interface BatchRecipient__Output {
  'holdId': (string);
  'to': (string);
}
