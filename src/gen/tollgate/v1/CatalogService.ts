// Original file: proto/tollgate/v1/catalog.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CheckCatalogRequest as _tollgate_v1_CheckCatalogRequest, CheckCatalogRequest__Output as _tollgate_v1_CheckCatalogRequest__Output } from '../../tollgate/v1/CheckCatalogRequest.ts';
import type { CheckCatalogResponse as _tollgate_v1_CheckCatalogResponse, CheckCatalogResponse__Output as _tollgate_v1_CheckCatalogResponse__Output } from '../../tollgate/v1/CheckCatalogResponse.ts';
import type { ExplainNumberRequest as _tollgate_v1_ExplainNumberRequest, ExplainNumberRequest__Output as _tollgate_v1_ExplainNumberRequest__Output } from '../../tollgate/v1/ExplainNumberRequest.ts';
import type { ExplainNumberResponse as _tollgate_v1_ExplainNumberResponse, ExplainNumberResponse__Output as _tollgate_v1_ExplainNumberResponse__Output } from '../../tollgate/v1/ExplainNumberResponse.ts';
import type { GetCatalogRequest as _tollgate_v1_GetCatalogRequest, GetCatalogRequest__Output as _tollgate_v1_GetCatalogRequest__Output } from '../../tollgate/v1/GetCatalogRequest.ts';
import type { GetCatalogResponse as _tollgate_v1_GetCatalogResponse, GetCatalogResponse__Output as _tollgate_v1_GetCatalogResponse__Output } from '../../tollgate/v1/GetCatalogResponse.ts';
import type { GetEmergencyNumbersRequest as _tollgate_v1_GetEmergencyNumbersRequest, GetEmergencyNumbersRequest__Output as _tollgate_v1_GetEmergencyNumbersRequest__Output } from '../../tollgate/v1/GetEmergencyNumbersRequest.ts';
import type { GetEmergencyNumbersResponse as _tollgate_v1_GetEmergencyNumbersResponse, GetEmergencyNumbersResponse__Output as _tollgate_v1_GetEmergencyNumbersResponse__Output } from '../../tollgate/v1/GetEmergencyNumbersResponse.ts';
import type { GetHoldStatsRequest as _tollgate_v1_GetHoldStatsRequest, GetHoldStatsRequest__Output as _tollgate_v1_GetHoldStatsRequest__Output } from '../../tollgate/v1/GetHoldStatsRequest.ts';
import type { GetHoldStatsResponse as _tollgate_v1_GetHoldStatsResponse, GetHoldStatsResponse__Output as _tollgate_v1_GetHoldStatsResponse__Output } from '../../tollgate/v1/GetHoldStatsResponse.ts';
import type { ReloadCatalogRequest as _tollgate_v1_ReloadCatalogRequest, ReloadCatalogRequest__Output as _tollgate_v1_ReloadCatalogRequest__Output } from '../../tollgate/v1/ReloadCatalogRequest.ts';
import type { ReloadCatalogResponse as _tollgate_v1_ReloadCatalogResponse, ReloadCatalogResponse__Output as _tollgate_v1_ReloadCatalogResponse__Output } from '../../tollgate/v1/ReloadCatalogResponse.ts';
import type { ReplayHoldsRequest as _tollgate_v1_ReplayHoldsRequest, ReplayHoldsRequest__Output as _tollgate_v1_ReplayHoldsRequest__Output } from '../../tollgate/v1/ReplayHoldsRequest.ts';
import type { ReplayHoldsResponse as _tollgate_v1_ReplayHoldsResponse, ReplayHoldsResponse__Output as _tollgate_v1_ReplayHoldsResponse__Output } from '../../tollgate/v1/ReplayHoldsResponse.ts';

