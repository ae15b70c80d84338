// Original file: proto/tollgate/v1/store.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AcceptAccountRequest as _tollgate_v1_AcceptAccountRequest, AcceptAccountRequest__Output as _tollgate_v1_AcceptAccountRequest__Output } from '../../tollgate/v1/AcceptAccountRequest.ts';
import type { AcceptAccountResponse as _tollgate_v1_AcceptAccountResponse, AcceptAccountResponse__Output as _tollgate_v1_AcceptAccountResponse__Output } from '../../tollgate/v1/AcceptAccountResponse.ts';
import type { AcceptStoreRequest as _tollgate_v1_AcceptStoreRequest, AcceptStoreRequest__Output as _tollgate_v1_AcceptStoreRequest__Output } from '../../tollgate/v1/AcceptStoreRequest.ts';
import type { AcceptStoreResponse as _tollgate_v1_AcceptStoreResponse, AcceptStoreResponse__Output as _tollgate_v1_AcceptStoreResponse__Output } from '../../tollgate/v1/AcceptStoreResponse.ts';
import type { ExportStoreRequest as _tollgate_v1_ExportStoreRequest, ExportStoreRequest__Output as _tollgate_v1_ExportStoreRequest__Output } from '../../tollgate/v1/ExportStoreRequest.ts';
import type { ExportStoreResponse as _tollgate_v1_ExportStoreResponse, ExportStoreResponse__Output as _tollgate_v1_ExportStoreResponse__Output } from '../../tollgate/v1/ExportStoreResponse.ts';
import type { GetStoreRequest as _tollgate_v1_GetStoreRequest, GetStoreRequest__Output as _tollgate_v1_GetStoreRequest__Output } from '../../tollgate/v1/GetStoreRequest.ts';
import type { GetStoreResponse as _tollgate_v1_GetStoreResponse, GetStoreResponse__Output as _tollgate_v1_GetStoreResponse__Output } from '../../tollgate/v1/GetStoreResponse.ts';
import type { ListAsideHoldsRequest as _tollgate_v1_ListAsideHoldsRequest, ListAsideHoldsRequest__Output as _tollgate_v1_ListAsideHoldsRequest__Output } from '../../tollgate/v1/ListAsideHoldsRequest.ts';
import type { ListAsideHoldsResponse as _tollgate_v1_ListAsideHoldsResponse, ListAsideHoldsResponse__Output as _tollgate_v1_ListAsideHoldsResponse__Output } from '../../tollgate/v1/ListAsideHoldsResponse.ts';
import type { ListSidecarsRequest as _tollgate_v1_ListSidecarsRequest, ListSidecarsRequest__Output as _tollgate_v1_ListSidecarsRequest__Output } from '../../tollgate/v1/ListSidecarsRequest.ts';
import type { ListSidecarsResponse as _tollgate_v1_ListSidecarsResponse, ListSidecarsResponse__Output as _tollgate_v1_ListSidecarsResponse__Output } from '../../tollgate/v1/ListSidecarsResponse.ts';
import type { RestoreStoreRequest as _tollgate_v1_RestoreStoreRequest, RestoreStoreRequest__Output as _tollgate_v1_RestoreStoreRequest__Output } from '../../tollgate/v1/RestoreStoreRequest.ts';
import type { RestoreStoreResponse as _tollgate_v1_RestoreStoreResponse, RestoreStoreResponse__Output as _tollgate_v1_RestoreStoreResponse__Output } from '../../tollgate/v1/RestoreStoreResponse.ts';
import type { RetryAsideHoldsRequest as _tollgate_v1_RetryAsideHoldsRequest, RetryAsideHoldsRequest__Output as _tollgate_v1_RetryAsideHoldsRequest__Output } from '../../tollgate/v1/RetryAsideHoldsRequest.ts';
import type { RetryAsideHoldsResponse as _tollgate_v1_RetryAsideHoldsResponse, RetryAsideHoldsResponse__Output as _tollgate_v1_RetryAsideHoldsResponse__Output } from '../../tollgate/v1/RetryAsideHoldsResponse.ts';
import type { VerifyStoreRequest as _tollgate_v1_VerifyStoreRequest, VerifyStoreRequest__Output as _tollgate_v1_VerifyStoreRequest__Output } from '../../tollgate/v1/VerifyStoreRequest.ts';
import type { VerifyStoreResponse as _tollgate_v1_VerifyStoreResponse, VerifyStoreResponse__Output as _tollgate_v1_VerifyStoreResponse__Output } from '../../tollgate/v1/VerifyStoreResponse.ts';

