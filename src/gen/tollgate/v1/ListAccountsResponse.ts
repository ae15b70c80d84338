// Original file: proto/tollgate/v1/account.proto

import type { Account as _tollgate_v1_Account, Account__Output as _tollgate_v1_Account__Output } from '../../tollgate/v1/Account.ts';

export interface ListAccountsResponse {
  'accounts'?: (_tollgate_v1_Account)[];
  'nextPageToken'?: (string);
}

export interface ListAccountsResponse__Output {
  'accounts': (_tollgate_v1_Account__Output)[];
  'nextPageToken': (string);
}
