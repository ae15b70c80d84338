// Original file: proto/tollgate/v1/account.proto

export const HoldState = {
  HOLD_STATE_UNSPECIFIED: 'HOLD_STATE_UNSPECIFIED',
  HOLD_STATE_RESERVED: 'HOLD_STATE_RESERVED',
  HOLD_STATE_ANSWERED: 'HOLD_STATE_ANSWERED',
  HOLD_STATE_SETTLED: 'HOLD_STATE_SETTLED',
  HOLD_STATE_RELEASED: 'HOLD_STATE_RELEASED',
  HOLD_STATE_EXPIRED: 'HOLD_STATE_EXPIRED',
} as const;

export type HoldState =
  | 'HOLD_STATE_UNSPECIFIED'
  | 0
  | 'HOLD_STATE_RESERVED'
  | 1
  | 'HOLD_STATE_ANSWERED'
  | 2
  | 'HOLD_STATE_SETTLED'
  | 3
  | 'HOLD_STATE_RELEASED'
  | 4
  | 'HOLD_STATE_EXPIRED'
  | 5

export type HoldState__Output = typeof HoldState[keyof typeof HoldState]
