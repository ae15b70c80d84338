// Original file: proto/tollgate/v1/account.proto

export const LimitPolicy = {
  LIMIT_POLICY_UNSPECIFIED: 'LIMIT_POLICY_UNSPECIFIED',
  LIMIT_POLICY_STOP: 'LIMIT_POLICY_STOP',
  LIMIT_POLICY_USE_BALANCE: 'LIMIT_POLICY_USE_BALANCE',
} as const;

export type LimitPolicy =
  | 'LIMIT_POLICY_UNSPECIFIED'
  | 0
  | 'LIMIT_POLICY_STOP'
  | 1
  | 'LIMIT_POLICY_USE_BALANCE'
  | 2

export type LimitPolicy__Output = typeof LimitPolicy[keyof typeof LimitPolicy]
