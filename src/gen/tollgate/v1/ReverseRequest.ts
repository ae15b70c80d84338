// Original file: proto/tollgate/v1/credit_control.proto


export interface ReverseRequest {
  'accountId'?: (string);
  'holdId'?: (string);
  'chargeIdempotencyKey'?: (string);
  'idempotencyKey'?: (string);
  'note'?: (string);
}

export interface ReverseRequest__Output {
  'accountId': (string);
  'holdId': (string);
  'chargeIdempotencyKey': (string);
  'idempotencyKey': (string);
  'note': (string);
}
