// Original file: proto/tollgate/v1/store.proto

import type { StoreState as _tollgate_v1_StoreState, StoreState__Output as _tollgate_v1_StoreState__Output } from '../../tollgate/v1/StoreState.ts';
import type { Outage as _tollgate_v1_Outage, Outage__Output as _tollgate_v1_Outage__Output } from '../../tollgate/v1/Outage.ts';
import type { Long } from '@grpc/proto-loader';

export interface Store {
  'state'?: (_tollgate_v1_StoreState);
  'instanceId'?: (string);
  'generation'?: (number | string | Long);
  'partitions'?: (number);
  'detail'?: (string);
  'mode'?: (string);
  'address'?: (string);
  'engine'?: (string);
  'version'?: (string);
  'durable'?: (boolean);
  'outage'?: (_tollgate_v1_Outage | null);
}

export interface Store__Output {
  'state': (_tollgate_v1_StoreState__Output);
  'instanceId': (string);
  'generation': (string);
  'partitions': (number);
  'detail': (string);
  'mode': (string);
  'address': (string);
  'engine': (string);
  'version': (string);
  'durable': (boolean);
  'outage': (_tollgate_v1_Outage__Output | null);
}
