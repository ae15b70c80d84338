// Original file: proto/tollgate/v1/spool.proto

import type { Long } from '@grpc/proto-loader';

export interface Spool {
  'directory'?: (string);
  'sidecarId'?: (string);
  'records'?: (number | string | Long);
  'oldestAtMs'?: (number | string | Long);
  'bytes'?: (number | string | Long);
  'reservedBytes'?: (number | string | Long);
  'maxBytes'?: (number | string | Long);
  'quarantined'?: (number | string | Long);
  'alarm'?: (boolean);
  'full'?: (boolean);
  'broken'?: (string);
}

export interface Spool__Output {
  'directory': (string);
  'sidecarId': (string);
  'records': (string);
  'oldestAtMs': (string);
  'bytes': (string);
  'reservedBytes': (string);
  'maxBytes': (string);
  'quarantined': (string);
  'alarm': (boolean);
  'full': (boolean);
  'broken': (string);
}
