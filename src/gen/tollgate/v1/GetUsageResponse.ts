// Original file: proto/tollgate/v1/account.proto

import type { UsageRow as _tollgate_v1_UsageRow, UsageRow__Output as _tollgate_v1_UsageRow__Output } from '../../tollgate/v1/UsageRow.ts';
import type { Long } from '@grpc/proto-loader';

export interface GetUsageResponse {
  'rows'?: (_tollgate_v1_UsageRow)[];
  'coveredFromMs'?: (number | string | Long);
}

export interface GetUsageResponse__Output {
  'rows': (_tollgate_v1_UsageRow__Output)[];
  'coveredFromMs': (string);
}
