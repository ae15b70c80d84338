// Original file: proto/tollgate/v1/credit_control.proto

import type { Long } from '@grpc/proto-loader';

export interface ExtendRequest {
  'accountId'?: (string);
  'holdId'?: (string);
  'connectedSeconds'?: (number | string | Long);
  'sequence'?: (number | string | Long);
  'settleToken'?: (string);
  'units'?: (number | string | Long);
  'connectedMilliseconds'?: (number | string | Long);
  '_connectedSeconds'?: "connectedSeconds";
  '_units'?: "units";
  '_connectedMilliseconds'?: "connectedMilliseconds";
}

export interface ExtendRequest__Output {
  'accountId': (string);
  'holdId': (string);
  'connectedSeconds'?: (string);
  'sequence': (string);
  'settleToken': (string);
  'units'?: (string);
  'connectedMilliseconds'?: (string);
  '_connectedSeconds'?: "connectedSeconds";
  '_units'?: "units";
  '_connectedMilliseconds'?: "connectedMilliseconds";
}
