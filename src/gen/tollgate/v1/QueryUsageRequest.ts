// Original file: proto/tollgate/v1/report.proto

import type { Direction as _tollgate_v1_Direction, Direction__Output as _tollgate_v1_Direction__Output } from '../../tollgate/v1/Direction.ts';

export interface QueryUsageRequest {
  'groupBy'?: (string);
  'accountId'?: (string);
  'below'?: (boolean);
  'subjectId'?: (string);
  'class'?: (string);
  'direction'?: (_tollgate_v1_Direction);
  'service'?: (string);
  'number'?: (string);
  'country'?: (string);
  'gatewayId'?: (string);
  'from'?: (string);
  'to'?: (string);
  'timeZone'?: (string);
  'pageSize'?: (number);
  'pageToken'?: (string);
  'format'?: (string);
}

export interface QueryUsageRequest__Output {
  'groupBy': (string);
  'accountId': (string);
  'below': (boolean);
  'subjectId': (string);
  'class': (string);
  'direction': (_tollgate_v1_Direction__Output);
  'service': (string);
  'number': (string);
  'country': (string);
  'gatewayId': (string);
  'from': (string);
  'to': (string);
  'timeZone': (string);
  'pageSize': (number);
  'pageToken': (string);
  'format': (string);
}
