// Original file: proto/tollgate/v1/spool.proto

import type { Long } from '@grpc/proto-loader';

export interface ImportSpoolResponse {
  'records'?: (number | string | Long);
}

export interface ImportSpoolResponse__Output {
  'records': (string);
}
