// Original file: proto/tollgate/v1/alert.proto

import type { Alerts as _tollgate_v1_Alerts, Alerts__Output as _tollgate_v1_Alerts__Output } from '../../tollgate/v1/Alerts.ts';

export interface SetAlertsResponse {
  'alerts'?: (_tollgate_v1_Alerts | null);
}

export interface SetAlertsResponse__Output {
  'alerts': (_tollgate_v1_Alerts__Output | null);
}
