// Original file: proto/tollgate/v1/common.proto

import type { Fraction as _tollgate_v1_Fraction, Fraction__Output as _tollgate_v1_Fraction__Output } from '../../tollgate/v1/Fraction.ts';
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
  'freeSeconds'?: (number | string | Long);
  'fraction'?: (_tollgate_v1_Fraction);
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
  'freeSeconds': (string);
  'fraction': (_tollgate_v1_Fraction__Output);
}
