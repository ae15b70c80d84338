// Original file: proto/tollgate/v1/credit_control.proto

import type { Long } from '@grpc/proto-loader';

export interface ReverseRequest {
  'accountId'?: (string);
  'holdId'?: (string);
  'chargeIdempotencyKey'?: (string);
  'idempotencyKey'?: (string);
  'note'?: (string);
  'amountMilliCents'?: (number | string | Long);
  'units'?: (number | string | Long);
  '_amountMilliCents'?: "amountMilliCents";
  '_units'?: "units";
}

export interface ReverseRequest__Output {
  'accountId': (string);
  'holdId': (string);
  'chargeIdempotencyKey': (string);
  'idempotencyKey': (string);
  'note': (string);
  'amountMilliCents'?: (string);
  'units'?: (string);
  '_amountMilliCents'?: "amountMilliCents";
  '_units'?: "units";
}
