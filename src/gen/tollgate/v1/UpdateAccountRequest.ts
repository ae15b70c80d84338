// Original file: proto/tollgate/v1/account.proto

import type { Long } from '@grpc/proto-loader';

export interface UpdateAccountRequest {
  'accountId'?: (string);
  'revision'?: (number | string | Long);
  'state'?: (string);
  'plan'?: (string);
  'timeZone'?: (string);
  'seats'?: (number);
  'creditLimitMilliCents'?: (number | string | Long);
  'numbers'?: (string)[];
  'replaceNumbers'?: (boolean);
  'maxOpenHolds'?: (number | string | Long);
  'force'?: (boolean);
  'fundedBy'?: (string);
  'onPlanExhausted'?: (string);
  'allowanceUnits'?: ({[key: string]: number | string | Long});
  'replaceAllowanceUnits'?: (boolean);
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
  'state'?: (string);
  'plan'?: (string);
  'timeZone'?: (string);
  'seats'?: (number);
  'creditLimitMilliCents'?: (string);
  'numbers': (string)[];
  'replaceNumbers': (boolean);
  'maxOpenHolds'?: (string);
  'force': (boolean);
  'fundedBy'?: (string);
  'onPlanExhausted'?: (string);
  'allowanceUnits': ({[key: string]: string});
  'replaceAllowanceUnits': (boolean);
  '_state'?: "state";
  '_plan'?: "plan";
  '_timeZone'?: "timeZone";
  '_seats'?: "seats";
  '_creditLimitMilliCents'?: "creditLimitMilliCents";
  '_maxOpenHolds'?: "maxOpenHolds";
  '_fundedBy'?: "fundedBy";
  '_onPlanExhausted'?: "onPlanExhausted";
}
