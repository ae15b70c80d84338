// Original file: proto/tollgate/v1/alert.proto

import type { ContactRole as _tollgate_v1_ContactRole, ContactRole__Output as _tollgate_v1_ContactRole__Output } from '../../tollgate/v1/ContactRole.ts';

export interface Contact {
  'email'?: (string);
  'name'?: (string);
  'role'?: (_tollgate_v1_ContactRole);
  'accountsBelow'?: (boolean);
}

export interface Contact__Output {
  'email': (string);
  'name': (string);
  'role': (_tollgate_v1_ContactRole__Output);
  'accountsBelow': (boolean);
}
