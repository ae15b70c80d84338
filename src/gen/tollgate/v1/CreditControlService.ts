// Original file: proto/tollgate/v1/credit_control.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AnswerRequest as _tollgate_v1_AnswerRequest, AnswerRequest__Output as _tollgate_v1_AnswerRequest__Output } from '../../tollgate/v1/AnswerRequest.ts';
import type { AnswerResponse as _tollgate_v1_AnswerResponse, AnswerResponse__Output as _tollgate_v1_AnswerResponse__Output } from '../../tollgate/v1/AnswerResponse.ts';
import type { AuthorizeBatchRequest as _tollgate_v1_AuthorizeBatchRequest, AuthorizeBatchRequest__Output as _tollgate_v1_AuthorizeBatchRequest__Output } from '../../tollgate/v1/AuthorizeBatchRequest.ts';
import type { AuthorizeBatchResponse as _tollgate_v1_AuthorizeBatchResponse, AuthorizeBatchResponse__Output as _tollgate_v1_AuthorizeBatchResponse__Output } from '../../tollgate/v1/AuthorizeBatchResponse.ts';
import type { AuthorizeRequest as _tollgate_v1_AuthorizeRequest, AuthorizeRequest__Output as _tollgate_v1_AuthorizeRequest__Output } from '../../tollgate/v1/AuthorizeRequest.ts';
import type { AuthorizeResponse as _tollgate_v1_AuthorizeResponse, AuthorizeResponse__Output as _tollgate_v1_AuthorizeResponse__Output } from '../../tollgate/v1/AuthorizeResponse.ts';
import type { ChargeBatchRequest as _tollgate_v1_ChargeBatchRequest, ChargeBatchRequest__Output as _tollgate_v1_ChargeBatchRequest__Output } from '../../tollgate/v1/ChargeBatchRequest.ts';
import type { ChargeBatchResponse as _tollgate_v1_ChargeBatchResponse, ChargeBatchResponse__Output as _tollgate_v1_ChargeBatchResponse__Output } from '../../tollgate/v1/ChargeBatchResponse.ts';
import type { ChargeRequest as _tollgate_v1_ChargeRequest, ChargeRequest__Output as _tollgate_v1_ChargeRequest__Output } from '../../tollgate/v1/ChargeRequest.ts';
import type { ChargeResponse as _tollgate_v1_ChargeResponse, ChargeResponse__Output as _tollgate_v1_ChargeResponse__Output } from '../../tollgate/v1/ChargeResponse.ts';
import type { ExtendRequest as _tollgate_v1_ExtendRequest, ExtendRequest__Output as _tollgate_v1_ExtendRequest__Output } from '../../tollgate/v1/ExtendRequest.ts';
import type { ExtendResponse as _tollgate_v1_ExtendResponse, ExtendResponse__Output as _tollgate_v1_ExtendResponse__Output } from '../../tollgate/v1/ExtendResponse.ts';
import type { QuoteRequest as _tollgate_v1_QuoteRequest, QuoteRequest__Output as _tollgate_v1_QuoteRequest__Output } from '../../tollgate/v1/QuoteRequest.ts';
import type { QuoteResponse as _tollgate_v1_QuoteResponse, QuoteResponse__Output as _tollgate_v1_QuoteResponse__Output } from '../../tollgate/v1/QuoteResponse.ts';
import type { ReconcileRequest as _tollgate_v1_ReconcileRequest, ReconcileRequest__Output as _tollgate_v1_ReconcileRequest__Output } from '../../tollgate/v1/ReconcileRequest.ts';
import type { ReconcileResponse as _tollgate_v1_ReconcileResponse, ReconcileResponse__Output as _tollgate_v1_ReconcileResponse__Output } from '../../tollgate/v1/ReconcileResponse.ts';
import type { ReleaseRequest as _tollgate_v1_ReleaseRequest, ReleaseRequest__Output as _tollgate_v1_ReleaseRequest__Output } from '../../tollgate/v1/ReleaseRequest.ts';
import type { ReleaseResponse as _tollgate_v1_ReleaseResponse, ReleaseResponse__Output as _tollgate_v1_ReleaseResponse__Output } from '../../tollgate/v1/ReleaseResponse.ts';
import type { ReverseRequest as _tollgate_v1_ReverseRequest, ReverseRequest__Output as _tollgate_v1_ReverseRequest__Output } from '../../tollgate/v1/ReverseRequest.ts';
import type { ReverseResponse as _tollgate_v1_ReverseResponse, ReverseResponse__Output as _tollgate_v1_ReverseResponse__Output } from '../../tollgate/v1/ReverseResponse.ts';
import type { SessionRequest as _tollgate_v1_SessionRequest, SessionRequest__Output as _tollgate_v1_SessionRequest__Output } from '../../tollgate/v1/SessionRequest.ts';
import type { SessionResponse as _tollgate_v1_SessionResponse, SessionResponse__Output as _tollgate_v1_SessionResponse__Output } from '../../tollgate/v1/SessionResponse.ts';
import type { SettleBatchRequest as _tollgate_v1_SettleBatchRequest, SettleBatchRequest__Output as _tollgate_v1_SettleBatchRequest__Output } from '../../tollgate/v1/SettleBatchRequest.ts';
import type { SettleBatchResponse as _tollgate_v1_SettleBatchResponse, SettleBatchResponse__Output as _tollgate_v1_SettleBatchResponse__Output } from '../../tollgate/v1/SettleBatchResponse.ts';
import type { SettleRequest as _tollgate_v1_SettleRequest, SettleRequest__Output as _tollgate_v1_SettleRequest__Output } from '../../tollgate/v1/SettleRequest.ts';
import type { SettleResponse as _tollgate_v1_SettleResponse, SettleResponse__Output as _tollgate_v1_SettleResponse__Output } from '../../tollgate/v1/SettleResponse.ts';

