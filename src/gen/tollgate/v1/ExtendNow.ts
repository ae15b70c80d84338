// Original file: proto/tollgate/v1/credit_control.proto


export interface ExtendNow {
  'accountId'?: (string);
  'holdId'?: (string);
}

export interface ExtendNow__Output {
  'accountId': (string);
  'holdId': (string);
}
