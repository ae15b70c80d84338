// Original file: proto/tollgate/v1/common.proto

import type { Long } from '@grpc/proto-loader';

export interface Terms {
  'unit'?: (string);
  'rateMilliCents'?: (number | string | Long);
  'rateUnits'?: (number | string | Long);
  'perMinuteMilliCents'?: (number | string | Long);
  'connectFeeMilliCents'?: (number | string | Long);
  'firstIncrementSeconds'?: (number | string | Long);
  'nextIncrementSeconds'?: (number | string | Long);
  'minimumChargeMilliCents'?: (number | string | Long);
  'rule'?: (string);
  'catalogVersion'?: (string);
  'firstIncrementUnits'?: (number | string | Long);
  'nextIncrementUnits'?: (number | string | Long);
}

export interface Terms__Output {
  'unit': (string);
  'rateMilliCents': (string);
  'rateUnits': (string);
  'perMinuteMilliCents': (string);
  'connectFeeMilliCents': (string);
  'firstIncrementSeconds': (string);
  'nextIncrementSeconds': (string);
  'minimumChargeMilliCents': (string);
  'rule': (string);
  'catalogVersion': (string);
  'firstIncrementUnits': (string);
  'nextIncrementUnits': (string);
}
