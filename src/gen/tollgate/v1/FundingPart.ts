// Original file: proto/tollgate/v1/common.proto

import type { Long } from '@grpc/proto-loader';

export interface FundingPart {
  'source'?: (string);
  'name'?: (string);
  'amountMilliCents'?: (number | string | Long);
  'units'?: (number | string | Long);
}

export interface FundingPart__Output {
  'source': (string);
  'name': (string);
  'amountMilliCents': (string);
  'units': (string);
}
