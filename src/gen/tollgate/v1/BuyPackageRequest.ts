// Original file: proto/tollgate/v1/package.proto


export interface BuyPackageRequest {
  'accountId'?: (string);
  'packageId'?: (string);
  'idempotencyKey'?: (string);
  'note'?: (string);
}

export interface BuyPackageRequest__Output {
  'accountId': (string);
  'packageId': (string);
  'idempotencyKey': (string);
  'note': (string);
}
