// Original file: proto/tollgate/v1/account.proto

import type { Long } from '@grpc/proto-loader';

export interface AllowanceUse {
  'name'?: (string);
  'subjectId'?: (string);
  'totalUnits'?: (number | string | Long);
  'usedUnits'?: (number | string | Long);
  'heldUnits'?: (number | string | Long);
  'remainingUnits'?: (number | string | Long);
  'endsAtMs'?: (number | string | Long);
}

export interface AllowanceUse__Output {
  'name': (string);
  'subjectId': (string);
  'totalUnits': (string);
  'usedUnits': (string);
  'heldUnits': (string);
  'remainingUnits': (string);
  'endsAtMs': (string);
}