export interface CreditControlServiceClient extends grpc.Client {
  Answer(argument: _tollgate_v1_AnswerRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AnswerResponse__Output>): grpc.ClientUnaryCall;
  Answer(argument: _tollgate_v1_AnswerRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AnswerResponse__Output>): grpc.ClientUnaryCall;
  Answer(argument: _tollgate_v1_AnswerRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AnswerResponse__Output>): grpc.ClientUnaryCall;
  Answer(argument: _tollgate_v1_AnswerRequest, callback: grpc.requestCallback<_tollgate_v1_AnswerResponse__Output>): grpc.ClientUnaryCall;
  answer(argument: _tollgate_v1_AnswerRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AnswerResponse__Output>): grpc.ClientUnaryCall;
  answer(argument: _tollgate_v1_AnswerRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AnswerResponse__Output>): grpc.ClientUnaryCall;
  answer(argument: _tollgate_v1_AnswerRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AnswerResponse__Output>): grpc.ClientUnaryCall;
  answer(argument: _tollgate_v1_AnswerRequest, callback: grpc.requestCallback<_tollgate_v1_AnswerResponse__Output>): grpc.ClientUnaryCall;
  
  Authorize(argument: _tollgate_v1_AuthorizeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AuthorizeResponse__Output>): grpc.ClientUnaryCall;
  Authorize(argument: _tollgate_v1_AuthorizeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AuthorizeResponse__Output>): grpc.ClientUnaryCall;
  Authorize(argument: _tollgate_v1_AuthorizeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AuthorizeResponse__Output>): grpc.ClientUnaryCall;
  Authorize(argument: _tollgate_v1_AuthorizeRequest, callback: grpc.requestCallback<_tollgate_v1_AuthorizeResponse__Output>): grpc.ClientUnaryCall;
  authorize(argument: _tollgate_v1_AuthorizeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AuthorizeResponse__Output>): grpc.ClientUnaryCall;
  authorize(argument: _tollgate_v1_AuthorizeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AuthorizeResponse__Output>): grpc.ClientUnaryCall;
  authorize(argument: _tollgate_v1_AuthorizeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AuthorizeResponse__Output>): grpc.ClientUnaryCall;
  authorize(argument: _tollgate_v1_AuthorizeRequest, callback: grpc.requestCallback<_tollgate_v1_AuthorizeResponse__Output>): grpc.ClientUnaryCall;
  
