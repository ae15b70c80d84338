// Original file: proto/tollgate/v1/credit_control.proto

import type { AuthorizeResponse as _tollgate_v1_AuthorizeResponse, AuthorizeResponse__Output as _tollgate_v1_AuthorizeResponse__Output } from '../../tollgate/v1/AuthorizeResponse.ts';
import type { AnswerResponse as _tollgate_v1_AnswerResponse, AnswerResponse__Output as _tollgate_v1_AnswerResponse__Output } from '../../tollgate/v1/AnswerResponse.ts';
import type { ExtendResponse as _tollgate_v1_ExtendResponse, ExtendResponse__Output as _tollgate_v1_ExtendResponse__Output } from '../../tollgate/v1/ExtendResponse.ts';
import type { SettleResponse as _tollgate_v1_SettleResponse, SettleResponse__Output as _tollgate_v1_SettleResponse__Output } from '../../tollgate/v1/SettleResponse.ts';
import type { ChargeResponse as _tollgate_v1_ChargeResponse, ChargeResponse__Output as _tollgate_v1_ChargeResponse__Output } from '../../tollgate/v1/ChargeResponse.ts';
import type { Disconnect as _tollgate_v1_Disconnect, Disconnect__Output as _tollgate_v1_Disconnect__Output } from '../../tollgate/v1/Disconnect.ts';
import type { ExtendNow as _tollgate_v1_ExtendNow, ExtendNow__Output as _tollgate_v1_ExtendNow__Output } from '../../tollgate/v1/ExtendNow.ts';
import type { Long } from '@grpc/proto-loader';

export interface SessionResponse {
  'requestId'?: (number | string | Long);
  'authorize'?: (_tollgate_v1_AuthorizeResponse | null);
  'answer'?: (_tollgate_v1_AnswerResponse | null);
  'extend'?: (_tollgate_v1_ExtendResponse | null);
  'settle'?: (_tollgate_v1_SettleResponse | null);
  'release'?: (_tollgate_v1_SettleResponse | null);
  'charge'?: (_tollgate_v1_ChargeResponse | null);
  'disconnect'?: (_tollgate_v1_Disconnect | null);
  'extendNow'?: (_tollgate_v1_ExtendNow | null);
  'response'?: "authorize"|"answer"|"extend"|"settle"|"release"|"charge"|"disconnect"|"extendNow";
}

export interface SessionResponse__Output {
  'requestId': (string);
  'authorize'?: (_tollgate_v1_AuthorizeResponse__Output | null);
  'answer'?: (_tollgate_v1_AnswerResponse__Output | null);
  'extend'?: (_tollgate_v1_ExtendResponse__Output | null);
  'settle'?: (_tollgate_v1_SettleResponse__Output | null);
  'release'?: (_tollgate_v1_SettleResponse__Output | null);
  'charge'?: (_tollgate_v1_ChargeResponse__Output | null);
  'disconnect'?: (_tollgate_v1_Disconnect__Output | null);
  'extendNow'?: (_tollgate_v1_ExtendNow__Output | null);
  'response'?: "authorize"|"answer"|"extend"|"settle"|"release"|"charge"|"disconnect"|"extendNow";
}
