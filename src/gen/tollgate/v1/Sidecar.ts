// Original file: proto/tollgate/v1/store.proto

import type { Long } from '@grpc/proto-loader';

export interface Sidecar {
  'id'?: (string);
  'host'?: (string);
  'pid'?: (number);
  'version'?: (string);
  'startedAtMs'?: (number | string | Long);
  'seenAtMs'?: (number | string | Long);
  'grpcAddress'?: (string);
  'catalogName'?: (string);
  'catalogVersion'?: (string);
  'tokenKeyIds'?: (string)[];
  'partitions'?: (number);
  'generation'?: (number | string | Long);
  'leases'?: (number)[];
}

export interface Sidecar__Output {
  'id': (string);
  'host': (string);
  'pid': (number);
  'version': (string);
  'startedAtMs': (string);
  'seenAtMs': (string);
  'grpcAddress': (string);
  'catalogName': (string);
  'catalogVersion': (string);
  'tokenKeyIds': (string)[];
  'partitions': (number);
  'generation': (string);
  'leases': (number)[];
}
