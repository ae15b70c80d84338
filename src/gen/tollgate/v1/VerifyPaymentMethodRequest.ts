// Original file: proto/tollgate/v1/recharge.proto


export interface VerifyPaymentMethodRequest {
  'accountId'?: (string);
}

export interface VerifyPaymentMethodRequest__Output {
  'accountId': (string);
}