  AuthorizeBatch(argument: _tollgate_v1_AuthorizeBatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AuthorizeBatchResponse__Output>): grpc.ClientUnaryCall;
  AuthorizeBatch(argument: _tollgate_v1_AuthorizeBatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AuthorizeBatchResponse__Output>): grpc.ClientUnaryCall;
  AuthorizeBatch(argument: _tollgate_v1_AuthorizeBatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AuthorizeBatchResponse__Output>): grpc.ClientUnaryCall;
  AuthorizeBatch(argument: _tollgate_v1_AuthorizeBatchRequest, callback: grpc.requestCallback<_tollgate_v1_AuthorizeBatchResponse__Output>): grpc.ClientUnaryCall;
  authorizeBatch(argument: _tollgate_v1_AuthorizeBatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AuthorizeBatchResponse__Output>): grpc.ClientUnaryCall;
  authorizeBatch(argument: _tollgate_v1_AuthorizeBatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AuthorizeBatchResponse__Output>): grpc.ClientUnaryCall;
  authorizeBatch(argument: _tollgate_v1_AuthorizeBatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AuthorizeBatchResponse__Output>): grpc.ClientUnaryCall;
  authorizeBatch(argument: _tollgate_v1_AuthorizeBatchRequest, callback: grpc.requestCallback<_tollgate_v1_AuthorizeBatchResponse__Output>): grpc.ClientUnaryCall;
  
  Charge(argument: _tollgate_v1_ChargeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ChargeResponse__Output>): grpc.ClientUnaryCall;
  Charge(argument: _tollgate_v1_ChargeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ChargeResponse__Output>): grpc.ClientUnaryCall;
  Charge(argument: _tollgate_v1_ChargeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ChargeResponse__Output>): grpc.ClientUnaryCall;
  Charge(argument: _tollgate_v1_ChargeRequest, callback: grpc.requestCallback<_tollgate_v1_ChargeResponse__Output>): grpc.ClientUnaryCall;
  charge(argument: _tollgate_v1_ChargeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ChargeResponse__Output>): grpc.ClientUnaryCall;
  charge(argument: _tollgate_v1_ChargeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ChargeResponse__Output>): grpc.ClientUnaryCall;
  charge(argument: _tollgate_v1_ChargeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ChargeResponse__Output>): grpc.ClientUnaryCall;
  charge(argument: _tollgate_v1_ChargeRequest, callback: grpc.requestCallback<_tollgate_v1_ChargeResponse__Output>): grpc.ClientUnaryCall;
  
  ChargeBatch(argument: _tollgate_v1_ChargeBatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ChargeBatchResponse__Output>): grpc.ClientUnaryCall;
  ChargeBatch(argument: _tollgate_v1_ChargeBatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ChargeBatchResponse__Output>): grpc.ClientUnaryCall;
  ChargeBatch(argument: _tollgate_v1_ChargeBatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ChargeBatchResponse__Output>): grpc.ClientUnaryCall;
  ChargeBatch(argument: _tollgate_v1_ChargeBatchRequest, callback: grpc.requestCallback<_tollgate_v1_ChargeBatchResponse__Output>): grpc.ClientUnaryCall;
  chargeBatch(argument: _tollgate_v1_ChargeBatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ChargeBatchResponse__Output>): grpc.ClientUnaryCall;
  chargeBatch(argument: _tollgate_v1_ChargeBatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ChargeBatchResponse__Output>): grpc.ClientUnaryCall;
  chargeBatch(argument: _tollgate_v1_ChargeBatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ChargeBatchResponse__Output>): grpc.ClientUnaryCall;
  chargeBatch(argument: _tollgate_v1_ChargeBatchRequest, callback: grpc.requestCallback<_tollgate_v1_ChargeBatchResponse__Output>): grpc.ClientUnaryCall;
  
