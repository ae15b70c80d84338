// Original file: proto/tollgate/v1/spool.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { GetSpoolRequest as _tollgate_v1_GetSpoolRequest, GetSpoolRequest__Output as _tollgate_v1_GetSpoolRequest__Output } from '../../tollgate/v1/GetSpoolRequest.ts';
import type { GetSpoolResponse as _tollgate_v1_GetSpoolResponse, GetSpoolResponse__Output as _tollgate_v1_GetSpoolResponse__Output } from '../../tollgate/v1/GetSpoolResponse.ts';
import type { ImportSpoolRequest as _tollgate_v1_ImportSpoolRequest, ImportSpoolRequest__Output as _tollgate_v1_ImportSpoolRequest__Output } from '../../tollgate/v1/ImportSpoolRequest.ts';
import type { ImportSpoolResponse as _tollgate_v1_ImportSpoolResponse, ImportSpoolResponse__Output as _tollgate_v1_ImportSpoolResponse__Output } from '../../tollgate/v1/ImportSpoolResponse.ts';
import type { ListSpoolQuarantineRequest as _tollgate_v1_ListSpoolQuarantineRequest, ListSpoolQuarantineRequest__Output as _tollgate_v1_ListSpoolQuarantineRequest__Output } from '../../tollgate/v1/ListSpoolQuarantineRequest.ts';
import type { ListSpoolQuarantineResponse as _tollgate_v1_ListSpoolQuarantineResponse, ListSpoolQuarantineResponse__Output as _tollgate_v1_ListSpoolQuarantineResponse__Output } from '../../tollgate/v1/ListSpoolQuarantineResponse.ts';
import type { ListSpoolRecordsRequest as _tollgate_v1_ListSpoolRecordsRequest, ListSpoolRecordsRequest__Output as _tollgate_v1_ListSpoolRecordsRequest__Output } from '../../tollgate/v1/ListSpoolRecordsRequest.ts';
import type { ListSpoolRecordsResponse as _tollgate_v1_ListSpoolRecordsResponse, ListSpoolRecordsResponse__Output as _tollgate_v1_ListSpoolRecordsResponse__Output } from '../../tollgate/v1/ListSpoolRecordsResponse.ts';
import type { ReplaySpoolRequest as _tollgate_v1_ReplaySpoolRequest, ReplaySpoolRequest__Output as _tollgate_v1_ReplaySpoolRequest__Output } from '../../tollgate/v1/ReplaySpoolRequest.ts';
import type { ReplaySpoolResponse as _tollgate_v1_ReplaySpoolResponse, ReplaySpoolResponse__Output as _tollgate_v1_ReplaySpoolResponse__Output } from '../../tollgate/v1/ReplaySpoolResponse.ts';
import type { ResolveSpoolQuarantineRequest as _tollgate_v1_ResolveSpoolQuarantineRequest, ResolveSpoolQuarantineRequest__Output as _tollgate_v1_ResolveSpoolQuarantineRequest__Output } from '../../tollgate/v1/ResolveSpoolQuarantineRequest.ts';
import type { ResolveSpoolQuarantineResponse as _tollgate_v1_ResolveSpoolQuarantineResponse, ResolveSpoolQuarantineResponse__Output as _tollgate_v1_ResolveSpoolQuarantineResponse__Output } from '../../tollgate/v1/ResolveSpoolQuarantineResponse.ts';

export interface SpoolServiceClient extends grpc.Client {
  GetSpool(argument: _tollgate_v1_GetSpoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetSpoolResponse__Output>): grpc.ClientUnaryCall;
  GetSpool(argument: _tollgate_v1_GetSpoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetSpoolResponse__Output>): grpc.ClientUnaryCall;
  GetSpool(argument: _tollgate_v1_GetSpoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetSpoolResponse__Output>): grpc.ClientUnaryCall;
  GetSpool(argument: _tollgate_v1_GetSpoolRequest, callback: grpc.requestCallback<_tollgate_v1_GetSpoolResponse__Output>): grpc.ClientUnaryCall;
  getSpool(argument: _tollgate_v1_GetSpoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetSpoolResponse__Output>): grpc.ClientUnaryCall;
  getSpool(argument: _tollgate_v1_GetSpoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetSpoolResponse__Output>): grpc.ClientUnaryCall;
  getSpool(argument: _tollgate_v1_GetSpoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetSpoolResponse__Output>): grpc.ClientUnaryCall;
  getSpool(argument: _tollgate_v1_GetSpoolRequest, callback: grpc.requestCallback<_tollgate_v1_GetSpoolResponse__Output>): grpc.ClientUnaryCall;
  
