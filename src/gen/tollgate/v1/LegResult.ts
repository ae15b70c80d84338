// Original file: proto/tollgate/v1/credit_control.proto

import type { LegState as _tollgate_v1_LegState, LegState__Output as _tollgate_v1_LegState__Output } from '../../tollgate/v1/LegState.ts';
import type { ReservationStatus as _tollgate_v1_ReservationStatus, ReservationStatus__Output as _tollgate_v1_ReservationStatus__Output } from '../../tollgate/v1/ReservationStatus.ts';
import type { Long } from '@grpc/proto-loader';

export interface LegResult {
  'accountId'?: (string);
  'holdId'?: (string);
  'state'?: (_tollgate_v1_LegState);
  'amountMilliCents'?: (number | string | Long);
  'reservationStatus'?: (_tollgate_v1_ReservationStatus);
  'reason'?: (string);
}

export interface LegResult__Output {
  'accountId': (string);
  'holdId': (string);
  'state': (_tollgate_v1_LegState__Output);
  'amountMilliCents': (string);
  'reservationStatus': (_tollgate_v1_ReservationStatus__Output);
  'reason': (string);
}