  Extend(argument: _tollgate_v1_ExtendRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ExtendResponse__Output>): grpc.ClientUnaryCall;
  Extend(argument: _tollgate_v1_ExtendRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ExtendResponse__Output>): grpc.ClientUnaryCall;
  Extend(argument: _tollgate_v1_ExtendRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ExtendResponse__Output>): grpc.ClientUnaryCall;
  Extend(argument: _tollgate_v1_ExtendRequest, callback: grpc.requestCallback<_tollgate_v1_ExtendResponse__Output>): grpc.ClientUnaryCall;
  extend(argument: _tollgate_v1_ExtendRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ExtendResponse__Output>): grpc.ClientUnaryCall;
  extend(argument: _tollgate_v1_ExtendRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ExtendResponse__Output>): grpc.ClientUnaryCall;
  extend(argument: _tollgate_v1_ExtendRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ExtendResponse__Output>): grpc.ClientUnaryCall;
  extend(argument: _tollgate_v1_ExtendRequest, callback: grpc.requestCallback<_tollgate_v1_ExtendResponse__Output>): grpc.ClientUnaryCall;
  
  Quote(argument: _tollgate_v1_QuoteRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_QuoteResponse__Output>): grpc.ClientUnaryCall;
  Quote(argument: _tollgate_v1_QuoteRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_QuoteResponse__Output>): grpc.ClientUnaryCall;
  Quote(argument: _tollgate_v1_QuoteRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_QuoteResponse__Output>): grpc.ClientUnaryCall;
  Quote(argument: _tollgate_v1_QuoteRequest, callback: grpc.requestCallback<_tollgate_v1_QuoteResponse__Output>): grpc.ClientUnaryCall;
  quote(argument: _tollgate_v1_QuoteRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_QuoteResponse__Output>): grpc.ClientUnaryCall;
  quote(argument: _tollgate_v1_QuoteRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_QuoteResponse__Output>): grpc.ClientUnaryCall;
  quote(argument: _tollgate_v1_QuoteRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_QuoteResponse__Output>): grpc.ClientUnaryCall;
  quote(argument: _tollgate_v1_QuoteRequest, callback: grpc.requestCallback<_tollgate_v1_QuoteResponse__Output>): grpc.ClientUnaryCall;
  
  Reconcile(argument: _tollgate_v1_ReconcileRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReconcileResponse__Output>): grpc.ClientUnaryCall;
  Reconcile(argument: _tollgate_v1_ReconcileRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReconcileResponse__Output>): grpc.ClientUnaryCall;
  Reconcile(argument: _tollgate_v1_ReconcileRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReconcileResponse__Output>): grpc.ClientUnaryCall;
  Reconcile(argument: _tollgate_v1_ReconcileRequest, callback: grpc.requestCallback<_tollgate_v1_ReconcileResponse__Output>): grpc.ClientUnaryCall;
  reconcile(argument: _tollgate_v1_ReconcileRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReconcileResponse__Output>): grpc.ClientUnaryCall;
  reconcile(argument: _tollgate_v1_ReconcileRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReconcileResponse__Output>): grpc.ClientUnaryCall;
  reconcile(argument: _tollgate_v1_ReconcileRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReconcileResponse__Output>): grpc.ClientUnaryCall;
  reconcile(argument: _tollgate_v1_ReconcileRequest, callback: grpc.requestCallback<_tollgate_v1_ReconcileResponse__Output>): grpc.ClientUnaryCall;
  
