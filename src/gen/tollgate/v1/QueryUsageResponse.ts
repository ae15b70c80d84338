// Original file: proto/tollgate/v1/report.proto

import type { UsageGroup as _tollgate_v1_UsageGroup, UsageGroup__Output as _tollgate_v1_UsageGroup__Output } from '../../tollgate/v1/UsageGroup.ts';

export interface QueryUsageResponse {
  'rows'?: (_tollgate_v1_UsageGroup)[];
  'nextPageToken'?: (string);
}

export interface QueryUsageResponse__Output {
  'rows': (_tollgate_v1_UsageGroup__Output)[];
  'nextPageToken': (string);
}
