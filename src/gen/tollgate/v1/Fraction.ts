// Original file: proto/tollgate/v1/common.proto

export const Fraction = {
  FRACTION_UNSPECIFIED: 'FRACTION_UNSPECIFIED',
  FRACTION_UP: 'FRACTION_UP',
  FRACTION_NEAREST: 'FRACTION_NEAREST',
  FRACTION_DOWN: 'FRACTION_DOWN',
} as const;

export type Fraction =
  | 'FRACTION_UNSPECIFIED'
  | 0
  | 'FRACTION_UP'
  | 1
  | 'FRACTION_NEAREST'
  | 2
  | 'FRACTION_DOWN'
  | 3

export type Fraction__Output = typeof Fraction[keyof typeof Fraction]
