// Original file: proto/tollgate/v1/alert.proto

import type { Long } from '@grpc/proto-loader';

export interface ResendAlertsResponse {
  'resent'?: (number | string | Long);
}

export interface ResendAlertsResponse__Output {
  'resent': (string);
}
