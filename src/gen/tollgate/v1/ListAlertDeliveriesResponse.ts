// Original file: proto/tollgate/v1/alert.proto

import type { AlertDelivery as _tollgate_v1_AlertDelivery, AlertDelivery__Output as _tollgate_v1_AlertDelivery__Output } from '../../tollgate/v1/AlertDelivery.ts';

export interface ListAlertDeliveriesResponse {
  'deliveries'?: (_tollgate_v1_AlertDelivery)[];
  'nextPageToken'?: (string);
}

export interface ListAlertDeliveriesResponse__Output {
  'deliveries': (_tollgate_v1_AlertDelivery__Output)[];
  'nextPageToken': (string);
}
