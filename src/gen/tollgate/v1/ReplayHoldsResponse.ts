// Original file: proto/tollgate/v1/catalog.proto

import type { Long } from '@grpc/proto-loader';

export interface ReplayHoldsResponse {
  'holds'?: (number | string | Long);
  'changedDecisions'?: (number | string | Long);
}

export interface ReplayHoldsResponse__Output {
  'holds': (string);
  'changedDecisions': (string);
}
