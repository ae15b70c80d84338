// Original file: proto/tollgate/v1/account.proto

import type { Long } from '@grpc/proto-loader';

export interface AdjustBalanceRequest {
  'accountId'?: (string);
  'amountMilliCents'?: (number | string | Long);
  'idempotencyKey'?: (string);
  'note'?: (string);
  'packId'?: (string);
  'units'?: (number | string | Long);
}

export interface AdjustBalanceRequest__Output {
  'accountId': (string);
  'amountMilliCents': (string);
  'idempotencyKey': (string);
  'note': (string);
  'packId': (string);
  'units': (string);
}
