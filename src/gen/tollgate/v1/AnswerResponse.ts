// Original file: proto/tollgate/v1/credit_control.proto

import type { ReservationStatus as _tollgate_v1_ReservationStatus, ReservationStatus__Output as _tollgate_v1_ReservationStatus__Output } from '../../tollgate/v1/ReservationStatus.ts';
import type { Long } from '@grpc/proto-loader';

export interface AnswerResponse {
  'reservationStatus'?: (_tollgate_v1_ReservationStatus);
  'grantedSeconds'?: (number | string | Long);
  'holdMilliCents'?: (number | string | Long);
  'replayed'?: (boolean);
  'queued'?: (boolean);
}

export interface AnswerResponse__Output {
  'reservationStatus': (_tollgate_v1_ReservationStatus__Output);
  'grantedSeconds': (string);
  'holdMilliCents': (string);
  'replayed': (boolean);
  'queued': (boolean);
}
