// Original file: proto/tollgate/v1/credit_control.proto

import type { FundingPart as _tollgate_v1_FundingPart, FundingPart__Output as _tollgate_v1_FundingPart__Output } from '../../tollgate/v1/FundingPart.ts';
import type { AccountStatus as _tollgate_v1_AccountStatus, AccountStatus__Output as _tollgate_v1_AccountStatus__Output } from '../../tollgate/v1/AccountStatus.ts';
import type { Long } from '@grpc/proto-loader';

export interface ReverseResponse {
  'reversedMilliCents'?: (number | string | Long);
  'parts'?: (_tollgate_v1_FundingPart)[];
  'balanceMilliCents'?: (number | string | Long);
  'availableMilliCents'?: (number | string | Long);
  'accountStatus'?: (_tollgate_v1_AccountStatus);
  'replayed'?: (boolean);
  'lapsedMilliCents'?: (number | string | Long);
  'unit'?: (string);
  'reversedUnits'?: (number | string | Long);
  'remainingMilliCents'?: (number | string | Long);
  'remainingUnits'?: (number | string | Long);
}

export interface ReverseResponse__Output {
  'reversedMilliCents': (string);
  'parts': (_tollgate_v1_FundingPart__Output)[];
  'balanceMilliCents': (string);
  'availableMilliCents': (string);
  'accountStatus': (_tollgate_v1_AccountStatus__Output);
  'replayed': (boolean);
  'lapsedMilliCents': (string);
  'unit': (string);
  'reversedUnits': (string);
  'remainingMilliCents': (string);
  'remainingUnits': (string);
}
