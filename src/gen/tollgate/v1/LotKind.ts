// Original file: proto/tollgate/v1/account.proto

export const LotKind = {
  LOT_KIND_UNSPECIFIED: 'LOT_KIND_UNSPECIFIED',
  LOT_KIND_PLAN_CREDITS: 'LOT_KIND_PLAN_CREDITS',
  LOT_KIND_BUNDLE: 'LOT_KIND_BUNDLE',
  LOT_KIND_LOT: 'LOT_KIND_LOT',
} as const;

export type LotKind =
  | 'LOT_KIND_UNSPECIFIED'
  | 0
  | 'LOT_KIND_PLAN_CREDITS'
  | 1
  | 'LOT_KIND_BUNDLE'
  | 2
  | 'LOT_KIND_LOT'
  | 3

export type LotKind__Output = typeof LotKind[keyof typeof LotKind]
