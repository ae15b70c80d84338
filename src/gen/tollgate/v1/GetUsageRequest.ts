// Original file: proto/tollgate/v1/account.proto

import type { Long } from '@grpc/proto-loader';

export interface GetUsageRequest {
  'accountId'?: (string);
  'fromMs'?: (number | string | Long);
  'toMs'?: (number | string | Long);
  '_fromMs'?: "fromMs";
  '_toMs'?: "toMs";
}

export interface GetUsageRequest__Output {
  'accountId': (string);
  'fromMs'?: (string);
  'toMs'?: (string);
  '_fromMs'?: "fromMs";
  '_toMs'?: "toMs";
}
