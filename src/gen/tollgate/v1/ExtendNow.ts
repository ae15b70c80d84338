// Original file: proto/tollgate/v1/credit_control.proto

import type { Long } from '@grpc/proto-loader';

export interface ExtendNow {
  'commandId'?: (number | string | Long);
  'accountId'?: (string);
  'holdId'?: (string);
}

export interface ExtendNow__Output {
  'commandId': (string);
  'accountId': (string);
  'holdId': (string);
}
