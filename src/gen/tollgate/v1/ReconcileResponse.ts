// Original file: proto/tollgate/v1/credit_control.proto

import type { ListState as _tollgate_v1_ListState, ListState__Output as _tollgate_v1_ListState__Output } from '../../tollgate/v1/ListState.ts';
import type { LegResult as _tollgate_v1_LegResult, LegResult__Output as _tollgate_v1_LegResult__Output } from '../../tollgate/v1/LegResult.ts';
import type { MissingHold as _tollgate_v1_MissingHold, MissingHold__Output as _tollgate_v1_MissingHold__Output } from '../../tollgate/v1/MissingHold.ts';
import type { Long } from '@grpc/proto-loader';

export interface ReconcileResponse {
  'state'?: (_tollgate_v1_ListState);
  'missingPages'?: (number)[];
  'legs'?: (_tollgate_v1_LegResult)[];
  'openHolds'?: (number | string | Long);
  'missing'?: (number | string | Long);
  'missingTwice'?: (number | string | Long);
  'ended'?: (number | string | Long);
  'left'?: (number | string | Long);
  'missingHolds'?: (_tollgate_v1_MissingHold)[];
  'nextListSeconds'?: (number | string | Long);
}

export interface ReconcileResponse__Output {
  'state': (_tollgate_v1_ListState__Output);
  'missingPages': (number)[];
  'legs': (_tollgate_v1_LegResult__Output)[];
  'openHolds': (string);
  'missing': (string);
  'missingTwice': (string);
  'ended': (string);
  'left': (string);
  'missingHolds': (_tollgate_v1_MissingHold__Output)[];
  'nextListSeconds': (string);
}
