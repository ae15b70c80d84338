// Original file: proto/tollgate/v1/report.proto

import type { Movement as _tollgate_v1_Movement, Movement__Output as _tollgate_v1_Movement__Output } from '../../tollgate/v1/Movement.ts';
import type { Direction as _tollgate_v1_Direction, Direction__Output as _tollgate_v1_Direction__Output } from '../../tollgate/v1/Direction.ts';
import type { Long } from '@grpc/proto-loader';

export interface ArchivedMovement {
  'accountId'?: (string);
  'at'?: (string);
  'movement'?: (_tollgate_v1_Movement | null);
  'direction'?: (_tollgate_v1_Direction);
  'numberClass'?: (string);
  'number'?: (string);
  'connectedSeconds'?: (number | string | Long);
}

export interface ArchivedMovement__Output {
  'accountId': (string);
  'at': (string);
  'movement': (_tollgate_v1_Movement__Output | null);
  'direction': (_tollgate_v1_Direction__Output);
  'numberClass': (string);
  'number': (string);
  'connectedSeconds': (string);
}