export interface CatalogServiceClient extends grpc.Client {
  CheckCatalog(argument: _tollgate_v1_CheckCatalogRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CheckCatalogResponse__Output>): grpc.ClientUnaryCall;
  CheckCatalog(argument: _tollgate_v1_CheckCatalogRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_CheckCatalogResponse__Output>): grpc.ClientUnaryCall;
  CheckCatalog(argument: _tollgate_v1_CheckCatalogRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CheckCatalogResponse__Output>): grpc.ClientUnaryCall;
  CheckCatalog(argument: _tollgate_v1_CheckCatalogRequest, callback: grpc.requestCallback<_tollgate_v1_CheckCatalogResponse__Output>): grpc.ClientUnaryCall;
  checkCatalog(argument: _tollgate_v1_CheckCatalogRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CheckCatalogResponse__Output>): grpc.ClientUnaryCall;
  checkCatalog(argument: _tollgate_v1_CheckCatalogRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_CheckCatalogResponse__Output>): grpc.ClientUnaryCall;
  checkCatalog(argument: _tollgate_v1_CheckCatalogRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CheckCatalogResponse__Output>): grpc.ClientUnaryCall;
  checkCatalog(argument: _tollgate_v1_CheckCatalogRequest, callback: grpc.requestCallback<_tollgate_v1_CheckCatalogResponse__Output>): grpc.ClientUnaryCall;
  
  ExplainNumber(argument: _tollgate_v1_ExplainNumberRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ExplainNumberResponse__Output>): grpc.ClientUnaryCall;
  ExplainNumber(argument: _tollgate_v1_ExplainNumberRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ExplainNumberResponse__Output>): grpc.ClientUnaryCall;
  ExplainNumber(argument: _tollgate_v1_ExplainNumberRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ExplainNumberResponse__Output>): grpc.ClientUnaryCall;
  ExplainNumber(argument: _tollgate_v1_ExplainNumberRequest, callback: grpc.requestCallback<_tollgate_v1_ExplainNumberResponse__Output>): grpc.ClientUnaryCall;
  explainNumber(argument: _tollgate_v1_ExplainNumberRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ExplainNumberResponse__Output>): grpc.ClientUnaryCall;
  explainNumber(argument: _tollgate_v1_ExplainNumberRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ExplainNumberResponse__Output>): grpc.ClientUnaryCall;
  explainNumber(argument: _tollgate_v1_ExplainNumberRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ExplainNumberResponse__Output>): grpc.ClientUnaryCall;
  explainNumber(argument: _tollgate_v1_ExplainNumberRequest, callback: grpc.requestCallback<_tollgate_v1_ExplainNumberResponse__Output>): grpc.ClientUnaryCall;
  
  GetCatalog(argument: _tollgate_v1_GetCatalogRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetCatalogResponse__Output>): grpc.ClientUnaryCall;
  GetCatalog(argument: _tollgate_v1_GetCatalogRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetCatalogResponse__Output>): grpc.ClientUnaryCall;
  GetCatalog(argument: _tollgate_v1_GetCatalogRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetCatalogResponse__Output>): grpc.ClientUnaryCall;
  GetCatalog(argument: _tollgate_v1_GetCatalogRequest, callback: grpc.requestCallback<_tollgate_v1_GetCatalogResponse__Output>): grpc.ClientUnaryCall;
  getCatalog(argument: _tollgate_v1_GetCatalogRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetCatalogResponse__Output>): grpc.ClientUnaryCall;
  getCatalog(argument: _tollgate_v1_GetCatalogRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetCatalogResponse__Output>): grpc.ClientUnaryCall;
  getCatalog(argument: _tollgate_v1_GetCatalogRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetCatalogResponse__Output>): grpc.ClientUnaryCall;
  getCatalog(argument: _tollgate_v1_GetCatalogRequest, callback: grpc.requestCallback<_tollgate_v1_GetCatalogResponse__Output>): grpc.ClientUnaryCall;
  
