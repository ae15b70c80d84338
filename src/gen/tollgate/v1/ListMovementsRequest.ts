// Original file: proto/tollgate/v1/account.proto

import type { Long } from '@grpc/proto-loader';

export interface ListMovementsRequest {
  'accountId'?: (string);
  'fromMs'?: (number | string | Long);
  'toMs'?: (number | string | Long);
  'pageSize'?: (number);
  'pageToken'?: (string);
  '_fromMs'?: "fromMs";
  '_toMs'?: "toMs";
}

export interface ListMovementsRequest__Output {
  'accountId': (string);
  'fromMs'?: (string);
  'toMs'?: (string);
  'pageSize': (number);
  'pageToken': (string);
  '_fromMs'?: "fromMs";
  '_toMs'?: "toMs";
}
