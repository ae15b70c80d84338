// Original file: proto/tollgate/v1/recharge.proto

import type { RechargeMode as _tollgate_v1_RechargeMode, RechargeMode__Output as _tollgate_v1_RechargeMode__Output } from '../../tollgate/v1/RechargeMode.ts';
import type { FieldMask as _google_protobuf_FieldMask, FieldMask__Output as _google_protobuf_FieldMask__Output } from '../../google/protobuf/FieldMask.ts';
import type { Long } from '@grpc/proto-loader';

export interface SetRechargeRequest {
  'accountId'?: (string);
  'enabled'?: (boolean);
  'mode'?: (_tollgate_v1_RechargeMode);
  'thresholdMilliCents'?: (number | string | Long);
  'amountMilliCents'?: (number | string | Long);
  'minimumMilliCents'?: (number | string | Long);
  'dailyCount'?: (number);
  'dailyMilliCents'?: (number | string | Long);
  'updateMask'?: (_google_protobuf_FieldMask | null);
  '_minimumMilliCents'?: "minimumMilliCents";
  '_dailyCount'?: "dailyCount";
  '_dailyMilliCents'?: "dailyMilliCents";
}

export interface SetRechargeRequest__Output {
  'accountId': (string);
  'enabled': (boolean);
  'mode': (_tollgate_v1_RechargeMode__Output);
  'thresholdMilliCents': (string);
  'amountMilliCents': (string);
  'minimumMilliCents'?: (string);
  'dailyCount'?: (number);
  'dailyMilliCents'?: (string);
  'updateMask': (_google_protobuf_FieldMask__Output | null);
  '_minimumMilliCents'?: "minimumMilliCents";
  '_dailyCount'?: "dailyCount";
  '_dailyMilliCents'?: "dailyMilliCents";
}
