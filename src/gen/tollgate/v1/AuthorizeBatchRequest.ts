// Original file: proto/tollgate/v1/credit_control.proto

import type { Direction as _tollgate_v1_Direction, Direction__Output as _tollgate_v1_Direction__Output } from '../../tollgate/v1/Direction.ts';
import type { BatchRecipient as _tollgate_v1_BatchRecipient, BatchRecipient__Output as _tollgate_v1_BatchRecipient__Output } from '../../tollgate/v1/BatchRecipient.ts';
import type { Long } from '@grpc/proto-loader';

export interface AuthorizeBatchRequest {
  'accountId'?: (string);
  'service'?: (string);
  'direction'?: (_tollgate_v1_Direction);
  'from'?: (string);
  'subjectId'?: (string);
  'text'?: (string);
  'segments'?: (number | string | Long);
  'units'?: (number | string | Long);
  'gatewayId'?: (string);
  'recipients'?: (_tollgate_v1_BatchRecipient)[];
  '_segments'?: "segments";
  '_units'?: "units";
}

export interface AuthorizeBatchRequest__Output {
  'accountId': (string);
  'service': (string);
  'direction': (_tollgate_v1_Direction__Output);
  'from': (string);
  'subjectId': (string);
  'text': (string);
  'segments'?: (string);
  'units'?: (string);
  'gatewayId': (string);
  'recipients': (_tollgate_v1_BatchRecipient__Output)[];
  '_segments'?: "segments";
  '_units'?: "units";
}
