// Original file: proto/tollgate/v1/credit_control.proto

import type { SessionHello as _tollgate_v1_SessionHello, SessionHello__Output as _tollgate_v1_SessionHello__Output } from '../../tollgate/v1/SessionHello.ts';
import type { CommandAck as _tollgate_v1_CommandAck, CommandAck__Output as _tollgate_v1_CommandAck__Output } from '../../tollgate/v1/CommandAck.ts';
import type { AuthorizeRequest as _tollgate_v1_AuthorizeRequest, AuthorizeRequest__Output as _tollgate_v1_AuthorizeRequest__Output } from '../../tollgate/v1/AuthorizeRequest.ts';
import type { AuthorizeBatchRequest as _tollgate_v1_AuthorizeBatchRequest, AuthorizeBatchRequest__Output as _tollgate_v1_AuthorizeBatchRequest__Output } from '../../tollgate/v1/AuthorizeBatchRequest.ts';
import type { AnswerRequest as _tollgate_v1_AnswerRequest, AnswerRequest__Output as _tollgate_v1_AnswerRequest__Output } from '../../tollgate/v1/AnswerRequest.ts';
import type { ExtendRequest as _tollgate_v1_ExtendRequest, ExtendRequest__Output as _tollgate_v1_ExtendRequest__Output } from '../../tollgate/v1/ExtendRequest.ts';
import type { SettleRequest as _tollgate_v1_SettleRequest, SettleRequest__Output as _tollgate_v1_SettleRequest__Output } from '../../tollgate/v1/SettleRequest.ts';
import type { ReleaseRequest as _tollgate_v1_ReleaseRequest, ReleaseRequest__Output as _tollgate_v1_ReleaseRequest__Output } from '../../tollgate/v1/ReleaseRequest.ts';
import type { ChargeRequest as _tollgate_v1_ChargeRequest, ChargeRequest__Output as _tollgate_v1_ChargeRequest__Output } from '../../tollgate/v1/ChargeRequest.ts';
import type { ReverseRequest as _tollgate_v1_ReverseRequest, ReverseRequest__Output as _tollgate_v1_ReverseRequest__Output } from '../../tollgate/v1/ReverseRequest.ts';
import type { QuoteRequest as _tollgate_v1_QuoteRequest, QuoteRequest__Output as _tollgate_v1_QuoteRequest__Output } from '../../tollgate/v1/QuoteRequest.ts';
import type { ReconcileRequest as _tollgate_v1_ReconcileRequest, ReconcileRequest__Output as _tollgate_v1_ReconcileRequest__Output } from '../../tollgate/v1/ReconcileRequest.ts';
import type { SessionHeartbeat as _tollgate_v1_SessionHeartbeat, SessionHeartbeat__Output as _tollgate_v1_SessionHeartbeat__Output } from '../../tollgate/v1/SessionHeartbeat.ts';
import type { Long } from '@grpc/proto-loader';

export interface SessionRequest {
  'requestId'?: (number | string | Long);
  'hello'?: (_tollgate_v1_SessionHello | null);
  'ack'?: (_tollgate_v1_CommandAck | null);
  'authorize'?: (_tollgate_v1_AuthorizeRequest | null);
  'authorizeBatch'?: (_tollgate_v1_AuthorizeBatchRequest | null);
  'answer'?: (_tollgate_v1_AnswerRequest | null);
  'extend'?: (_tollgate_v1_ExtendRequest | null);
  'settle'?: (_tollgate_v1_SettleRequest | null);
  'release'?: (_tollgate_v1_ReleaseRequest | null);
  'charge'?: (_tollgate_v1_ChargeRequest | null);
  'reverse'?: (_tollgate_v1_ReverseRequest | null);
  'quote'?: (_tollgate_v1_QuoteRequest | null);
  'reconcile'?: (_tollgate_v1_ReconcileRequest | null);
  'heartbeat'?: (_tollgate_v1_SessionHeartbeat | null);
  'xRequestId'?: (string);
  'timeoutMs'?: (number | string | Long);
  'request'?: "hello"|"ack"|"authorize"|"authorizeBatch"|"answer"|"extend"|"settle"|"release"|"charge"|"reverse"|"quote"|"reconcile"|"heartbeat";
}

export interface SessionRequest__Output {
  'requestId': (string);
  'hello'?: (_tollgate_v1_SessionHello__Output | null);
  'ack'?: (_tollgate_v1_CommandAck__Output | null);
  'authorize'?: (_tollgate_v1_AuthorizeRequest__Output | null);
  'authorizeBatch'?: (_tollgate_v1_AuthorizeBatchRequest__Output | null);
  'answer'?: (_tollgate_v1_AnswerRequest__Output | null);
  'extend'?: (_tollgate_v1_ExtendRequest__Output | null);
  'settle'?: (_tollgate_v1_SettleRequest__Output | null);
  'release'?: (_tollgate_v1_ReleaseRequest__Output | null);
  'charge'?: (_tollgate_v1_ChargeRequest__Output | null);
  'reverse'?: (_tollgate_v1_ReverseRequest__Output | null);
  'quote'?: (_tollgate_v1_QuoteRequest__Output | null);
  'reconcile'?: (_tollgate_v1_ReconcileRequest__Output | null);
  'heartbeat'?: (_tollgate_v1_SessionHeartbeat__Output | null);
  'xRequestId': (string);
  'timeoutMs': (string);
  'request'?: "hello"|"ack"|"authorize"|"authorizeBatch"|"answer"|"extend"|"settle"|"release"|"charge"|"reverse"|"quote"|"reconcile"|"heartbeat";
}
