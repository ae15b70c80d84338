// Original file: proto/tollgate/v1/alert.proto

import type { AlertKind as _tollgate_v1_AlertKind, AlertKind__Output as _tollgate_v1_AlertKind__Output } from '../../tollgate/v1/AlertKind.ts';
import type { Contact as _tollgate_v1_Contact, Contact__Output as _tollgate_v1_Contact__Output } from '../../tollgate/v1/Contact.ts';
import type { Long } from '@grpc/proto-loader';

export interface SetAlertsRequest {
  'accountId'?: (string);
  'kinds'?: (_tollgate_v1_AlertKind)[];
  'lowBalanceMilliCents'?: (number | string | Long);
  'lowBalancePercent'?: (number);
  'lowBalanceDays'?: (number);
  'contacts'?: (_tollgate_v1_Contact)[];
  '_lowBalanceMilliCents'?: "lowBalanceMilliCents";
  '_lowBalancePercent'?: "lowBalancePercent";
  '_lowBalanceDays'?: "lowBalanceDays";
}

export interface SetAlertsRequest__Output {
  'accountId': (string);
  'kinds': (_tollgate_v1_AlertKind__Output)[];
  'lowBalanceMilliCents'?: (string);
  'lowBalancePercent'?: (number);
  'lowBalanceDays'?: (number);
  'contacts': (_tollgate_v1_Contact__Output)[];
  '_lowBalanceMilliCents'?: "lowBalanceMilliCents";
  '_lowBalancePercent'?: "lowBalancePercent";
  '_lowBalanceDays'?: "lowBalanceDays";
}
