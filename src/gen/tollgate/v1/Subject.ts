// Original file: proto/tollgate/v1/account.proto

import type { Long } from '@grpc/proto-loader';

export interface Subject {
  'accountId'?: (string);
  'subjectId'?: (string);
  'ratePlan'?: (string);
  'country'?: (string);
  'maxOpenHolds'?: (number | string | Long);
  'spendingLimitMilliCents'?: (number | string | Long);
  'onLimit'?: (string);
  'onPlanExhausted'?: (string);
  '_spendingLimitMilliCents'?: "spendingLimitMilliCents";
}

export interface Subject__Output {
  'accountId': (string);
  'subjectId': (string);
  'ratePlan': (string);
  'country': (string);
  'maxOpenHolds': (string);
  'spendingLimitMilliCents'?: (string);
  'onLimit': (string);
  'onPlanExhausted': (string);
  '_spendingLimitMilliCents'?: "spendingLimitMilliCents";
}
