// Original file: proto/tollgate/v1/credit_control.proto

import type { Long } from '@grpc/proto-loader';

export interface ExtendRequest {
  'accountId'?: (string);
  'holdId'?: (string);
  'connectedSeconds'?: (number | string | Long);
  'sequence'?: (number | string | Long);
  'settleToken'?: (string);
  '_connectedSeconds'?: "connectedSeconds";
}

export interface ExtendRequest__Output {
  'accountId': (string);
  'holdId': (string);
  'connectedSeconds'?: (string);
  'sequence': (string);
  'settleToken': (string);
  '_connectedSeconds'?: "connectedSeconds";
}
