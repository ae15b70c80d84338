// Original file: proto/tollgate/v1/spool.proto

import type { SpoolResolution as _tollgate_v1_SpoolResolution, SpoolResolution__Output as _tollgate_v1_SpoolResolution__Output } from '../../tollgate/v1/SpoolResolution.ts';
import type { Long } from '@grpc/proto-loader';

export interface ResolveSpoolQuarantineRequest {
  'id'?: (number | string | Long);
  'resolution'?: (_tollgate_v1_SpoolResolution);
}

export interface ResolveSpoolQuarantineRequest__Output {
  'id': (string);
  'resolution': (_tollgate_v1_SpoolResolution__Output);
}
