// Original file: proto/tollgate/v1/credit_control.proto

export const ListState = {
  LIST_STATE_UNSPECIFIED: 'LIST_STATE_UNSPECIFIED',
  LIST_STATE_INCOMPLETE: 'LIST_STATE_INCOMPLETE',
  LIST_STATE_EMPTY: 'LIST_STATE_EMPTY',
  LIST_STATE_COUNTED: 'LIST_STATE_COUNTED',
  LIST_STATE_REFUSED: 'LIST_STATE_REFUSED',
} as const;

export type ListState =
  | 'LIST_STATE_UNSPECIFIED'
  | 0
  | 'LIST_STATE_INCOMPLETE'
  | 1
  | 'LIST_STATE_EMPTY'
  | 2
  | 'LIST_STATE_COUNTED'
  | 3
  | 'LIST_STATE_REFUSED'
  | 4

export type ListState__Output = typeof ListState[keyof typeof ListState]
