// Original file: proto/tollgate/v1/account.proto

import type { Account as _tollgate_v1_Account, Account__Output as _tollgate_v1_Account__Output } from '../../tollgate/v1/Account.ts';

export interface WatchAccountResponse {
  'account'?: (_tollgate_v1_Account | null);
  'cursor'?: (string);
}

export interface WatchAccountResponse__Output {
  'account': (_tollgate_v1_Account__Output | null);
  'cursor': (string);
}