  ImportSpool(argument: _tollgate_v1_ImportSpoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ImportSpoolResponse__Output>): grpc.ClientUnaryCall;
  ImportSpool(argument: _tollgate_v1_ImportSpoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ImportSpoolResponse__Output>): grpc.ClientUnaryCall;
  ImportSpool(argument: _tollgate_v1_ImportSpoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ImportSpoolResponse__Output>): grpc.ClientUnaryCall;
  ImportSpool(argument: _tollgate_v1_ImportSpoolRequest, callback: grpc.requestCallback<_tollgate_v1_ImportSpoolResponse__Output>): grpc.ClientUnaryCall;
  importSpool(argument: _tollgate_v1_ImportSpoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ImportSpoolResponse__Output>): grpc.ClientUnaryCall;
  importSpool(argument: _tollgate_v1_ImportSpoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ImportSpoolResponse__Output>): grpc.ClientUnaryCall;
  importSpool(argument: _tollgate_v1_ImportSpoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ImportSpoolResponse__Output>): grpc.ClientUnaryCall;
  importSpool(argument: _tollgate_v1_ImportSpoolRequest, callback: grpc.requestCallback<_tollgate_v1_ImportSpoolResponse__Output>): grpc.ClientUnaryCall;
  
  ListSpoolQuarantine(argument: _tollgate_v1_ListSpoolQuarantineRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  ListSpoolQuarantine(argument: _tollgate_v1_ListSpoolQuarantineRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  ListSpoolQuarantine(argument: _tollgate_v1_ListSpoolQuarantineRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  ListSpoolQuarantine(argument: _tollgate_v1_ListSpoolQuarantineRequest, callback: grpc.requestCallback<_tollgate_v1_ListSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  listSpoolQuarantine(argument: _tollgate_v1_ListSpoolQuarantineRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  listSpoolQuarantine(argument: _tollgate_v1_ListSpoolQuarantineRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  listSpoolQuarantine(argument: _tollgate_v1_ListSpoolQuarantineRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  listSpoolQuarantine(argument: _tollgate_v1_ListSpoolQuarantineRequest, callback: grpc.requestCallback<_tollgate_v1_ListSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  
  ListSpoolRecords(argument: _tollgate_v1_ListSpoolRecordsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSpoolRecordsResponse__Output>): grpc.ClientUnaryCall;
  ListSpoolRecords(argument: _tollgate_v1_ListSpoolRecordsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListSpoolRecordsResponse__Output>): grpc.ClientUnaryCall;
  ListSpoolRecords(argument: _tollgate_v1_ListSpoolRecordsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSpoolRecordsResponse__Output>): grpc.ClientUnaryCall;
  ListSpoolRecords(argument: _tollgate_v1_ListSpoolRecordsRequest, callback: grpc.requestCallback<_tollgate_v1_ListSpoolRecordsResponse__Output>): grpc.ClientUnaryCall;
  listSpoolRecords(argument: _tollgate_v1_ListSpoolRecordsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSpoolRecordsResponse__Output>): grpc.ClientUnaryCall;
  listSpoolRecords(argument: _tollgate_v1_ListSpoolRecordsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListSpoolRecordsResponse__Output>): grpc.ClientUnaryCall;
  listSpoolRecords(argument: _tollgate_v1_ListSpoolRecordsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSpoolRecordsResponse__Output>): grpc.ClientUnaryCall;
  listSpoolRecords(argument: _tollgate_v1_ListSpoolRecordsRequest, callback: grpc.requestCallback<_tollgate_v1_ListSpoolRecordsResponse__Output>): grpc.ClientUnaryCall;
  
  ReplaySpool(argument: _tollgate_v1_ReplaySpoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReplaySpoolResponse__Output>): grpc.ClientUnaryCall;
  ReplaySpool(argument: _tollgate_v1_ReplaySpoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReplaySpoolResponse__Output>): grpc.ClientUnaryCall;
  ReplaySpool(argument: _tollgate_v1_ReplaySpoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReplaySpoolResponse__Output>): grpc.ClientUnaryCall;
  ReplaySpool(argument: _tollgate_v1_ReplaySpoolRequest, callback: grpc.requestCallback<_tollgate_v1_ReplaySpoolResponse__Output>): grpc.ClientUnaryCall;
  replaySpool(argument: _tollgate_v1_ReplaySpoolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReplaySpoolResponse__Output>): grpc.ClientUnaryCall;
  replaySpool(argument: _tollgate_v1_ReplaySpoolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReplaySpoolResponse__Output>): grpc.ClientUnaryCall;
  replaySpool(argument: _tollgate_v1_ReplaySpoolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReplaySpoolResponse__Output>): grpc.ClientUnaryCall;
  replaySpool(argument: _tollgate_v1_ReplaySpoolRequest, callback: grpc.requestCallback<_tollgate_v1_ReplaySpoolResponse__Output>): grpc.ClientUnaryCall;
  
  ResolveSpoolQuarantine(argument: _tollgate_v1_ResolveSpoolQuarantineRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ResolveSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  ResolveSpoolQuarantine(argument: _tollgate_v1_ResolveSpoolQuarantineRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ResolveSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  ResolveSpoolQuarantine(argument: _tollgate_v1_ResolveSpoolQuarantineRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ResolveSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  ResolveSpoolQuarantine(argument: _tollgate_v1_ResolveSpoolQuarantineRequest, callback: grpc.requestCallback<_tollgate_v1_ResolveSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  resolveSpoolQuarantine(argument: _tollgate_v1_ResolveSpoolQuarantineRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ResolveSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  resolveSpoolQuarantine(argument: _tollgate_v1_ResolveSpoolQuarantineRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ResolveSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  resolveSpoolQuarantine(argument: _tollgate_v1_ResolveSpoolQuarantineRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ResolveSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  resolveSpoolQuarantine(argument: _tollgate_v1_ResolveSpoolQuarantineRequest, callback: grpc.requestCallback<_tollgate_v1_ResolveSpoolQuarantineResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface SpoolServiceHandlers extends grpc.UntypedServiceImplementation {
  GetSpool: grpc.handleUnaryCall<_tollgate_v1_GetSpoolRequest__Output, _tollgate_v1_GetSpoolResponse>;
  
  ImportSpool: grpc.handleUnaryCall<_tollgate_v1_ImportSpoolRequest__Output, _tollgate_v1_ImportSpoolResponse>;
  
  ListSpoolQuarantine: grpc.handleUnaryCall<_tollgate_v1_ListSpoolQuarantineRequest__Output, _tollgate_v1_ListSpoolQuarantineResponse>;
  
  ListSpoolRecords: grpc.handleUnaryCall<_tollgate_v1_ListSpoolRecordsRequest__Output, _tollgate_v1_ListSpoolRecordsResponse>;
  
  ReplaySpool: grpc.handleUnaryCall<_tollgate_v1_ReplaySpoolRequest__Output, _tollgate_v1_ReplaySpoolResponse>;
  
  ResolveSpoolQuarantine: grpc.handleUnaryCall<_tollgate_v1_ResolveSpoolQuarantineRequest__Output, _tollgate_v1_ResolveSpoolQuarantineResponse>;
  
}

export interface SpoolServiceDefinition extends grpc.ServiceDefinition {
  GetSpool: MethodDefinition<_tollgate_v1_GetSpoolRequest, _tollgate_v1_GetSpoolResponse, _tollgate_v1_GetSpoolRequest__Output, _tollgate_v1_GetSpoolResponse__Output>
  ImportSpool: MethodDefinition<_tollgate_v1_ImportSpoolRequest, _tollgate_v1_ImportSpoolResponse, _tollgate_v1_ImportSpoolRequest__Output, _tollgate_v1_ImportSpoolResponse__Output>
  ListSpoolQuarantine: MethodDefinition<_tollgate_v1_ListSpoolQuarantineRequest, _tollgate_v1_ListSpoolQuarantineResponse, _tollgate_v1_ListSpoolQuarantineRequest__Output, _tollgate_v1_ListSpoolQuarantineResponse__Output>
  ListSpoolRecords: MethodDefinition<_tollgate_v1_ListSpoolRecordsRequest, _tollgate_v1_ListSpoolRecordsResponse, _tollgate_v1_ListSpoolRecordsRequest__Output, _tollgate_v1_ListSpoolRecordsResponse__Output>
  ReplaySpool: MethodDefinition<_tollgate_v1_ReplaySpoolRequest, _tollgate_v1_ReplaySpoolResponse, _tollgate_v1_ReplaySpoolRequest__Output, _tollgate_v1_ReplaySpoolResponse__Output>
  ResolveSpoolQuarantine: MethodDefinition<_tollgate_v1_ResolveSpoolQuarantineRequest, _tollgate_v1_ResolveSpoolQuarantineResponse, _tollgate_v1_ResolveSpoolQuarantineRequest__Output, _tollgate_v1_ResolveSpoolQuarantineResponse__Output>
}
