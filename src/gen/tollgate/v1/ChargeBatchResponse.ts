// Original file: proto/tollgate/v1/credit_control.proto

import type { ChargeBatchResult as _tollgate_v1_ChargeBatchResult, ChargeBatchResult__Output as _tollgate_v1_ChargeBatchResult__Output } from '../../tollgate/v1/ChargeBatchResult.ts';

export interface ChargeBatchResponse {
  'results'?: (_tollgate_v1_ChargeBatchResult)[];
  'allowed'?: (number);
  'denied'?: (number);
  'failed'?: (number);
}

export interface ChargeBatchResponse__Output {
  'results': (_tollgate_v1_ChargeBatchResult__Output)[];
  'allowed': (number);
  'denied': (number);
  'failed': (number);
}
