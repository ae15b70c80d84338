// Original file: proto/tollgate/v1/account.proto

import type { Long } from '@grpc/proto-loader';

export interface AddCreditRequest {
  'accountId'?: (string);
  'amountMilliCents'?: (number | string | Long);
  'idempotencyKey'?: (string);
  'expiresAtMs'?: (number | string | Long);
  'services'?: (string)[];
  'note'?: (string);
  '_expiresAtMs'?: "expiresAtMs";
}

export interface AddCreditRequest__Output {
  'accountId': (string);
  'amountMilliCents': (string);
  'idempotencyKey': (string);
  'expiresAtMs'?: (string);
  'services': (string)[];
  'note': (string);
  '_expiresAtMs'?: "expiresAtMs";
}
