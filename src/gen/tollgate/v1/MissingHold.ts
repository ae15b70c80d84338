// Original file: proto/tollgate/v1/credit_control.proto

import type { ReservationStatus as _tollgate_v1_ReservationStatus, ReservationStatus__Output as _tollgate_v1_ReservationStatus__Output } from '../../tollgate/v1/ReservationStatus.ts';
import type { Long } from '@grpc/proto-loader';

export interface MissingHold {
  'accountId'?: (string);
  'holdId'?: (string);
  'missingSinceMs'?: (number | string | Long);
  'ended'?: (boolean);
  'reservationStatus'?: (_tollgate_v1_ReservationStatus);
  'billingAmountMilliCents'?: (number | string | Long);
  'holdMilliCents'?: (number | string | Long);
}

export interface MissingHold__Output {
  'accountId': (string);
  'holdId': (string);
  'missingSinceMs': (string);
  'ended': (boolean);
  'reservationStatus': (_tollgate_v1_ReservationStatus__Output);
  'billingAmountMilliCents': (string);
  'holdMilliCents': (string);
}