export interface StoreServiceClient extends grpc.Client {
  AcceptAccount(argument: _tollgate_v1_AcceptAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AcceptAccountResponse__Output>): grpc.ClientUnaryCall;
  AcceptAccount(argument: _tollgate_v1_AcceptAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AcceptAccountResponse__Output>): grpc.ClientUnaryCall;
  AcceptAccount(argument: _tollgate_v1_AcceptAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AcceptAccountResponse__Output>): grpc.ClientUnaryCall;
  AcceptAccount(argument: _tollgate_v1_AcceptAccountRequest, callback: grpc.requestCallback<_tollgate_v1_AcceptAccountResponse__Output>): grpc.ClientUnaryCall;
  acceptAccount(argument: _tollgate_v1_AcceptAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AcceptAccountResponse__Output>): grpc.ClientUnaryCall;
  acceptAccount(argument: _tollgate_v1_AcceptAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AcceptAccountResponse__Output>): grpc.ClientUnaryCall;
  acceptAccount(argument: _tollgate_v1_AcceptAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AcceptAccountResponse__Output>): grpc.ClientUnaryCall;
  acceptAccount(argument: _tollgate_v1_AcceptAccountRequest, callback: grpc.requestCallback<_tollgate_v1_AcceptAccountResponse__Output>): grpc.ClientUnaryCall;
  
