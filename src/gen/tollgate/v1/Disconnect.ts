// Original file: proto/tollgate/v1/credit_control.proto

import type { Long } from '@grpc/proto-loader';

export interface Disconnect {
  'commandId'?: (number | string | Long);
  'accountId'?: (string);
  'holdId'?: (string);
  'reason'?: (string);
  'message'?: (string);
}

export interface Disconnect__Output {
  'commandId': (string);
  'accountId': (string);
  'holdId': (string);
  'reason': (string);
  'message': (string);
}
