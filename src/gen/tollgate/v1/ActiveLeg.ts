// Original file: proto/tollgate/v1/credit_control.proto

import type { Long } from '@grpc/proto-loader';

export interface ActiveLeg {
  'accountId'?: (string);
  'holdId'?: (string);
  'connectedSeconds'?: (number | string | Long);
  'units'?: (number | string | Long);
  'settleToken'?: (string);
  'answered'?: (boolean);
  '_connectedSeconds'?: "connectedSeconds";
  '_units'?: "units";
}

export interface ActiveLeg__Output {
  'accountId': (string);
  'holdId': (string);
  'connectedSeconds'?: (string);
  'units'?: (string);
  'settleToken': (string);
  'answered': (boolean);
  '_connectedSeconds'?: "connectedSeconds";
  '_units'?: "units";
}
