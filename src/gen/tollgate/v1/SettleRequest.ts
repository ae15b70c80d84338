// Original file: proto/tollgate/v1/credit_control.proto

import type { Long } from '@grpc/proto-loader';

export interface SettleRequest {
  'accountId'?: (string);
  'holdId'?: (string);
  'connectedSeconds'?: (number | string | Long);
  'durationSeconds'?: (number | string | Long);
  'units'?: (number | string | Long);
  'q850Cause'?: (number);
  'settleToken'?: (string);
  'connectedMilliseconds'?: (number | string | Long);
  'endedSecondsAgo'?: (number | string | Long);
  'interim'?: (boolean);
  'sequence'?: (number | string | Long);
  '_connectedSeconds'?: "connectedSeconds";
  '_units'?: "units";
  '_connectedMilliseconds'?: "connectedMilliseconds";
  '_endedSecondsAgo'?: "endedSecondsAgo";
}

export interface SettleRequest__Output {
  'accountId': (string);
  'holdId': (string);
  'connectedSeconds'?: (string);
  'durationSeconds': (string);
  'units'?: (string);
  'q850Cause': (number);
  'settleToken': (string);
  'connectedMilliseconds'?: (string);
  'endedSecondsAgo'?: (string);
  'interim': (boolean);
  'sequence': (string);
  '_connectedSeconds'?: "connectedSeconds";
  '_units'?: "units";
  '_connectedMilliseconds'?: "connectedMilliseconds";
  '_endedSecondsAgo'?: "endedSecondsAgo";
}
