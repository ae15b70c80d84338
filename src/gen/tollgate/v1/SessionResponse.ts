// Original file: proto/tollgate/v1/credit_control.proto

import type { SessionReady as _tollgate_v1_SessionReady, SessionReady__Output as _tollgate_v1_SessionReady__Output } from '../../tollgate/v1/SessionReady.ts';
import type { Fault as _tollgate_v1_Fault, Fault__Output as _tollgate_v1_Fault__Output } from '../../tollgate/v1/Fault.ts';
import type { AuthorizeResponse as _tollgate_v1_AuthorizeResponse, AuthorizeResponse__Output as _tollgate_v1_AuthorizeResponse__Output } from '../../tollgate/v1/AuthorizeResponse.ts';
import type { AuthorizeBatchResponse as _tollgate_v1_AuthorizeBatchResponse, AuthorizeBatchResponse__Output as _tollgate_v1_AuthorizeBatchResponse__Output } from '../../tollgate/v1/AuthorizeBatchResponse.ts';
import type { AnswerResponse as _tollgate_v1_AnswerResponse, AnswerResponse__Output as _tollgate_v1_AnswerResponse__Output } from '../../tollgate/v1/AnswerResponse.ts';
import type { ExtendResponse as _tollgate_v1_ExtendResponse, ExtendResponse__Output as _tollgate_v1_ExtendResponse__Output } from '../../tollgate/v1/ExtendResponse.ts';
import type { SettleResponse as _tollgate_v1_SettleResponse, SettleResponse__Output as _tollgate_v1_SettleResponse__Output } from '../../tollgate/v1/SettleResponse.ts';
import type { ReleaseResponse as _tollgate_v1_ReleaseResponse, ReleaseResponse__Output as _tollgate_v1_ReleaseResponse__Output } from '../../tollgate/v1/ReleaseResponse.ts';
import type { ChargeResponse as _tollgate_v1_ChargeResponse, ChargeResponse__Output as _tollgate_v1_ChargeResponse__Output } from '../../tollgate/v1/ChargeResponse.ts';
import type { ReverseResponse as _tollgate_v1_ReverseResponse, ReverseResponse__Output as _tollgate_v1_ReverseResponse__Output } from '../../tollgate/v1/ReverseResponse.ts';
import type { QuoteResponse as _tollgate_v1_QuoteResponse, QuoteResponse__Output as _tollgate_v1_QuoteResponse__Output } from '../../tollgate/v1/QuoteResponse.ts';
import type { ReconcileResponse as _tollgate_v1_ReconcileResponse, ReconcileResponse__Output as _tollgate_v1_ReconcileResponse__Output } from '../../tollgate/v1/ReconcileResponse.ts';
import type { Disconnect as _tollgate_v1_Disconnect, Disconnect__Output as _tollgate_v1_Disconnect__Output } from '../../tollgate/v1/Disconnect.ts';
import type { ExtendNow as _tollgate_v1_ExtendNow, ExtendNow__Output as _tollgate_v1_ExtendNow__Output } from '../../tollgate/v1/ExtendNow.ts';
import type { SessionHeartbeat as _tollgate_v1_SessionHeartbeat, SessionHeartbeat__Output as _tollgate_v1_SessionHeartbeat__Output } from '../../tollgate/v1/SessionHeartbeat.ts';
import type { Long } from '@grpc/proto-loader';

export interface SessionResponse {
  'requestId'?: (number | string | Long);
  'ready'?: (_tollgate_v1_SessionReady | null);
  'fault'?: (_tollgate_v1_Fault | null);
  'authorize'?: (_tollgate_v1_AuthorizeResponse | null);
  'authorizeBatch'?: (_tollgate_v1_AuthorizeBatchResponse | null);
  'answer'?: (_tollgate_v1_AnswerResponse | null);
  'extend'?: (_tollgate_v1_ExtendResponse | null);
  'settle'?: (_tollgate_v1_SettleResponse | null);
  'release'?: (_tollgate_v1_ReleaseResponse | null);
  'charge'?: (_tollgate_v1_ChargeResponse | null);
  'reverse'?: (_tollgate_v1_ReverseResponse | null);
  'quote'?: (_tollgate_v1_QuoteResponse | null);
  'reconcile'?: (_tollgate_v1_ReconcileResponse | null);
  'disconnect'?: (_tollgate_v1_Disconnect | null);
  'extendNow'?: (_tollgate_v1_ExtendNow | null);
  'heartbeat'?: (_tollgate_v1_SessionHeartbeat | null);
  'response'?: "ready"|"fault"|"authorize"|"authorizeBatch"|"answer"|"extend"|"settle"|"release"|"charge"|"reverse"|"quote"|"reconcile"|"disconnect"|"extendNow"|"heartbeat";
}

export interface SessionResponse__Output {
  'requestId': (string);
  'ready'?: (_tollgate_v1_SessionReady__Output | null);
  'fault'?: (_tollgate_v1_Fault__Output | null);
  'authorize'?: (_tollgate_v1_AuthorizeResponse__Output | null);
  'authorizeBatch'?: (_tollgate_v1_AuthorizeBatchResponse__Output | null);
  'answer'?: (_tollgate_v1_AnswerResponse__Output | null);
  'extend'?: (_tollgate_v1_ExtendResponse__Output | null);
  'settle'?: (_tollgate_v1_SettleResponse__Output | null);
  'release'?: (_tollgate_v1_ReleaseResponse__Output | null);
  'charge'?: (_tollgate_v1_ChargeResponse__Output | null);
  'reverse'?: (_tollgate_v1_ReverseResponse__Output | null);
  'quote'?: (_tollgate_v1_QuoteResponse__Output | null);
  'reconcile'?: (_tollgate_v1_ReconcileResponse__Output | null);
  'disconnect'?: (_tollgate_v1_Disconnect__Output | null);
  'extendNow'?: (_tollgate_v1_ExtendNow__Output | null);
  'heartbeat'?: (_tollgate_v1_SessionHeartbeat__Output | null);
  'response'?: "ready"|"fault"|"authorize"|"authorizeBatch"|"answer"|"extend"|"settle"|"release"|"charge"|"reverse"|"quote"|"reconcile"|"disconnect"|"extendNow"|"heartbeat";
}
