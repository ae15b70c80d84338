// Original file: proto/tollgate/v1/catalog.proto

import type { Long } from '@grpc/proto-loader';

export interface HoldRuleStats {
  'service'?: (string);
  'holdRule'?: (string);
  'openHolds'?: (number | string | Long);
  'heldMilliCents'?: (number | string | Long);
  'strandedMilliCents'?: (number | string | Long);
  'ageP50Seconds'?: (number | string | Long);
  'ageP90Seconds'?: (number | string | Long);
  'ageOldestSeconds'?: (number | string | Long);
  'endedHolds'?: (number | string | Long);
  'chargedRatio'?: (number | string);
  'denials'?: ({[key: string]: number | string | Long});
}

export interface HoldRuleStats__Output {
  'service': (string);
  'holdRule': (string);
  'openHolds': (string);
  'heldMilliCents': (string);
  'strandedMilliCents': (string);
  'ageP50Seconds': (string);
  'ageP90Seconds': (string);
  'ageOldestSeconds': (string);
  'endedHolds': (string);
  'chargedRatio': (number);
  'denials': ({[key: string]: string});
}
