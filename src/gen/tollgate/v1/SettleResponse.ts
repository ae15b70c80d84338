// Original file: proto/tollgate/v1/credit_control.proto

import type { ReservationStatus as _tollgate_v1_ReservationStatus, ReservationStatus__Output as _tollgate_v1_ReservationStatus__Output } from '../../tollgate/v1/ReservationStatus.ts';
import type { FundingPart as _tollgate_v1_FundingPart, FundingPart__Output as _tollgate_v1_FundingPart__Output } from '../../tollgate/v1/FundingPart.ts';
import type { Long } from '@grpc/proto-loader';

export interface SettleResponse {
  'reservationStatus'?: (_tollgate_v1_ReservationStatus);
  'durationSeconds'?: (number | string | Long);
  'billedDurationSeconds'?: (number | string | Long);
  'billingAmountMilliCents'?: (number | string | Long);
  'releasedMilliCents'?: (number | string | Long);
  'balanceMilliCents'?: (number | string | Long);
  'availableMilliCents'?: (number | string | Long);
  'writeOffMilliCents'?: (number | string | Long);
  'estimated'?: (boolean);
  'replayed'?: (boolean);
  'corrected'?: (boolean);
  'clamped'?: (boolean);
  'parts'?: (_tollgate_v1_FundingPart)[];
  'unit'?: (string);
  'billedUnits'?: (number | string | Long);
  'queued'?: (boolean);
  'inconsistent'?: (boolean);
  'holdMilliCents'?: (number | string | Long);
}

export interface SettleResponse__Output {
  'reservationStatus': (_tollgate_v1_ReservationStatus__Output);
  'durationSeconds': (string);
  'billedDurationSeconds': (string);
  'billingAmountMilliCents': (string);
  'releasedMilliCents': (string);
  'balanceMilliCents': (string);
  'availableMilliCents': (string);
  'writeOffMilliCents': (string);
  'estimated': (boolean);
  'replayed': (boolean);
  'corrected': (boolean);
  'clamped': (boolean);
  'parts': (_tollgate_v1_FundingPart__Output)[];
  'unit': (string);
  'billedUnits': (string);
  'queued': (boolean);
  'inconsistent': (boolean);
  'holdMilliCents': (string);
}
