// Original file: proto/tollgate/v1/store.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AcceptStoreRequest as _tollgate_v1_AcceptStoreRequest, AcceptStoreRequest__Output as _tollgate_v1_AcceptStoreRequest__Output } from '../../tollgate/v1/AcceptStoreRequest.ts';
import type { AcceptStoreResponse as _tollgate_v1_AcceptStoreResponse, AcceptStoreResponse__Output as _tollgate_v1_AcceptStoreResponse__Output } from '../../tollgate/v1/AcceptStoreResponse.ts';
import type { GetStoreRequest as _tollgate_v1_GetStoreRequest, GetStoreRequest__Output as _tollgate_v1_GetStoreRequest__Output } from '../../tollgate/v1/GetStoreRequest.ts';
import type { GetStoreResponse as _tollgate_v1_GetStoreResponse, GetStoreResponse__Output as _tollgate_v1_GetStoreResponse__Output } from '../../tollgate/v1/GetStoreResponse.ts';

export interface StoreServiceClient extends grpc.Client {
  AcceptStore(argument: _tollgate_v1_AcceptStoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  AcceptStore(argument: _tollgate_v1_AcceptStoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  AcceptStore(argument: _tollgate_v1_AcceptStoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  AcceptStore(argument: _tollgate_v1_AcceptStoreRequest, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  acceptStore(argument: _tollgate_v1_AcceptStoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  acceptStore(argument: _tollgate_v1_AcceptStoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  acceptStore(argument: _tollgate_v1_AcceptStoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  acceptStore(argument: _tollgate_v1_AcceptStoreRequest, callback: grpc.requestCallback<_tollgate_v1_AcceptStoreResponse__Output>): grpc.ClientUnaryCall;
  
  GetStore(argument: _tollgate_v1_GetStoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  GetStore(argument: _tollgate_v1_GetStoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  GetStore(argument: _tollgate_v1_GetStoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  GetStore(argument: _tollgate_v1_GetStoreRequest, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  getStore(argument: _tollgate_v1_GetStoreRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  getStore(argument: _tollgate_v1_GetStoreRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  getStore(argument: _tollgate_v1_GetStoreRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  getStore(argument: _tollgate_v1_GetStoreRequest, callback: grpc.requestCallback<_tollgate_v1_GetStoreResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface StoreServiceHandlers extends grpc.UntypedServiceImplementation {
  AcceptStore: grpc.handleUnaryCall<_tollgate_v1_AcceptStoreRequest__Output, _tollgate_v1_AcceptStoreResponse>;
  
  GetStore: grpc.handleUnaryCall<_tollgate_v1_GetStoreRequest__Output, _tollgate_v1_GetStoreResponse>;
  
}

export interface StoreServiceDefinition extends grpc.ServiceDefinition {
  AcceptStore: MethodDefinition<_tollgate_v1_AcceptStoreRequest, _tollgate_v1_AcceptStoreResponse, _tollgate_v1_AcceptStoreRequest__Output, _tollgate_v1_AcceptStoreResponse__Output>
  GetStore: MethodDefinition<_tollgate_v1_GetStoreRequest, _tollgate_v1_GetStoreResponse, _tollgate_v1_GetStoreRequest__Output, _tollgate_v1_GetStoreResponse__Output>
}
