// Original file: proto/tollgate/v1/common.proto

export const Direction = {
  DIRECTION_UNSPECIFIED: 'DIRECTION_UNSPECIFIED',
  DIRECTION_OUTBOUND: 'DIRECTION_OUTBOUND',
  DIRECTION_INBOUND: 'DIRECTION_INBOUND',
} as const;

export type Direction =
  | 'DIRECTION_UNSPECIFIED'
  | 0
  | 'DIRECTION_OUTBOUND'
  | 1
  | 'DIRECTION_INBOUND'
  | 2

export type Direction__Output = typeof Direction[keyof typeof Direction]
