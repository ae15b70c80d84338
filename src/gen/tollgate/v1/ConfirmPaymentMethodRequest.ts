// Original file: proto/tollgate/v1/recharge.proto

import type { Long } from '@grpc/proto-loader';

export interface ConfirmPaymentMethodRequest {
  'accountId'?: (string);
  'amountMilliCents'?: (number | string | Long);
}

export interface ConfirmPaymentMethodRequest__Output {
  'accountId': (string);
  'amountMilliCents': (string);
}
