// Original file: proto/tollgate/v1/account.proto

import type { AccountState as _tollgate_v1_AccountState, AccountState__Output as _tollgate_v1_AccountState__Output } from '../../tollgate/v1/AccountState.ts';
import type { FieldMask as _google_protobuf_FieldMask, FieldMask__Output as _google_protobuf_FieldMask__Output } from '../../google/protobuf/FieldMask.ts';
import type { FundedBy as _tollgate_v1_FundedBy, FundedBy__Output as _tollgate_v1_FundedBy__Output } from '../../tollgate/v1/FundedBy.ts';
import type { LimitPolicy as _tollgate_v1_LimitPolicy, LimitPolicy__Output as _tollgate_v1_LimitPolicy__Output } from '../../tollgate/v1/LimitPolicy.ts';
import type { Long } from '@grpc/proto-loader';

export interface UpdateAccountRequest {
  'accountId'?: (string);
  'revision'?: (number | string | Long);
  'state'?: (_tollgate_v1_AccountState);
  'plan'?: (string);
  'timeZone'?: (string);
  'seats'?: (number);
  'creditLimitMilliCents'?: (number | string | Long);
  'numbers'?: (string)[];
  'updateMask'?: (_google_protobuf_FieldMask | null);
  'maxOpenHolds'?: (number | string | Long);
  'force'?: (boolean);
  'fundedBy'?: (_tollgate_v1_FundedBy);
  'onPlanExhausted'?: (_tollgate_v1_LimitPolicy);
  'allowanceUnits'?: ({[key: string]: number | string | Long});
  '_state'?: "state";
  '_plan'?: "plan";
  '_timeZone'?: "timeZone";
  '_seats'?: "seats";
  '_creditLimitMilliCents'?: "creditLimitMilliCents";
  '_maxOpenHolds'?: "maxOpenHolds";
  '_fundedBy'?: "fundedBy";
  '_onPlanExhausted'?: "onPlanExhausted";
}

export interface UpdateAccountRequest__Output {
  'accountId': (string);
  'revision': (string);
  'state'?: (_tollgate_v1_AccountState__Output);
  'plan'?: (string);
  'timeZone'?: (string);
  'seats'?: (number);
  'creditLimitMilliCents'?: (string);
  'numbers': (string)[];
  'updateMask': (_google_protobuf_FieldMask__Output | null);
  'maxOpenHolds'?: (string);
  'force': (boolean);
  'fundedBy'?: (_tollgate_v1_FundedBy__Output);
  'onPlanExhausted'?: (_tollgate_v1_LimitPolicy__Output);
  'allowanceUnits': ({[key: string]: string});
  '_state'?: "state";
  '_plan'?: "plan";
  '_timeZone'?: "timeZone";
  '_seats'?: "seats";
  '_creditLimitMilliCents'?: "creditLimitMilliCents";
  '_maxOpenHolds'?: "maxOpenHolds";
  '_fundedBy'?: "fundedBy";
  '_onPlanExhausted'?: "onPlanExhausted";
}
