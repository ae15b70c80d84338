// Original file: proto/tollgate/v1/store.proto

import type { Long } from '@grpc/proto-loader';

export interface AsideHold {
  'accountId'?: (string);
  'holdId'?: (string);
  'why'?: (string);
  'tries'?: (number | string | Long);
  'sinceMs'?: (number | string | Long);
  'triedAtMs'?: (number | string | Long);
}

export interface AsideHold__Output {
  'accountId': (string);
  'holdId': (string);
  'why': (string);
  'tries': (string);
  'sinceMs': (string);
  'triedAtMs': (string);
}
