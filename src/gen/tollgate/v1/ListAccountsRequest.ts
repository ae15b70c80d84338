// Original file: proto/tollgate/v1/account.proto

import type { AccountState as _tollgate_v1_AccountState, AccountState__Output as _tollgate_v1_AccountState__Output } from '../../tollgate/v1/AccountState.ts';
import type { AccountStatus as _tollgate_v1_AccountStatus, AccountStatus__Output as _tollgate_v1_AccountStatus__Output } from '../../tollgate/v1/AccountStatus.ts';

export interface ListAccountsRequest {
  'pageSize'?: (number);
  'pageToken'?: (string);
  'state'?: (_tollgate_v1_AccountState);
  'status'?: (_tollgate_v1_AccountStatus);
  'plan'?: (string);
  'parent'?: (string);
  'text'?: (string);
}

export interface ListAccountsRequest__Output {
  'pageSize': (number);
  'pageToken': (string);
  'state': (_tollgate_v1_AccountState__Output);
  'status': (_tollgate_v1_AccountStatus__Output);
  'plan': (string);
  'parent': (string);
  'text': (string);
}
