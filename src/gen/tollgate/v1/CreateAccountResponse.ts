// Original file: proto/tollgate/v1/account.proto

import type { Account as _tollgate_v1_Account, Account__Output as _tollgate_v1_Account__Output } from '../../tollgate/v1/Account.ts';

export interface CreateAccountResponse {
  'account'?: (_tollgate_v1_Account | null);
  'replayed'?: (boolean);
}

export interface CreateAccountResponse__Output {
  'account': (_tollgate_v1_Account__Output | null);
  'replayed': (boolean);
}
