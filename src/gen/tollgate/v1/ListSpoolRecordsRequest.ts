// Original file: proto/tollgate/v1/spool.proto

import type { Long } from '@grpc/proto-loader';

export interface ListSpoolRecordsRequest {
  'pageSize'?: (number);
  'pageToken'?: (string);
  'sequence'?: (number | string | Long);
}

export interface ListSpoolRecordsRequest__Output {
  'pageSize': (number);
  'pageToken': (string);
  'sequence': (string);
}
