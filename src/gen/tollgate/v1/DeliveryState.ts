// Original file: proto/tollgate/v1/alert.proto

export const DeliveryState = {
  DELIVERY_STATE_UNSPECIFIED: 'DELIVERY_STATE_UNSPECIFIED',
  DELIVERY_STATE_PENDING: 'DELIVERY_STATE_PENDING',
  DELIVERY_STATE_SENT: 'DELIVERY_STATE_SENT',
  DELIVERY_STATE_DEAD: 'DELIVERY_STATE_DEAD',
} as const;

export type DeliveryState =
  | 'DELIVERY_STATE_UNSPECIFIED'
  | 0
  | 'DELIVERY_STATE_PENDING'
  | 1
  | 'DELIVERY_STATE_SENT'
  | 2
  | 'DELIVERY_STATE_DEAD'
  | 3

export type DeliveryState__Output = typeof DeliveryState[keyof typeof DeliveryState]
