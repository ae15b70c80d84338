// Original file: proto/tollgate/v1/report.proto

export const CallState = {
  CALL_STATE_UNSPECIFIED: 'CALL_STATE_UNSPECIFIED',
  CALL_STATE_OPEN: 'CALL_STATE_OPEN',
  CALL_STATE_ANSWERED: 'CALL_STATE_ANSWERED',
  CALL_STATE_CHARGED: 'CALL_STATE_CHARGED',
  CALL_STATE_RELEASED: 'CALL_STATE_RELEASED',
} as const;

export type CallState =
  | 'CALL_STATE_UNSPECIFIED'
  | 0
  | 'CALL_STATE_OPEN'
  | 1
  | 'CALL_STATE_ANSWERED'
  | 2
  | 'CALL_STATE_CHARGED'
  | 3
  | 'CALL_STATE_RELEASED'
  | 4

export type CallState__Output = typeof CallState[keyof typeof CallState]
