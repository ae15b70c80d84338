// Original file: proto/tollgate/v1/credit_control.proto

import type { ActiveLeg as _tollgate_v1_ActiveLeg, ActiveLeg__Output as _tollgate_v1_ActiveLeg__Output } from '../../tollgate/v1/ActiveLeg.ts';
import type { Long } from '@grpc/proto-loader';

export interface ReconcileRequest {
  'gatewayId'?: (string);
  'activeLegs'?: (_tollgate_v1_ActiveLeg)[];
  'listId'?: (string);
  'page'?: (number);
  'last'?: (boolean);
  'epoch'?: (number | string | Long);
  'takenSecondsAgo'?: (number | string | Long);
  'dryRun'?: (boolean);
  'force'?: (boolean);
  '_epoch'?: "epoch";
}

export interface ReconcileRequest__Output {
  'gatewayId': (string);
  'activeLegs': (_tollgate_v1_ActiveLeg__Output)[];
  'listId': (string);
  'page': (number);
  'last': (boolean);
  'epoch'?: (string);
  'takenSecondsAgo': (string);
  'dryRun': (boolean);
  'force': (boolean);
  '_epoch'?: "epoch";
}
