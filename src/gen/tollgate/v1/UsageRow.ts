// Original file: proto/tollgate/v1/account.proto

import type { Long } from '@grpc/proto-loader';

export interface UsageRow {
  'day'?: (string);
  'service'?: (string);
  'count'?: (number | string | Long);
  'billedUnits'?: (number | string | Long);
  'billingAmountMilliCents'?: (number | string | Long);
}

export interface UsageRow__Output {
  'day': (string);
  'service': (string);
  'count': (string);
  'billedUnits': (string);
  'billingAmountMilliCents': (string);
}
