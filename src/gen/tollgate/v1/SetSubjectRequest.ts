// Original file: proto/tollgate/v1/account.proto

import type { LimitPolicy as _tollgate_v1_LimitPolicy, LimitPolicy__Output as _tollgate_v1_LimitPolicy__Output } from '../../tollgate/v1/LimitPolicy.ts';
import type { FieldMask as _google_protobuf_FieldMask, FieldMask__Output as _google_protobuf_FieldMask__Output } from '../../google/protobuf/FieldMask.ts';
import type { Long } from '@grpc/proto-loader';

export interface SetSubjectRequest {
  'accountId'?: (string);
  'subjectId'?: (string);
  'ratePlan'?: (string);
  'country'?: (string);
  'maxOpenHolds'?: (number | string | Long);
  'spendingLimitMilliCents'?: (number | string | Long);
  'onLimit'?: (_tollgate_v1_LimitPolicy);
  'onPlanExhausted'?: (_tollgate_v1_LimitPolicy);
  'updateMask'?: (_google_protobuf_FieldMask | null);
  'labels'?: ({[key: string]: string});
  '_spendingLimitMilliCents'?: "spendingLimitMilliCents";
}

export interface SetSubjectRequest__Output {
  'accountId': (string);
  'subjectId': (string);
  'ratePlan': (string);
  'country': (string);
  'maxOpenHolds': (string);
  'spendingLimitMilliCents'?: (string);
  'onLimit': (_tollgate_v1_LimitPolicy__Output);
  'onPlanExhausted': (_tollgate_v1_LimitPolicy__Output);
  'updateMask': (_google_protobuf_FieldMask__Output | null);
  'labels': ({[key: string]: string});
  '_spendingLimitMilliCents'?: "spendingLimitMilliCents";
}
