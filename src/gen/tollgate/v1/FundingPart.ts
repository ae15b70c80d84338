// Original file: proto/tollgate/v1/common.proto

import type { FundingSource as _tollgate_v1_FundingSource, FundingSource__Output as _tollgate_v1_FundingSource__Output } from '../../tollgate/v1/FundingSource.ts';
import type { Long } from '@grpc/proto-loader';

export interface FundingPart {
  'source'?: (_tollgate_v1_FundingSource);
  'name'?: (string);
  'amountMilliCents'?: (number | string | Long);
  'units'?: (number | string | Long);
}

export interface FundingPart__Output {
  'source': (_tollgate_v1_FundingSource__Output);
  'name': (string);
  'amountMilliCents': (string);
  'units': (string);
}
