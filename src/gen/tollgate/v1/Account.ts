// Original file: proto/tollgate/v1/account.proto

import type { AccountState as _tollgate_v1_AccountState, AccountState__Output as _tollgate_v1_AccountState__Output } from '../../tollgate/v1/AccountState.ts';
import type { AccountStatus as _tollgate_v1_AccountStatus, AccountStatus__Output as _tollgate_v1_AccountStatus__Output } from '../../tollgate/v1/AccountStatus.ts';
import type { FundedBy as _tollgate_v1_FundedBy, FundedBy__Output as _tollgate_v1_FundedBy__Output } from '../../tollgate/v1/FundedBy.ts';
import type { LimitPolicy as _tollgate_v1_LimitPolicy, LimitPolicy__Output as _tollgate_v1_LimitPolicy__Output } from '../../tollgate/v1/LimitPolicy.ts';
import type { Lot as _tollgate_v1_Lot, Lot__Output as _tollgate_v1_Lot__Output } from '../../tollgate/v1/Lot.ts';
import type { AllowanceUse as _tollgate_v1_AllowanceUse, AllowanceUse__Output as _tollgate_v1_AllowanceUse__Output } from '../../tollgate/v1/AllowanceUse.ts';
import type { Pack as _tollgate_v1_Pack, Pack__Output as _tollgate_v1_Pack__Output } from '../../tollgate/v1/Pack.ts';
import type { Recharge as _tollgate_v1_Recharge, Recharge__Output as _tollgate_v1_Recharge__Output } from '../../tollgate/v1/Recharge.ts';
import type { Long } from '@grpc/proto-loader';

export interface Account {
  'accountId'?: (string);
  'state'?: (_tollgate_v1_AccountState);
  'plan'?: (string);
  'balanceMilliCents'?: (number | string | Long);
  'heldMilliCents'?: (number | string | Long);
  'availableMilliCents'?: (number | string | Long);
  'planCreditsRemainingMilliCents'?: (number | string | Long);
  'cycleEndsAtMs'?: (number | string | Long);
  'accountStatus'?: (_tollgate_v1_AccountStatus);
  'openHolds'?: (number | string | Long);
  'numbers'?: (string)[];
  'currency'?: (string);
  'timeZone'?: (string);
  'cycleAnchorDay'?: (number);
  'seats'?: (number);
  'creditLimitMilliCents'?: (number | string | Long);
  'parentAccountId'?: (string);
  'revision'?: (number | string | Long);
  'createdAtMs'?: (number | string | Long);
  'maxOpenHolds'?: (number | string | Long);
  'planExhausted'?: (boolean);
  'fundedBy'?: (_tollgate_v1_FundedBy);
  'onPlanExhausted'?: (_tollgate_v1_LimitPolicy);
  'allowanceUnits'?: ({[key: string]: number | string | Long});
  'lots'?: (_tollgate_v1_Lot)[];
  'allowances'?: (_tollgate_v1_AllowanceUse)[];
  'subjects'?: (number | string | Long);
  'payerAccountId'?: (string);
  'packs'?: (_tollgate_v1_Pack)[];
  'recharge'?: (_tollgate_v1_Recharge | null);
}

export interface Account__Output {
  'accountId': (string);
  'state': (_tollgate_v1_AccountState__Output);
  'plan': (string);
  'balanceMilliCents': (string);
  'heldMilliCents': (string);
  'availableMilliCents': (string);
  'planCreditsRemainingMilliCents': (string);
  'cycleEndsAtMs': (string);
  'accountStatus': (_tollgate_v1_AccountStatus__Output);
  'openHolds': (string);
  'numbers': (string)[];
  'currency': (string);
  'timeZone': (string);
  'cycleAnchorDay': (number);
  'seats': (number);
  'creditLimitMilliCents': (string);
  'parentAccountId': (string);
  'revision': (string);
  'createdAtMs': (string);
  'maxOpenHolds': (string);
  'planExhausted': (boolean);
  'fundedBy': (_tollgate_v1_FundedBy__Output);
  'onPlanExhausted': (_tollgate_v1_LimitPolicy__Output);
  'allowanceUnits': ({[key: string]: string});
  'lots': (_tollgate_v1_Lot__Output)[];
  'allowances': (_tollgate_v1_AllowanceUse__Output)[];
  'subjects': (string);
  'payerAccountId': (string);
  'packs': (_tollgate_v1_Pack__Output)[];
  'recharge': (_tollgate_v1_Recharge__Output | null);
}