  AcceptStore(argument: _tollgate_v1_AcceptStoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  AcceptStore(argument: _tollgate_v1_AcceptStoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  AcceptStore(argument: _tollgate_v1_AcceptStoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  AcceptStore(argument: _tollgate_v1_AcceptStoreRequest, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  acceptStore(argument: _tollgate_v1_AcceptStoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  acceptStore(argument: _tollgate_v1_AcceptStoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  acceptStore(argument: _tollgate_v1_AcceptStoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  acceptStore(argument: _tollgate_v1_AcceptStoreRequest, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  
  ExportStore(argument: _tollgate_v1_ExportStoreRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_ExportStoreResponse__Output>;
  ExportStore(argument: _tollgate_v1_ExportStoreRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_ExportStoreResponse__Output>;
  exportStore(argument: _tollgate_v1_ExportStoreRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_ExportStoreResponse__Output>;
  exportStore(argument: _tollgate_v1_ExportStoreRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_ExportStoreResponse__Output>;
  
  GetStore(argument: _tollgate_v1_GetStoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  GetStore(argument: _tollgate_v1_GetStoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  GetStore(argument: _tollgate_v1_GetStoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  GetStore(argument: _tollgate_v1_GetStoreRequest, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  getStore(argument: _tollgate_v1_GetStoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  getStore(argument: _tollgate_v1_GetStoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  getStore(argument: _tollgate_v1_GetStoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  getStore(argument: _tollgate_v1_GetStoreRequest, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  
  ListAsideHolds(argument: _tollgate_v1_ListAsideHoldsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  ListAsideHolds(argument: _tollgate_v1_ListAsideHoldsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  ListAsideHolds(argument: _tollgate_v1_ListAsideHoldsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  ListAsideHolds(argument: _tollgate_v1_ListAsideHoldsRequest, callback: grpc.requestCallback<_tollgate_v1_ListAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  listAsideHolds(argument: _tollgate_v1_ListAsideHoldsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  listAsideHolds(argument: _tollgate_v1_ListAsideHoldsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  listAsideHolds(argument: _tollgate_v1_ListAsideHoldsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  listAsideHolds(argument: _tollgate_v1_ListAsideHoldsRequest, callback: grpc.requestCallback<_tollgate_v1_ListAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  
  ListSidecars(argument: _tollgate_v1_ListSidecarsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSidecarsResponse__Output>): grpc.ClientUnaryCall;
  ListSidecars(argument: _tollgate_v1_ListSidecarsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListSidecarsResponse__Output>): grpc.ClientUnaryCall;
  ListSidecars(argument: _tollgate_v1_ListSidecarsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSidecarsResponse__Output>): grpc.ClientUnaryCall;
  ListSidecars(argument: _tollgate_v1_ListSidecarsRequest, callback: grpc.requestCallback<_tollgate_v1_ListSidecarsResponse__Output>): grpc.ClientUnaryCall;
  listSidecars(argument: _tollgate_v1_ListSidecarsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSidecarsResponse__Output>): grpc.ClientUnaryCall;
  listSidecars(argument: _tollgate_v1_ListSidecarsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListSidecarsResponse__Output>): grpc.ClientUnaryCall;
  listSidecars(argument: _tollgate_v1_ListSidecarsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSidecarsResponse__Output>): grpc.ClientUnaryCall;
  listSidecars(argument: _tollgate_v1_ListSidecarsRequest, callback: grpc.requestCallback<_tollgate_v1_ListSidecarsResponse__Output>): grpc.ClientUnaryCall;
  
  RestoreStore(argument: _tollgate_v1_RestoreStoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_RestoreStoreResponse__Output>): grpc.ClientUnaryCall;
  RestoreStore(argument: _tollgate_v1_RestoreStoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_RestoreStoreResponse__Output>): grpc.ClientUnaryCall;
  RestoreStore(argument: _tollgate_v1_RestoreStoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_RestoreStoreResponse__Output>): grpc.ClientUnaryCall;
  RestoreStore(argument: _tollgate_v1_RestoreStoreRequest, callback: grpc.requestCallback<_tollgate_v1_RestoreStoreResponse__Output>): grpc.ClientUnaryCall;
  restoreStore(argument: _tollgate_v1_RestoreStoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_RestoreStoreResponse__Output>): grpc.ClientUnaryCall;
  restoreStore(argument: _tollgate_v1_RestoreStoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_RestoreStoreResponse__Output>): grpc.ClientUnaryCall;
  restoreStore(argument: _tollgate_v1_RestoreStoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_RestoreStoreResponse__Output>): grpc.ClientUnaryCall;
  restoreStore(argument: _tollgate_v1_RestoreStoreRequest, callback: grpc.requestCallback<_tollgate_v1_RestoreStoreResponse__Output>): grpc.ClientUnaryCall;
  
  RetryAsideHolds(argument: _tollgate_v1_RetryAsideHoldsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_RetryAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  RetryAsideHolds(argument: _tollgate_v1_RetryAsideHoldsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_RetryAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  RetryAsideHolds(argument: _tollgate_v1_RetryAsideHoldsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_RetryAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  RetryAsideHolds(argument: _tollgate_v1_RetryAsideHoldsRequest, callback: grpc.requestCallback<_tollgate_v1_RetryAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  retryAsideHolds(argument: _tollgate_v1_RetryAsideHoldsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_RetryAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  retryAsideHolds(argument: _tollgate_v1_RetryAsideHoldsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_RetryAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  retryAsideHolds(argument: _tollgate_v1_RetryAsideHoldsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_RetryAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  retryAsideHolds(argument: _tollgate_v1_RetryAsideHoldsRequest, callback: grpc.requestCallback<_tollgate_v1_RetryAsideHoldsResponse__Output>): grpc.ClientUnaryCall;
  
  VerifyStore(argument: _tollgate_v1_VerifyStoreRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_VerifyStoreResponse__Output>;
  VerifyStore(argument: _tollgate_v1_VerifyStoreRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_VerifyStoreResponse__Output>;
  verifyStore(argument: _tollgate_v1_VerifyStoreRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_VerifyStoreResponse__Output>;
  verifyStore(argument: _tollgate_v1_VerifyStoreRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_VerifyStoreResponse__Output>;
  
}

export interface StoreServiceHandlers extends grpc.UntypedServiceImplementation {
  AcceptAccount: grpc.handleUnaryCall<_tollgate_v1_AcceptAccountRequest__Output, _tollgate_v1_AcceptAccountResponse>;
  
  AcceptStore: grpc.handleUnaryCall<_tollgate_v1_AcceptStoreRequest__Output, _tollgate_v1_AcceptStoreResponse>;
  
  ExportStore: grpc.handleServerStreamingCall<_tollgate_v1_ExportStoreRequest__Output, _tollgate_v1_ExportStoreResponse>;
  
  GetStore: grpc.handleUnaryCall<_tollgate_v1_GetStoreRequest__Output, _tollgate_v1_GetStoreResponse>;
  
  ListAsideHolds: grpc.handleUnaryCall<_tollgate_v1_ListAsideHoldsRequest__Output, _tollgate_v1_ListAsideHoldsResponse>;
  
  ListSidecars: grpc.handleUnaryCall<_tollgate_v1_ListSidecarsRequest__Output, _tollgate_v1_ListSidecarsResponse>;
  
  RestoreStore: grpc.handleUnaryCall<_tollgate_v1_RestoreStoreRequest__Output, _tollgate_v1_RestoreStoreResponse>;
  
  RetryAsideHolds: grpc.handleUnaryCall<_tollgate_v1_RetryAsideHoldsRequest__Output, _tollgate_v1_RetryAsideHoldsResponse>;
  
  VerifyStore: grpc.handleServerStreamingCall<_tollgate_v1_VerifyStoreRequest__Output, _tollgate_v1_VerifyStoreResponse>;
  
}

export interface StoreServiceDefinition extends grpc.ServiceDefinition {
  AcceptAccount: MethodDefinition<_tollgate_v1_AcceptAccountRequest, _tollgate_v1_AcceptAccountResponse, _tollgate_v1_AcceptAccountRequest__Output, _tollgate_v1_AcceptAccountResponse__Output>
  AcceptStore: MethodDefinition<_tollgate_v1_AcceptStoreRequest, _tollgate_v1_AcceptStoreResponse, _tollgate_v1_AcceptStoreRequest__Output, _tollgate_v1_AcceptStoreResponse__Output>
  ExportStore: MethodDefinition<_tollgate_v1_ExportStoreRequest, _tollgate_v1_ExportStoreResponse, _tollgate_v1_ExportStoreRequest__Output, _tollgate_v1_ExportStoreResponse__Output>
  GetStore: MethodDefinition<_tollgate_v1_GetStoreRequest, _tollgate_v1_GetStoreResponse, _tollgate_v1_GetStoreRequest__Output, _tollgate_v1_GetStoreResponse__Output>
  ListAsideHolds: MethodDefinition<_tollgate_v1_ListAsideHoldsRequest, _tollgate_v1_ListAsideHoldsResponse, _tollgate_v1_ListAsideHoldsRequest__Output, _tollgate_v1_ListAsideHoldsResponse__Output>
  ListSidecars: MethodDefinition<_tollgate_v1_ListSidecarsRequest, _tollgate_v1_ListSidecarsResponse, _tollgate_v1_ListSidecarsRequest__Output, _tollgate_v1_ListSidecarsResponse__Output>
  RestoreStore: MethodDefinition<_tollgate_v1_RestoreStoreRequest, _tollgate_v1_RestoreStoreResponse, _tollgate_v1_RestoreStoreRequest__Output, _tollgate_v1_RestoreStoreResponse__Output>
  RetryAsideHolds: MethodDefinition<_tollgate_v1_RetryAsideHoldsRequest, _tollgate_v1_RetryAsideHoldsResponse, _tollgate_v1_RetryAsideHoldsRequest__Output, _tollgate_v1_RetryAsideHoldsResponse__Output>
  VerifyStore: MethodDefinition<_tollgate_v1_VerifyStoreRequest, _tollgate_v1_VerifyStoreResponse, _tollgate_v1_VerifyStoreRequest__Output, _tollgate_v1_VerifyStoreResponse__Output>
}
