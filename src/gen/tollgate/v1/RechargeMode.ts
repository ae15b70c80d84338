// Original file: proto/tollgate/v1/recharge.proto

export const RechargeMode = {
  RECHARGE_MODE_UNSPECIFIED: 'RECHARGE_MODE_UNSPECIFIED',
  RECHARGE_MODE_CARD: 'RECHARGE_MODE_CARD',
  RECHARGE_MODE_INVOICE: 'RECHARGE_MODE_INVOICE',
} as const;

export type RechargeMode =
  | 'RECHARGE_MODE_UNSPECIFIED'
  | 0
  | 'RECHARGE_MODE_CARD'
  | 1
  | 'RECHARGE_MODE_INVOICE'
  | 2

export type RechargeMode__Output = typeof RechargeMode[keyof typeof RechargeMode]