  GetEmergencyNumbers(argument: _tollgate_v1_GetEmergencyNumbersRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetEmergencyNumbersResponse__Output>): grpc.ClientUnaryCall;
  GetEmergencyNumbers(argument: _tollgate_v1_GetEmergencyNumbersRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetEmergencyNumbersResponse__Output>): grpc.ClientUnaryCall;
  GetEmergencyNumbers(argument: _tollgate_v1_GetEmergencyNumbersRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetEmergencyNumbersResponse__Output>): grpc.ClientUnaryCall;
  GetEmergencyNumbers(argument: _tollgate_v1_GetEmergencyNumbersRequest, callback: grpc.requestCallback<_tollgate_v1_GetEmergencyNumbersResponse__Output>): grpc.ClientUnaryCall;
  getEmergencyNumbers(argument: _tollgate_v1_GetEmergencyNumbersRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetEmergencyNumbersResponse__Output>): grpc.ClientUnaryCall;
  getEmergencyNumbers(argument: _tollgate_v1_GetEmergencyNumbersRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetEmergencyNumbersResponse__Output>): grpc.ClientUnaryCall;
  getEmergencyNumbers(argument: _tollgate_v1_GetEmergencyNumbersRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetEmergencyNumbersResponse__Output>): grpc.ClientUnaryCall;
  getEmergencyNumbers(argument: _tollgate_v1_GetEmergencyNumbersRequest, callback: grpc.requestCallback<_tollgate_v1_GetEmergencyNumbersResponse__Output>): grpc.ClientUnaryCall;
  
  GetHoldStats(argument: _tollgate_v1_GetHoldStatsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetHoldStatsResponse__Output>): grpc.ClientUnaryCall;
  GetHoldStats(argument: _tollgate_v1_GetHoldStatsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetHoldStatsResponse__Output>): grpc.ClientUnaryCall;
  GetHoldStats(argument: _tollgate_v1_GetHoldStatsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetHoldStatsResponse__Output>): grpc.ClientUnaryCall;
  GetHoldStats(argument: _tollgate_v1_GetHoldStatsRequest, callback: grpc.requestCallback<_tollgate_v1_GetHoldStatsResponse__Output>): grpc.ClientUnaryCall;
  getHoldStats(argument: _tollgate_v1_GetHoldStatsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetHoldStatsResponse__Output>): grpc.ClientUnaryCall;
  getHoldStats(argument: _tollgate_v1_GetHoldStatsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetHoldStatsResponse__Output>): grpc.ClientUnaryCall;
  getHoldStats(argument: _tollgate_v1_GetHoldStatsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetHoldStatsResponse__Output>): grpc.ClientUnaryCall;
  getHoldStats(argument: _tollgate_v1_GetHoldStatsRequest, callback: grpc.requestCallback<_tollgate_v1_GetHoldStatsResponse__Output>): grpc.ClientUnaryCall;
  
  ReloadCatalog(argument: _tollgate_v1_ReloadCatalogRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReloadCatalogResponse__Output>): grpc.ClientUnaryCall;
  ReloadCatalog(argument: _tollgate_v1_ReloadCatalogRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReloadCatalogResponse__Output>): grpc.ClientUnaryCall;
  ReloadCatalog(argument: _tollgate_v1_ReloadCatalogRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReloadCatalogResponse__Output>): grpc.ClientUnaryCall;
  ReloadCatalog(argument: _tollgate_v1_ReloadCatalogRequest, callback: grpc.requestCallback<_tollgate_v1_ReloadCatalogResponse__Output>): grpc.ClientUnaryCall;
  reloadCatalog(argument: _tollgate_v1_ReloadCatalogRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReloadCatalogResponse__Output>): grpc.ClientUnaryCall;
  reloadCatalog(argument: _tollgate_v1_ReloadCatalogRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReloadCatalogResponse__Output>): grpc.ClientUnaryCall;
  reloadCatalog(argument: _tollgate_v1_ReloadCatalogRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReloadCatalogResponse__Output>): grpc.ClientUnaryCall;
  reloadCatalog(argument: _tollgate_v1_ReloadCatalogRequest, callback: grpc.requestCallback<_tollgate_v1_ReloadCatalogResponse__Output>): grpc.ClientUnaryCall;
  
