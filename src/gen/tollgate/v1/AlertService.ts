// Original file: proto/tollgate/v1/alert.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { GetAlertsRequest as _tollgate_v1_GetAlertsRequest, GetAlertsRequest__Output as _tollgate_v1_GetAlertsRequest__Output } from '../../tollgate/v1/GetAlertsRequest.ts';
import type { GetAlertsResponse as _tollgate_v1_GetAlertsResponse, GetAlertsResponse__Output as _tollgate_v1_GetAlertsResponse__Output } from '../../tollgate/v1/GetAlertsResponse.ts';
import type { ListAlertDeliveriesRequest as _tollgate_v1_ListAlertDeliveriesRequest, ListAlertDeliveriesRequest__Output as _tollgate_v1_ListAlertDeliveriesRequest__Output } from '../../tollgate/v1/ListAlertDeliveriesRequest.ts';
import type { ListAlertDeliveriesResponse as _tollgate_v1_ListAlertDeliveriesResponse, ListAlertDeliveriesResponse__Output as _tollgate_v1_ListAlertDeliveriesResponse__Output } from '../../tollgate/v1/ListAlertDeliveriesResponse.ts';
import type { ResendAlertsRequest as _tollgate_v1_ResendAlertsRequest, ResendAlertsRequest__Output as _tollgate_v1_ResendAlertsRequest__Output } from '../../tollgate/v1/ResendAlertsRequest.ts';
import type { ResendAlertsResponse as _tollgate_v1_ResendAlertsResponse, ResendAlertsResponse__Output as _tollgate_v1_ResendAlertsResponse__Output } from '../../tollgate/v1/ResendAlertsResponse.ts';
import type { SetAlertsRequest as _tollgate_v1_SetAlertsRequest, SetAlertsRequest__Output as _tollgate_v1_SetAlertsRequest__Output } from '../../tollgate/v1/SetAlertsRequest.ts';
import type { SetAlertsResponse as _tollgate_v1_SetAlertsResponse, SetAlertsResponse__Output as _tollgate_v1_SetAlertsResponse__Output } from '../../tollgate/v1/SetAlertsResponse.ts';
import type { TestAlertsRequest as _tollgate_v1_TestAlertsRequest, TestAlertsRequest__Output as _tollgate_v1_TestAlertsRequest__Output } from '../../tollgate/v1/TestAlertsRequest.ts';
import type { TestAlertsResponse as _tollgate_v1_TestAlertsResponse, TestAlertsResponse__Output as _tollgate_v1_TestAlertsResponse__Output } from '../../tollgate/v1/TestAlertsResponse.ts';

export interface AlertServiceClient extends grpc.Client {
  GetAlerts(argument: _tollgate_v1_GetAlertsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetAlertsResponse__Output>): grpc.ClientUnaryCall;
  GetAlerts(argument: _tollgate_v1_GetAlertsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetAlertsResponse__Output>): grpc.ClientUnaryCall;
  GetAlerts(argument: _tollgate_v1_GetAlertsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetAlertsResponse__Output>): grpc.ClientUnaryCall;
  GetAlerts(argument: _tollgate_v1_GetAlertsRequest, callback: grpc.requestCallback<_tollgate_v1_GetAlertsResponse__Output>): grpc.ClientUnaryCall;
  getAlerts(argument: _tollgate_v1_GetAlertsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetAlertsResponse__Output>): grpc.ClientUnaryCall;
  getAlerts(argument: _tollgate_v1_GetAlertsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetAlertsResponse__Output>): grpc.ClientUnaryCall;
  getAlerts(argument: _tollgate_v1_GetAlertsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetAlertsResponse__Output>): grpc.ClientUnaryCall;
  getAlerts(argument: _tollgate_v1_GetAlertsRequest, callback: grpc.requestCallback<_tollgate_v1_GetAlertsResponse__Output>): grpc.ClientUnaryCall;
  
  ListAlertDeliveries(argument: _tollgate_v1_ListAlertDeliveriesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListAlertDeliveriesResponse__Output>): grpc.ClientUnaryCall;
  ListAlertDeliveries(argument: _tollgate_v1_ListAlertDeliveriesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListAlertDeliveriesResponse__Output>): grpc.ClientUnaryCall;
  ListAlertDeliveries(argument: _tollgate_v1_ListAlertDeliveriesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListAlertDeliveriesResponse__Output>): grpc.ClientUnaryCall;
  ListAlertDeliveries(argument: _tollgate_v1_ListAlertDeliveriesRequest, callback: grpc.requestCallback<_tollgate_v1_ListAlertDeliveriesResponse__Output>): grpc.ClientUnaryCall;
  listAlertDeliveries(argument: _tollgate_v1_ListAlertDeliveriesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListAlertDeliveriesResponse__Output>): grpc.ClientUnaryCall;
  listAlertDeliveries(argument: _tollgate_v1_ListAlertDeliveriesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListAlertDeliveriesResponse__Output>): grpc.ClientUnaryCall;
  listAlertDeliveries(argument: _tollgate_v1_ListAlertDeliveriesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListAlertDeliveriesResponse__Output>): grpc.ClientUnaryCall;
  listAlertDeliveries(argument: _tollgate_v1_ListAlertDeliveriesRequest, callback: grpc.requestCallback<_tollgate_v1_ListAlertDeliveriesResponse__Output>): grpc.ClientUnaryCall;
  
