// Original file: proto/tollgate/v1/credit_control.proto

import type { Long } from '@grpc/proto-loader';

export interface SessionHello {
  'gatewayId'?: (string);
  'epoch'?: (number | string | Long);
  'software'?: (string);
}

export interface SessionHello__Output {
  'gatewayId': (string);
  'epoch': (string);
  'software': (string);
}
