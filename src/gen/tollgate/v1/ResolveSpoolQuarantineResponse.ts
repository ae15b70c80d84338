// Original file: proto/tollgate/v1/spool.proto

import type { Long } from '@grpc/proto-loader';

export interface ResolveSpoolQuarantineResponse {
  'quarantined'?: (number | string | Long);
}

export interface ResolveSpoolQuarantineResponse__Output {
  'quarantined': (string);
}
