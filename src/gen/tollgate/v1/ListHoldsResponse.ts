// Original file: proto/tollgate/v1/account.proto

import type { Hold as _tollgate_v1_Hold, Hold__Output as _tollgate_v1_Hold__Output } from '../../tollgate/v1/Hold.ts';
import type { Long } from '@grpc/proto-loader';

export interface ListHoldsResponse {
  'holds'?: (_tollgate_v1_Hold)[];
  'openHolds'?: (number | string | Long);
  'nextPageToken'?: (string);
}

export interface ListHoldsResponse__Output {
  'holds': (_tollgate_v1_Hold__Output)[];
  'openHolds': (string);
  'nextPageToken': (string);
}
