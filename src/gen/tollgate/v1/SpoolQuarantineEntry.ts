// Original file: proto/tollgate/v1/spool.proto

import type { SpoolRecord as _tollgate_v1_SpoolRecord, SpoolRecord__Output as _tollgate_v1_SpoolRecord__Output } from '../../tollgate/v1/SpoolRecord.ts';
import type { Long } from '@grpc/proto-loader';

export interface SpoolQuarantineEntry {
  'id'?: (number | string | Long);
  'atMs'?: (number | string | Long);
  'why'?: (string);
  'record'?: (_tollgate_v1_SpoolRecord | null);
  'file'?: (string);
  'offset'?: (number | string | Long);
  'length'?: (number | string | Long);
}

export interface SpoolQuarantineEntry__Output {
  'id': (string);
  'atMs': (string);
  'why': (string);
  'record': (_tollgate_v1_SpoolRecord__Output | null);
  'file': (string);
  'offset': (string);
  'length': (string);
}
