// Original file: proto/tollgate/v1/recharge.proto

import type { Long } from '@grpc/proto-loader';

export interface PurchaseCreditRequest {
  'accountId'?: (string);
  'amountMilliCents'?: (number | string | Long);
  'idempotencyKey'?: (string);
}

export interface PurchaseCreditRequest__Output {
  'accountId': (string);
  'amountMilliCents': (string);
  'idempotencyKey': (string);
}
