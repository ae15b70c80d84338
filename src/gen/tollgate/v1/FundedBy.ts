// Original file: proto/tollgate/v1/account.proto

export const FundedBy = {
  FUNDED_BY_UNSPECIFIED: 'FUNDED_BY_UNSPECIFIED',
  FUNDED_BY_SELF: 'FUNDED_BY_SELF',
  FUNDED_BY_PARENT: 'FUNDED_BY_PARENT',
} as const;

export type FundedBy =
  | 'FUNDED_BY_UNSPECIFIED'
  | 0
  | 'FUNDED_BY_SELF'
  | 1
  | 'FUNDED_BY_PARENT'
  | 2

export type FundedBy__Output = typeof FundedBy[keyof typeof FundedBy]
