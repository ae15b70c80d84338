// Original file: proto/tollgate/v1/credit_control.proto


export interface Disconnect {
  'accountId'?: (string);
  'holdId'?: (string);
  'reason'?: (string);
}

export interface Disconnect__Output {
  'accountId': (string);
  'holdId': (string);
  'reason': (string);
}