  Release(argument: _tollgate_v1_ReleaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  Release(argument: _tollgate_v1_ReleaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  Release(argument: _tollgate_v1_ReleaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  Release(argument: _tollgate_v1_ReleaseRequest, callback: grpc.requestCallback<_tollgate_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  release(argument: _tollgate_v1_ReleaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  release(argument: _tollgate_v1_ReleaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  release(argument: _tollgate_v1_ReleaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  release(argument: _tollgate_v1_ReleaseRequest, callback: grpc.requestCallback<_tollgate_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  
  Reverse(argument: _tollgate_v1_ReverseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReverseResponse__Output>): grpc.ClientUnaryCall;
  Reverse(argument: _tollgate_v1_ReverseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReverseResponse__Output>): grpc.ClientUnaryCall;
  Reverse(argument: _tollgate_v1_ReverseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReverseResponse__Output>): grpc.ClientUnaryCall;
  Reverse(argument: _tollgate_v1_ReverseRequest, callback: grpc.requestCallback<_tollgate_v1_ReverseResponse__Output>): grpc.ClientUnaryCall;
  reverse(argument: _tollgate_v1_ReverseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReverseResponse__Output>): grpc.ClientUnaryCall;
  reverse(argument: _tollgate_v1_ReverseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReverseResponse__Output>): grpc.ClientUnaryCall;
  reverse(argument: _tollgate_v1_ReverseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReverseResponse__Output>): grpc.ClientUnaryCall;
  reverse(argument: _tollgate_v1_ReverseRequest, callback: grpc.requestCallback<_tollgate_v1_ReverseResponse__Output>): grpc.ClientUnaryCall;
  
  Session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_tollgate_v1_SessionRequest, _tollgate_v1_SessionResponse__Output>;
  Session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_tollgate_v1_SessionRequest, _tollgate_v1_SessionResponse__Output>;
  session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_tollgate_v1_SessionRequest, _tollgate_v1_SessionResponse__Output>;
  session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_tollgate_v1_SessionRequest, _tollgate_v1_SessionResponse__Output>;
  
  Settle(argument: _tollgate_v1_SettleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SettleResponse__Output>): grpc.ClientUnaryCall;
  Settle(argument: _tollgate_v1_SettleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_SettleResponse__Output>): grpc.ClientUnaryCall;
  Settle(argument: _tollgate_v1_SettleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SettleResponse__Output>): grpc.ClientUnaryCall;
  Settle(argument: _tollgate_v1_SettleRequest, callback: grpc.requestCallback<_tollgate_v1_SettleResponse__Output>): grpc.ClientUnaryCall;
  settle(argument: _tollgate_v1_SettleRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SettleResponse__Output>): grpc.ClientUnaryCall;
  settle(argument: _tollgate_v1_SettleRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_SettleResponse__Output>): grpc.ClientUnaryCall;
  settle(argument: _tollgate_v1_SettleRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SettleResponse__Output>): grpc.ClientUnaryCall;
  settle(argument: _tollgate_v1_SettleRequest, callback: grpc.requestCallback<_tollgate_v1_SettleResponse__Output>): grpc.ClientUnaryCall;
  
  SettleBatch(argument: _tollgate_v1_SettleBatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SettleBatchResponse__Output>): grpc.ClientUnaryCall;
  SettleBatch(argument: _tollgate_v1_SettleBatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_SettleBatchResponse__Output>): grpc.ClientUnaryCall;
  SettleBatch(argument: _tollgate_v1_SettleBatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SettleBatchResponse__Output>): grpc.ClientUnaryCall;
  SettleBatch(argument: _tollgate_v1_SettleBatchRequest, callback: grpc.requestCallback<_tollgate_v1_SettleBatchResponse__Output>): grpc.ClientUnaryCall;
  settleBatch(argument: _tollgate_v1_SettleBatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SettleBatchResponse__Output>): grpc.ClientUnaryCall;
  settleBatch(argument: _tollgate_v1_SettleBatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_SettleBatchResponse__Output>): grpc.ClientUnaryCall;
  settleBatch(argument: _tollgate_v1_SettleBatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SettleBatchResponse__Output>): grpc.ClientUnaryCall;
  settleBatch(argument: _tollgate_v1_SettleBatchRequest, callback: grpc.requestCallback<_tollgate_v1_SettleBatchResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface CreditControlServiceHandlers extends grpc.UntypedServiceImplementation {
  Answer: grpc.handleUnaryCall<_tollgate_v1_AnswerRequest__Output, _tollgate_v1_AnswerResponse>;
  
  Authorize: grpc.handleUnaryCall<_tollgate_v1_AuthorizeRequest__Output, _tollgate_v1_AuthorizeResponse>;
  
  AuthorizeBatch: grpc.handleUnaryCall<_tollgate_v1_AuthorizeBatchRequest__Output, _tollgate_v1_AuthorizeBatchResponse>;
  
  Charge: grpc.handleUnaryCall<_tollgate_v1_ChargeRequest__Output, _tollgate_v1_ChargeResponse>;
  
  ChargeBatch: grpc.handleUnaryCall<_tollgate_v1_ChargeBatchRequest__Output, _tollgate_v1_ChargeBatchResponse>;
  
  Extend: grpc.handleUnaryCall<_tollgate_v1_ExtendRequest__Output, _tollgate_v1_ExtendResponse>;
  
  Quote: grpc.handleUnaryCall<_tollgate_v1_QuoteRequest__Output, _tollgate_v1_QuoteResponse>;
  
  Reconcile: grpc.handleUnaryCall<_tollgate_v1_ReconcileRequest__Output, _tollgate_v1_ReconcileResponse>;
  
  Release: grpc.handleUnaryCall<_tollgate_v1_ReleaseRequest__Output, _tollgate_v1_ReleaseResponse>;
  
  Reverse: grpc.handleUnaryCall<_tollgate_v1_ReverseRequest__Output, _tollgate_v1_ReverseResponse>;
  
  Session: grpc.handleBidiStreamingCall<_tollgate_v1_SessionRequest__Output, _tollgate_v1_SessionResponse>;
  
  Settle: grpc.handleUnaryCall<_tollgate_v1_SettleRequest__Output, _tollgate_v1_SettleResponse>;
  
  SettleBatch: grpc.handleUnaryCall<_tollgate_v1_SettleBatchRequest__Output, _tollgate_v1_SettleBatchResponse>;
  
}

export interface CreditControlServiceDefinition extends grpc.ServiceDefinition {
  Answer: MethodDefinition<_tollgate_v1_AnswerRequest, _tollgate_v1_AnswerResponse, _tollgate_v1_AnswerRequest__Output, _tollgate_v1_AnswerResponse__Output>
  Authorize: MethodDefinition<_tollgate_v1_AuthorizeRequest, _tollgate_v1_AuthorizeResponse, _tollgate_v1_AuthorizeRequest__Output, _tollgate_v1_AuthorizeResponse__Output>
  AuthorizeBatch: MethodDefinition<_tollgate_v1_AuthorizeBatchRequest, _tollgate_v1_AuthorizeBatchResponse, _tollgate_v1_AuthorizeBatchRequest__Output, _tollgate_v1_AuthorizeBatchResponse__Output>
  Charge: MethodDefinition<_tollgate_v1_ChargeRequest, _tollgate_v1_ChargeResponse, _tollgate_v1_ChargeRequest__Output, _tollgate_v1_ChargeResponse__Output>
  ChargeBatch: MethodDefinition<_tollgate_v1_ChargeBatchRequest, _tollgate_v1_ChargeBatchResponse, _tollgate_v1_ChargeBatchRequest__Output, _tollgate_v1_ChargeBatchResponse__Output>
  Extend: MethodDefinition<_tollgate_v1_ExtendRequest, _tollgate_v1_ExtendResponse, _tollgate_v1_ExtendRequest__Output, _tollgate_v1_ExtendResponse__Output>
  Quote: MethodDefinition<_tollgate_v1_QuoteRequest, _tollgate_v1_QuoteResponse, _tollgate_v1_QuoteRequest__Output, _tollgate_v1_QuoteResponse__Output>
  Reconcile: MethodDefinition<_tollgate_v1_ReconcileRequest, _tollgate_v1_ReconcileResponse, _tollgate_v1_ReconcileRequest__Output, _tollgate_v1_ReconcileResponse__Output>
  Release: MethodDefinition<_tollgate_v1_ReleaseRequest, _tollgate_v1_ReleaseResponse, _tollgate_v1_ReleaseRequest__Output, _tollgate_v1_ReleaseResponse__Output>
  Reverse: MethodDefinition<_tollgate_v1_ReverseRequest, _tollgate_v1_ReverseResponse, _tollgate_v1_ReverseRequest__Output, _tollgate_v1_ReverseResponse__Output>
  Session: MethodDefinition<_tollgate_v1_SessionRequest, _tollgate_v1_SessionResponse, _tollgate_v1_SessionRequest__Output, _tollgate_v1_SessionResponse__Output>
  Settle: MethodDefinition<_tollgate_v1_SettleRequest, _tollgate_v1_SettleResponse, _tollgate_v1_SettleRequest__Output, _tollgate_v1_SettleResponse__Output>
  SettleBatch: MethodDefinition<_tollgate_v1_SettleBatchRequest, _tollgate_v1_SettleBatchResponse, _tollgate_v1_SettleBatchRequest__Output, _tollgate_v1_SettleBatchResponse__Output>
}
