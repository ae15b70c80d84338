// Original file: proto/tollgate/v1/common.proto

export const AccountStatus = {
  ACCOUNT_STATUS_UNSPECIFIED: 'ACCOUNT_STATUS_UNSPECIFIED',
  ACCOUNT_STATUS_GREEN: 'ACCOUNT_STATUS_GREEN',
  ACCOUNT_STATUS_AMBER: 'ACCOUNT_STATUS_AMBER',
  ACCOUNT_STATUS_RED: 'ACCOUNT_STATUS_RED',
} as const;

export type AccountStatus =
  | 'ACCOUNT_STATUS_UNSPECIFIED'
  | 0
  | 'ACCOUNT_STATUS_GREEN'
  | 1
  | 'ACCOUNT_STATUS_AMBER'
  | 2
  | 'ACCOUNT_STATUS_RED'
  | 3

export type AccountStatus__Output = typeof AccountStatus[keyof typeof AccountStatus]