  ReplayHolds(argument: _tollgate_v1_ReplayHoldsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReplayHoldsResponse__Output>): grpc.ClientUnaryCall;
  ReplayHolds(argument: _tollgate_v1_ReplayHoldsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReplayHoldsResponse__Output>): grpc.ClientUnaryCall;
  ReplayHolds(argument: _tollgate_v1_ReplayHoldsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReplayHoldsResponse__Output>): grpc.ClientUnaryCall;
  ReplayHolds(argument: _tollgate_v1_ReplayHoldsRequest, callback: grpc.requestCallback<_tollgate_v1_ReplayHoldsResponse__Output>): grpc.ClientUnaryCall;
  replayHolds(argument: _tollgate_v1_ReplayHoldsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReplayHoldsResponse__Output>): grpc.ClientUnaryCall;
  replayHolds(argument: _tollgate_v1_ReplayHoldsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReplayHoldsResponse__Output>): grpc.ClientUnaryCall;
  replayHolds(argument: _tollgate_v1_ReplayHoldsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReplayHoldsResponse__Output>): grpc.ClientUnaryCall;
  replayHolds(argument: _tollgate_v1_ReplayHoldsRequest, callback: grpc.requestCallback<_tollgate_v1_ReplayHoldsResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface CatalogServiceHandlers extends grpc.UntypedServiceImplementation {
  CheckCatalog: grpc.handleUnaryCall<_tollgate_v1_CheckCatalogRequest__Output, _tollgate_v1_CheckCatalogResponse>;
  
  ExplainNumber: grpc.handleUnaryCall<_tollgate_v1_ExplainNumberRequest__Output, _tollgate_v1_ExplainNumberResponse>;
  
  GetCatalog: grpc.handleUnaryCall<_tollgate_v1_GetCatalogRequest__Output, _tollgate_v1_GetCatalogResponse>;
  
  GetEmergencyNumbers: grpc.handleUnaryCall<_tollgate_v1_GetEmergencyNumbersRequest__Output, _tollgate_v1_GetEmergencyNumbersResponse>;
  
  GetHoldStats: grpc.handleUnaryCall<_tollgate_v1_GetHoldStatsRequest__Output, _tollgate_v1_GetHoldStatsResponse>;
  
  ReloadCatalog: grpc.handleUnaryCall<_tollgate_v1_ReloadCatalogRequest__Output, _tollgate_v1_ReloadCatalogResponse>;
  
  ReplayHolds: grpc.handleUnaryCall<_tollgate_v1_ReplayHoldsRequest__Output, _tollgate_v1_ReplayHoldsResponse>;
  
}

export interface CatalogServiceDefinition extends grpc.ServiceDefinition {
  CheckCatalog: MethodDefinition<_tollgate_v1_CheckCatalogRequest, _tollgate_v1_CheckCatalogResponse, _tollgate_v1_CheckCatalogRequest__Output, _tollgate_v1_CheckCatalogResponse__Output>
  ExplainNumber: MethodDefinition<_tollgate_v1_ExplainNumberRequest, _tollgate_v1_ExplainNumberResponse, _tollgate_v1_ExplainNumberRequest__Output, _tollgate_v1_ExplainNumberResponse__Output>
  GetCatalog: MethodDefinition<_tollgate_v1_GetCatalogRequest, _tollgate_v1_GetCatalogResponse, _tollgate_v1_GetCatalogRequest__Output, _tollgate_v1_GetCatalogResponse__Output>
  GetEmergencyNumbers: MethodDefinition<_tollgate_v1_GetEmergencyNumbersRequest, _tollgate_v1_GetEmergencyNumbersResponse, _tollgate_v1_GetEmergencyNumbersRequest__Output, _tollgate_v1_GetEmergencyNumbersResponse__Output>
  GetHoldStats: MethodDefinition<_tollgate_v1_GetHoldStatsRequest, _tollgate_v1_GetHoldStatsResponse, _tollgate_v1_GetHoldStatsRequest__Output, _tollgate_v1_GetHoldStatsResponse__Output>
  ReloadCatalog: MethodDefinition<_tollgate_v1_ReloadCatalogRequest, _tollgate_v1_ReloadCatalogResponse, _tollgate_v1_ReloadCatalogRequest__Output, _tollgate_v1_ReloadCatalogResponse__Output>
  ReplayHolds: MethodDefinition<_tollgate_v1_ReplayHoldsRequest, _tollgate_v1_ReplayHoldsResponse, _tollgate_v1_ReplayHoldsRequest__Output, _tollgate_v1_ReplayHoldsResponse__Output>
}
