// Original file: proto/tollgate/v1/account.proto

import type { Long } from '@grpc/proto-loader';

export interface ListHoldsRequest {
  'accountId'?: (string);
  'holdId'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
  'gatewayId'?: (string);
  'olderThanSeconds'?: (number | string | Long);
  'holdRule'?: (string);
  'accountPrefix'?: (string);
}

export interface ListHoldsRequest__Output {
  'accountId': (string);
  'holdId': (string);
  'pageSize': (number);
  'pageToken': (string);
  'gatewayId': (string);
  'olderThanSeconds': (string);
  'holdRule': (string);
  'accountPrefix': (string);
}
