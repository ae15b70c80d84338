// Original file: proto/tollgate/v1/credit_control.proto

import type { ActiveLeg as _tollgate_v1_ActiveLeg, ActiveLeg__Output as _tollgate_v1_ActiveLeg__Output } from '../../tollgate/v1/ActiveLeg.ts';

export interface ReconcileRequest {
  'gatewayId'?: (string);
  'activeLegs'?: (_tollgate_v1_ActiveLeg)[];
  'reportId'?: (string);
  'complete'?: (boolean);
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ReconcileRequest__Output {
  'gatewayId': (string);
  'activeLegs': (_tollgate_v1_ActiveLeg__Output)[];
  'reportId': (string);
  'complete': (boolean);
  'pageSize': (number);
  'pageToken': (string);
}
