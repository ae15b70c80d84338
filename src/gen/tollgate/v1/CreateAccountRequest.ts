// Original file: proto/tollgate/v1/account.proto

import type { FundedBy as _tollgate_v1_FundedBy, FundedBy__Output as _tollgate_v1_FundedBy__Output } from '../../tollgate/v1/FundedBy.ts';
import type { LimitPolicy as _tollgate_v1_LimitPolicy, LimitPolicy__Output as _tollgate_v1_LimitPolicy__Output } from '../../tollgate/v1/LimitPolicy.ts';
import type { Long } from '@grpc/proto-loader';

export interface CreateAccountRequest {
  'accountId'?: (string);
  'plan'?: (string);
  'currency'?: (string);
  'timeZone'?: (string);
  'cycleAnchorDay'?: (number);
  'seats'?: (number);
  'creditLimitMilliCents'?: (number | string | Long);
  'parentAccountId'?: (string);
  'numbers'?: (string)[];
  'fundedBy'?: (_tollgate_v1_FundedBy);
  'onPlanExhausted'?: (_tollgate_v1_LimitPolicy);
  'allowanceUnits'?: ({[key: string]: number | string | Long});
  '_cycleAnchorDay'?: "cycleAnchorDay";
  '_seats'?: "seats";
}

export interface CreateAccountRequest__Output {
  'accountId': (string);
  'plan': (string);
  'currency': (string);
  'timeZone': (string);
  'cycleAnchorDay'?: (number);
  'seats'?: (number);
  'creditLimitMilliCents': (string);
  'parentAccountId': (string);
  'numbers': (string)[];
  'fundedBy': (_tollgate_v1_FundedBy__Output);
  'onPlanExhausted': (_tollgate_v1_LimitPolicy__Output);
  'allowanceUnits': ({[key: string]: string});
  '_cycleAnchorDay'?: "cycleAnchorDay";
  '_seats'?: "seats";
}
