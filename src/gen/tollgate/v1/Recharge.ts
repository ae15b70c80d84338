// Original file: proto/tollgate/v1/recharge.proto

import type { RechargeMode as _tollgate_v1_RechargeMode, RechargeMode__Output as _tollgate_v1_RechargeMode__Output } from '../../tollgate/v1/RechargeMode.ts';
import type { PaymentMethodState as _tollgate_v1_PaymentMethodState, PaymentMethodState__Output as _tollgate_v1_PaymentMethodState__Output } from '../../tollgate/v1/PaymentMethodState.ts';
import type { Payment as _tollgate_v1_Payment, Payment__Output as _tollgate_v1_Payment__Output } from '../../tollgate/v1/Payment.ts';
import type { Long } from '@grpc/proto-loader';

export interface Recharge {
  'enabled'?: (boolean);
  'mode'?: (_tollgate_v1_RechargeMode);
  'thresholdMilliCents'?: (number | string | Long);
  'amountMilliCents'?: (number | string | Long);
  'minimumMilliCents'?: (number | string | Long);
  'dailyCount'?: (number);
  'dailyMilliCents'?: (number | string | Long);
  'methodState'?: (_tollgate_v1_PaymentMethodState);
  'methodId'?: (string);
  'customerId'?: (string);
  'provider'?: (string);
  'current'?: (_tollgate_v1_Payment | null);
  'history'?: (_tollgate_v1_Payment)[];
  'countToday'?: (number);
  'milliCentsToday'?: (number | string | Long);
  'failures'?: (number);
  'nextTryAtMs'?: (number | string | Long);
  'paused'?: (string);
  '_dailyMilliCents'?: "dailyMilliCents";
  '_nextTryAtMs'?: "nextTryAtMs";
}

export interface Recharge__Output {
  'enabled': (boolean);
  'mode': (_tollgate_v1_RechargeMode__Output);
  'thresholdMilliCents': (string);
  'amountMilliCents': (string);
  'minimumMilliCents': (string);
  'dailyCount': (number);
  'dailyMilliCents'?: (string);
  'methodState': (_tollgate_v1_PaymentMethodState__Output);
  'methodId': (string);
  'customerId': (string);
  'provider': (string);
  'current': (_tollgate_v1_Payment__Output | null);
  'history': (_tollgate_v1_Payment__Output)[];
  'countToday': (number);
  'milliCentsToday': (string);
  'failures': (number);
  'nextTryAtMs'?: (string);
  'paused': (string);
  '_dailyMilliCents'?: "dailyMilliCents";
  '_nextTryAtMs'?: "nextTryAtMs";
}
