// Original file: proto/tollgate/v1/alert.proto

export const ContactRole = {
  CONTACT_ROLE_UNSPECIFIED: 'CONTACT_ROLE_UNSPECIFIED',
  CONTACT_ROLE_ADMIN: 'CONTACT_ROLE_ADMIN',
  CONTACT_ROLE_BILLING: 'CONTACT_ROLE_BILLING',
  CONTACT_ROLE_TECHNICAL: 'CONTACT_ROLE_TECHNICAL',
} as const;

export type ContactRole =
  | 'CONTACT_ROLE_UNSPECIFIED'
  | 0
  | 'CONTACT_ROLE_ADMIN'
  | 1
  | 'CONTACT_ROLE_BILLING'
  | 2
  | 'CONTACT_ROLE_TECHNICAL'
  | 3

export type ContactRole__Output = typeof ContactRole[keyof typeof ContactRole]
