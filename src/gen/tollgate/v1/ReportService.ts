// Original file: proto/tollgate/v1/report.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ExportReportRequest as _tollgate_v1_ExportReportRequest, ExportReportRequest__Output as _tollgate_v1_ExportReportRequest__Output } from '../../tollgate/v1/ExportReportRequest.ts';
import type { ExportReportResponse as _tollgate_v1_ExportReportResponse, ExportReportResponse__Output as _tollgate_v1_ExportReportResponse__Output } from '../../tollgate/v1/ExportReportResponse.ts';
import type { ListCallsRequest as _tollgate_v1_ListCallsRequest, ListCallsRequest__Output as _tollgate_v1_ListCallsRequest__Output } from '../../tollgate/v1/ListCallsRequest.ts';
import type { ListCallsResponse as _tollgate_v1_ListCallsResponse, ListCallsResponse__Output as _tollgate_v1_ListCallsResponse__Output } from '../../tollgate/v1/ListCallsResponse.ts';
import type { QueryMovementsRequest as _tollgate_v1_QueryMovementsRequest, QueryMovementsRequest__Output as _tollgate_v1_QueryMovementsRequest__Output } from '../../tollgate/v1/QueryMovementsRequest.ts';
import type { QueryMovementsResponse as _tollgate_v1_QueryMovementsResponse, QueryMovementsResponse__Output as _tollgate_v1_QueryMovementsResponse__Output } from '../../tollgate/v1/QueryMovementsResponse.ts';
import type { QueryUsageRequest as _tollgate_v1_QueryUsageRequest, QueryUsageRequest__Output as _tollgate_v1_QueryUsageRequest__Output } from '../../tollgate/v1/QueryUsageRequest.ts';
import type { QueryUsageResponse as _tollgate_v1_QueryUsageResponse, QueryUsageResponse__Output as _tollgate_v1_QueryUsageResponse__Output } from '../../tollgate/v1/QueryUsageResponse.ts';

