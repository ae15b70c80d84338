// Original file: proto/tollgate/v1/credit_control.proto

export const LegState = {
  LEG_STATE_UNSPECIFIED: 'LEG_STATE_UNSPECIFIED',
  LEG_STATE_RECREATED: 'LEG_STATE_RECREATED',
  LEG_STATE_ENDED: 'LEG_STATE_ENDED',
  LEG_STATE_UNKNOWN: 'LEG_STATE_UNKNOWN',
  LEG_STATE_EXEMPT: 'LEG_STATE_EXEMPT',
} as const;

export type LegState =
  | 'LEG_STATE_UNSPECIFIED'
  | 0
  | 'LEG_STATE_RECREATED'
  | 1
  | 'LEG_STATE_ENDED'
  | 2
  | 'LEG_STATE_UNKNOWN'
  | 3
  | 'LEG_STATE_EXEMPT'
  | 4

export type LegState__Output = typeof LegState[keyof typeof LegState]
