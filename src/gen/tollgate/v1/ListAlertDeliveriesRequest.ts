// Original file: proto/tollgate/v1/alert.proto

import type { DeliveryState as _tollgate_v1_DeliveryState, DeliveryState__Output as _tollgate_v1_DeliveryState__Output } from '../../tollgate/v1/DeliveryState.ts';

export interface ListAlertDeliveriesRequest {
  'state'?: (_tollgate_v1_DeliveryState);
  'accountId'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListAlertDeliveriesRequest__Output {
  'state': (_tollgate_v1_DeliveryState__Output);
  'accountId': (string);
  'pageSize': (number);
  'pageToken': (string);
}
