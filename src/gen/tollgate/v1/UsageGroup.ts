// Original file: proto/tollgate/v1/report.proto

import type { Long } from '@grpc/proto-loader';

export interface UsageGroup {
  'day'?: (string);
  'month'?: (string);
  'subjectId'?: (string);
  'numberClass'?: (string);
  'service'?: (string);
  'direction'?: (string);
  'country'?: (string);
  'accountId'?: (string);
  'gatewayId'?: (string);
  'count'?: (number | string | Long);
  'tollFreeCalls'?: (number | string | Long);
  'internationalCalls'?: (number | string | Long);
  'connectedSeconds'?: (number | string | Long);
  'billedSeconds'?: (number | string | Long);
  'billedUnits'?: (number | string | Long);
  'includedUnits'?: (number | string | Long);
  'billingAmountMilliCents'?: (number | string | Long);
  'writeOffMilliCents'?: (number | string | Long);
}

export interface UsageGroup__Output {
  'day': (string);
  'month': (string);
  'subjectId': (string);
  'numberClass': (string);
  'service': (string);
  'direction': (string);
  'country': (string);
  'accountId': (string);
  'gatewayId': (string);
  'count': (string);
  'tollFreeCalls': (string);
  'internationalCalls': (string);
  'connectedSeconds': (string);
  'billedSeconds': (string);
  'billedUnits': (string);
  'includedUnits': (string);
  'billingAmountMilliCents': (string);
  'writeOffMilliCents': (string);
}
