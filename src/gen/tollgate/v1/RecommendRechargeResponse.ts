// Original file: proto/tollgate/v1/recharge.proto

import type { Long } from '@grpc/proto-loader';

export interface RecommendRechargeResponse {
  'thresholdMilliCents'?: (number | string | Long);
  'dailyMilliCents'?: (number | string | Long);
  'usedMilliCents'?: (number | string | Long);
  'fromMs'?: (number | string | Long);
  'toMs'?: (number | string | Long);
  'source'?: (string);
  'currency'?: (string);
}

export interface RecommendRechargeResponse__Output {
  'thresholdMilliCents': (string);
  'dailyMilliCents': (string);
  'usedMilliCents': (string);
  'fromMs': (string);
  'toMs': (string);
  'source': (string);
  'currency': (string);
}
