// Original file: proto/tollgate/v1/credit_control.proto

import type { Long } from '@grpc/proto-loader';

export interface ActiveLeg {
  'accountId'?: (string);
  'holdId'?: (string);
  'connectedSeconds'?: (number | string | Long);
}

export interface ActiveLeg__Output {
  'accountId': (string);
  'holdId': (string);
  'connectedSeconds': (string);
}
