// Original file: proto/tollgate/v1/package.proto

import type { AccountStatus as _tollgate_v1_AccountStatus, AccountStatus__Output as _tollgate_v1_AccountStatus__Output } from '../../tollgate/v1/AccountStatus.ts';
import type { Long } from '@grpc/proto-loader';

export interface BuyPackageResponse {
  'balanceMilliCents'?: (number | string | Long);
  'availableMilliCents'?: (number | string | Long);
  'replayed'?: (boolean);
  'accountStatus'?: (_tollgate_v1_AccountStatus);
  'packId'?: (string);
}

export interface BuyPackageResponse__Output {
  'balanceMilliCents': (string);
  'availableMilliCents': (string);
  'replayed': (boolean);
  'accountStatus': (_tollgate_v1_AccountStatus__Output);
  'packId': (string);
}
