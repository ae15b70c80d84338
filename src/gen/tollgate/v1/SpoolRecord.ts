// Original file: proto/tollgate/v1/spool.proto

import type { SpoolRecordKind as _tollgate_v1_SpoolRecordKind, SpoolRecordKind__Output as _tollgate_v1_SpoolRecordKind__Output } from '../../tollgate/v1/SpoolRecordKind.ts';
import type { Long } from '@grpc/proto-loader';

export interface SpoolRecord {
  'sequence'?: (number | string | Long);
  'kind'?: (_tollgate_v1_SpoolRecordKind);
  'accountId'?: (string);
  'rootAccountId'?: (string);
  'holdId'?: (string);
  'recordedAtMs'?: (number | string | Long);
  'storeInstanceId'?: (string);
  'storeGeneration'?: (number | string | Long);
  'bodyJson'?: (string);
}

export interface SpoolRecord__Output {
  'sequence': (string);
  'kind': (_tollgate_v1_SpoolRecordKind__Output);
  'accountId': (string);
  'rootAccountId': (string);
  'holdId': (string);
  'recordedAtMs': (string);
  'storeInstanceId': (string);
  'storeGeneration': (string);
  'bodyJson': (string);
}
