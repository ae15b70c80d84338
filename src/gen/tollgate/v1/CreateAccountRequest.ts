// Original file: proto/tollgate/v1/account.proto

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
  'fundedBy'?: (string);
  'onPlanExhausted'?: (string);
  'allowanceUnits'?: ({[key: string]: number | string | Long});
  '_seats'?: "seats";
}

export interface CreateAccountRequest__Output {
  'accountId': (string);
  'plan': (string);
  'currency': (string);
  'timeZone': (string);
  'cycleAnchorDay': (number);
  'seats'?: (number);
  'creditLimitMilliCents': (string);
  'parentAccountId': (string);
  'numbers': (string)[];
  'fundedBy': (string);
  'onPlanExhausted': (string);
  'allowanceUnits': ({[key: string]: string});
  '_seats'?: "seats";
}
