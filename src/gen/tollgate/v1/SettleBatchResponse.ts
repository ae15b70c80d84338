// Original file: proto/tollgate/v1/credit_control.proto

import type { SettleBatchResult as _tollgate_v1_SettleBatchResult, SettleBatchResult__Output as _tollgate_v1_SettleBatchResult__Output } from '../../tollgate/v1/SettleBatchResult.ts';

export interface SettleBatchResponse {
  'results'?: (_tollgate_v1_SettleBatchResult)[];
  'settled'?: (number);
  'failed'?: (number);
}

export interface SettleBatchResponse__Output {
  'results': (_tollgate_v1_SettleBatchResult__Output)[];
  'settled': (number);
  'failed': (number);
}
