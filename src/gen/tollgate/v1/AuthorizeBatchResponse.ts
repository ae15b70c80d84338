// Original file: proto/tollgate/v1/credit_control.proto

import type { BatchResult as _tollgate_v1_BatchResult, BatchResult__Output as _tollgate_v1_BatchResult__Output } from '../../tollgate/v1/BatchResult.ts';

export interface AuthorizeBatchResponse {
  'results'?: (_tollgate_v1_BatchResult)[];
  'allowed'?: (number);
  'denied'?: (number);
  'failed'?: (number);
}

export interface AuthorizeBatchResponse__Output {
  'results': (_tollgate_v1_BatchResult__Output)[];
  'allowed': (number);
  'denied': (number);
  'failed': (number);
}
