// Original file: proto/tollgate/v1/recharge.proto


export interface SetPaymentMethodRequest {
  'accountId'?: (string);
  'customerId'?: (string);
  'methodId'?: (string);
  'verified'?: (boolean);
}

export interface SetPaymentMethodRequest__Output {
  'accountId': (string);
  'customerId': (string);
  'methodId': (string);
  'verified': (boolean);
}
