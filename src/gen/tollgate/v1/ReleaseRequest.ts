// Original file: proto/tollgate/v1/credit_control.proto


export interface ReleaseRequest {
  'accountId'?: (string);
  'holdId'?: (string);
  'q850Cause'?: (number);
  'settleToken'?: (string);
}

export interface ReleaseRequest__Output {
  'accountId': (string);
  'holdId': (string);
  'q850Cause': (number);
  'settleToken': (string);
}
