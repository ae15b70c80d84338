// Original file: proto/tollgate/v1/credit_control.proto

import type { Direction as _tollgate_v1_Direction, Direction__Output as _tollgate_v1_Direction__Output } from '../../tollgate/v1/Direction.ts';
import type { Long } from '@grpc/proto-loader';

export interface ChargeRequest {
  'accountId'?: (string);
  'idempotencyKey'?: (string);
  'service'?: (string);
  'direction'?: (_tollgate_v1_Direction);
  'from'?: (string);
  'to'?: (string);
  'subjectId'?: (string);
  'text'?: (string);
  'segments'?: (number | string | Long);
  'units'?: (number | string | Long);
  'note'?: (string);
  'gatewayId'?: (string);
  '_segments'?: "segments";
  '_units'?: "units";
}

export interface ChargeRequest__Output {
  'accountId': (string);
  'idempotencyKey': (string);
  'service': (string);
  'direction': (_tollgate_v1_Direction__Output);
  'from': (string);
  'to': (string);
  'subjectId': (string);
  'text': (string);
  'segments'?: (string);
  'units'?: (string);
  'note': (string);
  'gatewayId': (string);
  '_segments'?: "segments";
  '_units'?: "units";
}