export interface ReportServiceClient extends grpc.Client {
  ExportReport(argument: _tollgate_v1_ExportReportRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_ExportReportResponse__Output>;
  ExportReport(argument: _tollgate_v1_ExportReportRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_ExportReportResponse__Output>;
  exportReport(argument: _tollgate_v1_ExportReportRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_ExportReportResponse__Output>;
  exportReport(argument: _tollgate_v1_ExportReportRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_ExportReportResponse__Output>;
  
  ListCalls(argument: _tollgate_v1_ListCallsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListCallsResponse__Output>): grpc.ClientUnaryCall;
  ListCalls(argument: _tollgate_v1_ListCallsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListCallsResponse__Output>): grpc.ClientUnaryCall;
  ListCalls(argument: _tollgate_v1_ListCallsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListCallsResponse__Output>): grpc.ClientUnaryCall;
  ListCalls(argument: _tollgate_v1_ListCallsRequest, callback: grpc.requestCallback<_tollgate_v1_ListCallsResponse__Output>): grpc.ClientUnaryCall;
  listCalls(argument: _tollgate_v1_ListCallsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListCallsResponse__Output>): grpc.ClientUnaryCall;
  listCalls(argument: _tollgate_v1_ListCallsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListCallsResponse__Output>): grpc.ClientUnaryCall;
  listCalls(argument: _tollgate_v1_ListCallsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListCallsResponse__Output>): grpc.ClientUnaryCall;
  listCalls(argument: _tollgate_v1_ListCallsRequest, callback: grpc.requestCallback<_tollgate_v1_ListCallsResponse__Output>): grpc.ClientUnaryCall;
  
  QueryMovements(argument: _tollgate_v1_QueryMovementsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_QueryMovementsResponse__Output>): grpc.ClientUnaryCall;
  QueryMovements(argument: _tollgate_v1_QueryMovementsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_QueryMovementsResponse__Output>): grpc.ClientUnaryCall;
  QueryMovements(argument: _tollgate_v1_QueryMovementsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_QueryMovementsResponse__Output>): grpc.ClientUnaryCall;
  QueryMovements(argument: _tollgate_v1_QueryMovementsRequest, callback: grpc.requestCallback<_tollgate_v1_QueryMovementsResponse__Output>): grpc.ClientUnaryCall;
  queryMovements(argument: _tollgate_v1_QueryMovementsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_QueryMovementsResponse__Output>): grpc.ClientUnaryCall;
  queryMovements(argument: _tollgate_v1_QueryMovementsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_QueryMovementsResponse__Output>): grpc.ClientUnaryCall;
  queryMovements(argument: _tollgate_v1_QueryMovementsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_QueryMovementsResponse__Output>): grpc.ClientUnaryCall;
  queryMovements(argument: _tollgate_v1_QueryMovementsRequest, callback: grpc.requestCallback<_tollgate_v1_QueryMovementsResponse__Output>): grpc.ClientUnaryCall;
  
  QueryUsage(argument: _tollgate_v1_QueryUsageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_QueryUsageResponse__Output>): grpc.ClientUnaryCall;
  QueryUsage(argument: _tollgate_v1_QueryUsageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_QueryUsageResponse__Output>): grpc.ClientUnaryCall;
  QueryUsage(argument: _tollgate_v1_QueryUsageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_QueryUsageResponse__Output>): grpc.ClientUnaryCall;
  QueryUsage(argument: _tollgate_v1_QueryUsageRequest, callback: grpc.requestCallback<_tollgate_v1_QueryUsageResponse__Output>): grpc.ClientUnaryCall;
  queryUsage(argument: _tollgate_v1_QueryUsageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_QueryUsageResponse__Output>): grpc.ClientUnaryCall;
  queryUsage(argument: _tollgate_v1_QueryUsageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_QueryUsageResponse__Output>): grpc.ClientUnaryCall;
  queryUsage(argument: _tollgate_v1_QueryUsageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_QueryUsageResponse__Output>): grpc.ClientUnaryCall;
  queryUsage(argument: _tollgate_v1_QueryUsageRequest, callback: grpc.requestCallback<_tollgate_v1_QueryUsageResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface ReportServiceHandlers extends grpc.UntypedServiceImplementation {
  ExportReport: grpc.handleServerStreamingCall<_tollgate_v1_ExportReportRequest__Output, _tollgate_v1_ExportReportResponse>;
  
  ListCalls: grpc.handleUnaryCall<_tollgate_v1_ListCallsRequest__Output, _tollgate_v1_ListCallsResponse>;
  
  QueryMovements: grpc.handleUnaryCall<_tollgate_v1_QueryMovementsRequest__Output, _tollgate_v1_QueryMovementsResponse>;
  
  QueryUsage: grpc.handleUnaryCall<_tollgate_v1_QueryUsageRequest__Output, _tollgate_v1_QueryUsageResponse>;
  
}

export interface ReportServiceDefinition extends grpc.ServiceDefinition {
  ExportReport: MethodDefinition<_tollgate_v1_ExportReportRequest, _tollgate_v1_ExportReportResponse, _tollgate_v1_ExportReportRequest__Output, _tollgate_v1_ExportReportResponse__Output>
  ListCalls: MethodDefinition<_tollgate_v1_ListCallsRequest, _tollgate_v1_ListCallsResponse, _tollgate_v1_ListCallsRequest__Output, _tollgate_v1_ListCallsResponse__Output>
  QueryMovements: MethodDefinition<_tollgate_v1_QueryMovementsRequest, _tollgate_v1_QueryMovementsResponse, _tollgate_v1_QueryMovementsRequest__Output, _tollgate_v1_QueryMovementsResponse__Output>
  QueryUsage: MethodDefinition<_tollgate_v1_QueryUsageRequest, _tollgate_v1_QueryUsageResponse, _tollgate_v1_QueryUsageRequest__Output, _tollgate_v1_QueryUsageResponse__Output>
}
