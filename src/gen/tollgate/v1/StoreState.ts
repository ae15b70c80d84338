// Original file: proto/tollgate/v1/store.proto

export const StoreState = {
  STORE_STATE_UNSPECIFIED: 'STORE_STATE_UNSPECIFIED',
  STORE_STATE_UP: 'STORE_STATE_UP',
  STORE_STATE_AWAY: 'STORE_STATE_AWAY',
  STORE_STATE_SLOW: 'STORE_STATE_SLOW',
  STORE_STATE_FULL: 'STORE_STATE_FULL',
  STORE_STATE_LOST: 'STORE_STATE_LOST',
  STORE_STATE_REPLICA: 'STORE_STATE_REPLICA',
} as const;

export type StoreState =
  | 'STORE_STATE_UNSPECIFIED'
  | 0
  | 'STORE_STATE_UP'
  | 1
  | 'STORE_STATE_AWAY'
  | 2
  | 'STORE_STATE_SLOW'
  | 3
  | 'STORE_STATE_FULL'
  | 4
  | 'STORE_STATE_LOST'
  | 5
  | 'STORE_STATE_REPLICA'
  | 6

export type StoreState__Output = typeof StoreState[keyof typeof StoreState]
