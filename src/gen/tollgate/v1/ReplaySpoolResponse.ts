// Original file: proto/tollgate/v1/spool.proto

import type { Long } from '@grpc/proto-loader';

export interface ReplaySpoolResponse {
  'records'?: (number | string | Long);
}

export interface ReplaySpoolResponse__Output {
  'records': (string);
}
