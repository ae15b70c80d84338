// Original file: proto/tollgate/v1/catalog.proto

import type { HoldRuleStats as _tollgate_v1_HoldRuleStats, HoldRuleStats__Output as _tollgate_v1_HoldRuleStats__Output } from '../../tollgate/v1/HoldRuleStats.ts';
import type { Long } from '@grpc/proto-loader';

export interface GetHoldStatsResponse {
  'rules'?: (_tollgate_v1_HoldRuleStats)[];
  'readAtMs'?: (number | string | Long);
  'complete'?: (boolean);
}

export interface GetHoldStatsResponse__Output {
  'rules': (_tollgate_v1_HoldRuleStats__Output)[];
  'readAtMs': (string);
  'complete': (boolean);
}