  ResendAlerts(argument: _tollgate_v1_ResendAlertsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ResendAlertsResponse__Output>): grpc.ClientUnaryCall;
  ResendAlerts(argument: _tollgate_v1_ResendAlertsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ResendAlertsResponse__Output>): grpc.ClientUnaryCall;
  ResendAlerts(argument: _tollgate_v1_ResendAlertsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ResendAlertsResponse__Output>): grpc.ClientUnaryCall;
  ResendAlerts(argument: _tollgate_v1_ResendAlertsRequest, callback: grpc.requestCallback<_tollgate_v1_ResendAlertsResponse__Output>): grpc.ClientUnaryCall;
  resendAlerts(argument: _tollgate_v1_ResendAlertsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ResendAlertsResponse__Output>): grpc.ClientUnaryCall;
  resendAlerts(argument: _tollgate_v1_ResendAlertsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ResendAlertsResponse__Output>): grpc.ClientUnaryCall;
  resendAlerts(argument: _tollgate_v1_ResendAlertsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ResendAlertsResponse__Output>): grpc.ClientUnaryCall;
  resendAlerts(argument: _tollgate_v1_ResendAlertsRequest, callback: grpc.requestCallback<_tollgate_v1_ResendAlertsResponse__Output>): grpc.ClientUnaryCall;
  
  SetAlerts(argument: _tollgate_v1_SetAlertsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetAlertsResponse__Output>): grpc.ClientUnaryCall;
  SetAlerts(argument: _tollgate_v1_SetAlertsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_SetAlertsResponse__Output>): grpc.ClientUnaryCall;
  SetAlerts(argument: _tollgate_v1_SetAlertsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetAlertsResponse__Output>): grpc.ClientUnaryCall;
  SetAlerts(argument: _tollgate_v1_SetAlertsRequest, callback: grpc.requestCallback<_tollgate_v1_SetAlertsResponse__Output>): grpc.ClientUnaryCall;
  setAlerts(argument: _tollgate_v1_SetAlertsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetAlertsResponse__Output>): grpc.ClientUnaryCall;
  setAlerts(argument: _tollgate_v1_SetAlertsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_SetAlertsResponse__Output>): grpc.ClientUnaryCall;
  setAlerts(argument: _tollgate_v1_SetAlertsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetAlertsResponse__Output>): grpc.ClientUnaryCall;
  setAlerts(argument: _tollgate_v1_SetAlertsRequest, callback: grpc.requestCallback<_tollgate_v1_SetAlertsResponse__Output>): grpc.ClientUnaryCall;
  
  TestAlerts(argument: _tollgate_v1_TestAlertsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_TestAlertsResponse__Output>): grpc.ClientUnaryCall;
  TestAlerts(argument: _tollgate_v1_TestAlertsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_TestAlertsResponse__Output>): grpc.ClientUnaryCall;
  TestAlerts(argument: _tollgate_v1_TestAlertsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_TestAlertsResponse__Output>): grpc.ClientUnaryCall;
  TestAlerts(argument: _tollgate_v1_TestAlertsRequest, callback: grpc.requestCallback<_tollgate_v1_TestAlertsResponse__Output>): grpc.ClientUnaryCall;
  testAlerts(argument: _tollgate_v1_TestAlertsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_TestAlertsResponse__Output>): grpc.ClientUnaryCall;
  testAlerts(argument: _tollgate_v1_TestAlertsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_TestAlertsResponse__Output>): grpc.ClientUnaryCall;
  testAlerts(argument: _tollgate_v1_TestAlertsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_TestAlertsResponse__Output>): grpc.ClientUnaryCall;
  testAlerts(argument: _tollgate_v1_TestAlertsRequest, callback: grpc.requestCallback<_tollgate_v1_TestAlertsResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface AlertServiceHandlers extends grpc.UntypedServiceImplementation {
  GetAlerts: grpc.handleUnaryCall<_tollgate_v1_GetAlertsRequest__Output, _tollgate_v1_GetAlertsResponse>;
  
  ListAlertDeliveries: grpc.handleUnaryCall<_tollgate_v1_ListAlertDeliveriesRequest__Output, _tollgate_v1_ListAlertDeliveriesResponse>;
  
  ResendAlerts: grpc.handleUnaryCall<_tollgate_v1_ResendAlertsRequest__Output, _tollgate_v1_ResendAlertsResponse>;
  
  SetAlerts: grpc.handleUnaryCall<_tollgate_v1_SetAlertsRequest__Output, _tollgate_v1_SetAlertsResponse>;
  
  TestAlerts: grpc.handleUnaryCall<_tollgate_v1_TestAlertsRequest__Output, _tollgate_v1_TestAlertsResponse>;
  
}

export interface AlertServiceDefinition extends grpc.ServiceDefinition {
  GetAlerts: MethodDefinition<_tollgate_v1_GetAlertsRequest, _tollgate_v1_GetAlertsResponse, _tollgate_v1_GetAlertsRequest__Output, _tollgate_v1_GetAlertsResponse__Output>
  ListAlertDeliveries: MethodDefinition<_tollgate_v1_ListAlertDeliveriesRequest, _tollgate_v1_ListAlertDeliveriesResponse, _tollgate_v1_ListAlertDeliveriesRequest__Output, _tollgate_v1_ListAlertDeliveriesResponse__Output>
  ResendAlerts: MethodDefinition<_tollgate_v1_ResendAlertsRequest, _tollgate_v1_ResendAlertsResponse, _tollgate_v1_ResendAlertsRequest__Output, _tollgate_v1_ResendAlertsResponse__Output>
  SetAlerts: MethodDefinition<_tollgate_v1_SetAlertsRequest, _tollgate_v1_SetAlertsResponse, _tollgate_v1_SetAlertsRequest__Output, _tollgate_v1_SetAlertsResponse__Output>
  TestAlerts: MethodDefinition<_tollgate_v1_TestAlertsRequest, _tollgate_v1_TestAlertsResponse, _tollgate_v1_TestAlertsRequest__Output, _tollgate_v1_TestAlertsResponse__Output>
}
