// Original file: proto/tollgate/v1/package.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { BuyPackageRequest as _tollgate_v1_BuyPackageRequest, BuyPackageRequest__Output as _tollgate_v1_BuyPackageRequest__Output } from '../../tollgate/v1/BuyPackageRequest.ts';
import type { BuyPackageResponse as _tollgate_v1_BuyPackageResponse, BuyPackageResponse__Output as _tollgate_v1_BuyPackageResponse__Output } from '../../tollgate/v1/BuyPackageResponse.ts';
import type { ListPackagesRequest as _tollgate_v1_ListPackagesRequest, ListPackagesRequest__Output as _tollgate_v1_ListPackagesRequest__Output } from '../../tollgate/v1/ListPackagesRequest.ts';
import type { ListPackagesResponse as _tollgate_v1_ListPackagesResponse, ListPackagesResponse__Output as _tollgate_v1_ListPackagesResponse__Output } from '../../tollgate/v1/ListPackagesResponse.ts';

export interface PackageServiceClient extends grpc.Client {
  BuyPackage(argument: _tollgate_v1_BuyPackageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_BuyPackageResponse__Output>): grpc.ClientUnaryCall;
  BuyPackage(argument: _tollgate_v1_BuyPackageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_BuyPackageResponse__Output>): grpc.ClientUnaryCall;
  BuyPackage(argument: _tollgate_v1_BuyPackageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_BuyPackageResponse__Output>): grpc.ClientUnaryCall;
  BuyPackage(argument: _tollgate_v1_BuyPackageRequest, callback: grpc.requestCallback<_tollgate_v1_BuyPackageResponse__Output>): grpc.ClientUnaryCall;
  buyPackage(argument: _tollgate_v1_BuyPackageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_BuyPackageResponse__Output>): grpc.ClientUnaryCall;
  buyPackage(argument: _tollgate_v1_BuyPackageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_BuyPackageResponse__Output>): grpc.ClientUnaryCall;
  buyPackage(argument: _tollgate_v1_BuyPackageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_BuyPackageResponse__Output>): grpc.ClientUnaryCall;
  buyPackage(argument: _tollgate_v1_BuyPackageRequest, callback: grpc.requestCallback<_tollgate_v1_BuyPackageResponse__Output>): grpc.ClientUnaryCall;
  
  ListPackages(argument: _tollgate_v1_ListPackagesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListPackagesResponse__Output>): grpc.ClientUnaryCall;
  ListPackages(argument: _tollgate_v1_ListPackagesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListPackagesResponse__Output>): grpc.ClientUnaryCall;
  ListPackages(argument: _tollgate_v1_ListPackagesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListPackagesResponse__Output>): grpc.ClientUnaryCall;
  ListPackages(argument: _tollgate_v1_ListPackagesRequest, callback: grpc.requestCallback<_tollgate_v1_ListPackagesResponse__Output>): grpc.ClientUnaryCall;
  listPackages(argument: _tollgate_v1_ListPackagesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListPackagesResponse__Output>): grpc.ClientUnaryCall;
  listPackages(argument: _tollgate_v1_ListPackagesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListPackagesResponse__Output>): grpc.ClientUnaryCall;
  listPackages(argument: _tollgate_v1_ListPackagesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListPackagesResponse__Output>): grpc.ClientUnaryCall;
  listPackages(argument: _tollgate_v1_ListPackagesRequest, callback: grpc.requestCallback<_tollgate_v1_ListPackagesResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface PackageServiceHandlers extends grpc.UntypedServiceImplementation {
  BuyPackage: grpc.handleUnaryCall<_tollgate_v1_BuyPackageRequest__Output, _tollgate_v1_BuyPackageResponse>;
  
  ListPackages: grpc.handleUnaryCall<_tollgate_v1_ListPackagesRequest__Output, _tollgate_v1_ListPackagesResponse>;
  
}

export interface PackageServiceDefinition extends grpc.ServiceDefinition {
  BuyPackage: MethodDefinition<_tollgate_v1_BuyPackageRequest, _tollgate_v1_BuyPackageResponse, _tollgate_v1_BuyPackageRequest__Output, _tollgate_v1_BuyPackageResponse__Output>
  ListPackages: MethodDefinition<_tollgate_v1_ListPackagesRequest, _tollgate_v1_ListPackagesResponse, _tollgate_v1_ListPackagesRequest__Output, _tollgate_v1_ListPackagesResponse__Output>
}
