// Original file: proto/tollgate/v1/catalog.proto

import type { Direction as _tollgate_v1_Direction, Direction__Output as _tollgate_v1_Direction__Output } from '../../tollgate/v1/Direction.ts';
import type { Long } from '@grpc/proto-loader';

export interface ExplainNumberRequest {
  'number'?: (string);
  'service'?: (string);
  'direction'?: (_tollgate_v1_Direction);
  'otherNumber'?: (string);
  'plan'?: (string);
  'timeZone'?: (string);
  'atMs'?: (number | string | Long);
  'ratePlan'?: (string);
  'country'?: (string);
  '_atMs'?: "atMs";
}

export interface ExplainNumberRequest__Output {
  'number': (string);
  'service': (string);
  'direction': (_tollgate_v1_Direction__Output);
  'otherNumber': (string);
  'plan': (string);
  'timeZone': (string);
  'atMs'?: (string);
  'ratePlan': (string);
  'country': (string);
  '_atMs'?: "atMs";
}
