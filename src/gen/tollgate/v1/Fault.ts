// Original file: proto/tollgate/v1/common.proto

import type { Long } from '@grpc/proto-loader';

export interface Fault {
  'code'?: (string);
  'reason'?: (string);
  'message'?: (string);
  'field'?: (string);
  'retryable'?: (boolean);
  'retryAfterMs'?: (number | string | Long);
  '_retryAfterMs'?: "retryAfterMs";
}

export interface Fault__Output {
  'code': (string);
  'reason': (string);
  'message': (string);
  'field': (string);
  'retryable': (boolean);
  'retryAfterMs'?: (string);
  '_retryAfterMs'?: "retryAfterMs";
}
