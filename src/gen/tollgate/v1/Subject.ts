// Original file: proto/tollgate/v1/account.proto

import type { LimitPolicy as _tollgate_v1_LimitPolicy, LimitPolicy__Output as _tollgate_v1_LimitPolicy__Output } from '../../tollgate/v1/LimitPolicy.ts';
import type { AllowanceUse as _tollgate_v1_AllowanceUse, AllowanceUse__Output as _tollgate_v1_AllowanceUse__Output } from '../../tollgate/v1/AllowanceUse.ts';
import type { Long } from '@grpc/proto-loader';

export interface Subject {
  'accountId'?: (string);
  'subjectId'?: (string);
  'ratePlan'?: (string);
  'country'?: (string);
  'maxOpenHolds'?: (number | string | Long);
  'spendingLimitMilliCents'?: (number | string | Long);
  'onLimit'?: (_tollgate_v1_LimitPolicy);
  'onPlanExhausted'?: (_tollgate_v1_LimitPolicy);
  'spentMilliCents'?: (number | string | Long);
  'cycleEndsAtMs'?: (number | string | Long);
  'allowances'?: (_tollgate_v1_AllowanceUse)[];
  'labels'?: ({[key: string]: string});
  '_spendingLimitMilliCents'?: "spendingLimitMilliCents";
}

export interface Subject__Output {
  'accountId': (string);
  'subjectId': (string);
  'ratePlan': (string);
  'country': (string);
  'maxOpenHolds': (string);
  'spendingLimitMilliCents'?: (string);
  'onLimit': (_tollgate_v1_LimitPolicy__Output);
  'onPlanExhausted': (_tollgate_v1_LimitPolicy__Output);
  'spentMilliCents': (string);
  'cycleEndsAtMs': (string);
  'allowances': (_tollgate_v1_AllowanceUse__Output)[];
  'labels': ({[key: string]: string});
  '_spendingLimitMilliCents'?: "spendingLimitMilliCents";
}
