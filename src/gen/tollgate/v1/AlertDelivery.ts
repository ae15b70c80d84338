// Original file: proto/tollgate/v1/alert.proto

import type { DeliveryState as _tollgate_v1_DeliveryState, DeliveryState__Output as _tollgate_v1_DeliveryState__Output } from '../../tollgate/v1/DeliveryState.ts';
import type { Long } from '@grpc/proto-loader';

export interface AlertDelivery {
  'id'?: (string);
  'accountId'?: (string);
  'type'?: (string);
  'channel'?: (string);
  'receiver'?: (string);
  'state'?: (_tollgate_v1_DeliveryState);
  'atMs'?: (number | string | Long);
  'tries'?: (number);
  'why'?: (string);
}

export interface AlertDelivery__Output {
  'id': (string);
  'accountId': (string);
  'type': (string);
  'channel': (string);
  'receiver': (string);
  'state': (_tollgate_v1_DeliveryState__Output);
  'atMs': (string);
  'tries': (number);
  'why': (string);
}
