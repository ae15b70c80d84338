// Original file: proto/tollgate/v1/recharge.proto

export const PaymentPurpose = {
  PAYMENT_PURPOSE_UNSPECIFIED: 'PAYMENT_PURPOSE_UNSPECIFIED',
  PAYMENT_PURPOSE_RECHARGE: 'PAYMENT_PURPOSE_RECHARGE',
  PAYMENT_PURPOSE_PURCHASE: 'PAYMENT_PURPOSE_PURCHASE',
  PAYMENT_PURPOSE_VERIFICATION: 'PAYMENT_PURPOSE_VERIFICATION',
} as const;

export type PaymentPurpose =
  | 'PAYMENT_PURPOSE_UNSPECIFIED'
  | 0
  | 'PAYMENT_PURPOSE_RECHARGE'
  | 1
  | 'PAYMENT_PURPOSE_PURCHASE'
  | 2
  | 'PAYMENT_PURPOSE_VERIFICATION'
  | 3

export type PaymentPurpose__Output = typeof PaymentPurpose[keyof typeof PaymentPurpose]
