import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { BuyPackageRequest as _tollgate_v1_BuyPackageRequest, BuyPackageRequest__Output as _tollgate_v1_BuyPackageRequest__Output } from './tollgate/v1/BuyPackageRequest.ts';
import type { BuyPackageResponse as _tollgate_v1_BuyPackageResponse, BuyPackageResponse__Output as _tollgate_v1_BuyPackageResponse__Output } from './tollgate/v1/BuyPackageResponse.ts';
import type { Fault as _tollgate_v1_Fault, Fault__Output as _tollgate_v1_Fault__Output } from './tollgate/v1/Fault.ts';
import type { FundingPart as _tollgate_v1_FundingPart, FundingPart__Output as _tollgate_v1_FundingPart__Output } from './tollgate/v1/FundingPart.ts';
import type { ListPackagesRequest as _tollgate_v1_ListPackagesRequest, ListPackagesRequest__Output as _tollgate_v1_ListPackagesRequest__Output } from './tollgate/v1/ListPackagesRequest.ts';
import type { ListPackagesResponse as _tollgate_v1_ListPackagesResponse, ListPackagesResponse__Output as _tollgate_v1_ListPackagesResponse__Output } from './tollgate/v1/ListPackagesResponse.ts';
import type { Package as _tollgate_v1_Package, Package__Output as _tollgate_v1_Package__Output } from './tollgate/v1/Package.ts';
import type { PackageServiceClient as _tollgate_v1_PackageServiceClient, PackageServiceDefinition as _tollgate_v1_PackageServiceDefinition } from './tollgate/v1/PackageService.ts';
import type { Terms as _tollgate_v1_Terms, Terms__Output as _tollgate_v1_Terms__Output } from './tollgate/v1/Terms.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tollgate: {
    v1: {
      AccountStatus: EnumTypeDefinition
      BuyPackageRequest: MessageTypeDefinition<_tollgate_v1_BuyPackageRequest, _tollgate_v1_BuyPackageRequest__Output>
      BuyPackageResponse: MessageTypeDefinition<_tollgate_v1_BuyPackageResponse, _tollgate_v1_BuyPackageResponse__Output>
      Decision: EnumTypeDefinition
      Direction: EnumTypeDefinition
      Fault: MessageTypeDefinition<_tollgate_v1_Fault, _tollgate_v1_Fault__Output>
      Fraction: EnumTypeDefinition
      FundingPart: MessageTypeDefinition<_tollgate_v1_FundingPart, _tollgate_v1_FundingPart__Output>
      FundingSource: EnumTypeDefinition
      ListPackagesRequest: MessageTypeDefinition<_tollgate_v1_ListPackagesRequest, _tollgate_v1_ListPackagesRequest__Output>
      ListPackagesResponse: MessageTypeDefinition<_tollgate_v1_ListPackagesResponse, _tollgate_v1_ListPackagesResponse__Output>
      Package: MessageTypeDefinition<_tollgate_v1_Package, _tollgate_v1_Package__Output>
      PackageService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_PackageServiceClient> & { service: _tollgate_v1_PackageServiceDefinition }
      ReservationStatus: EnumTypeDefinition
      Terms: MessageTypeDefinition<_tollgate_v1_Terms, _tollgate_v1_Terms__Output>
    }
  }
}

