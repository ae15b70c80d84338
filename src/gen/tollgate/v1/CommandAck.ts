// Original file: proto/tollgate/v1/credit_control.proto

import type { Long } from '@grpc/proto-loader';

export interface CommandAck {
  'commandId'?: (number | string | Long);
  'done'?: (boolean);
  'message'?: (string);
}

export interface CommandAck__Output {
  'commandId': (string);
  'done': (boolean);
  'message': (string);
}
