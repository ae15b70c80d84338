import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Catalog as _tollgate_v1_Catalog, Catalog__Output as _tollgate_v1_Catalog__Output } from './tollgate/v1/Catalog.ts';
import type { CatalogCheck as _tollgate_v1_CatalogCheck, CatalogCheck__Output as _tollgate_v1_CatalogCheck__Output } from './tollgate/v1/CatalogCheck.ts';
import type { CatalogProblem as _tollgate_v1_CatalogProblem, CatalogProblem__Output as _tollgate_v1_CatalogProblem__Output } from './tollgate/v1/CatalogProblem.ts';
import type { CatalogServiceClient as _tollgate_v1_CatalogServiceClient, CatalogServiceDefinition as _tollgate_v1_CatalogServiceDefinition } from './tollgate/v1/CatalogService.ts';
import type { CheckCatalogRequest as _tollgate_v1_CheckCatalogRequest, CheckCatalogRequest__Output as _tollgate_v1_CheckCatalogRequest__Output } from './tollgate/v1/CheckCatalogRequest.ts';
import type { CheckCatalogResponse as _tollgate_v1_CheckCatalogResponse, CheckCatalogResponse__Output as _tollgate_v1_CheckCatalogResponse__Output } from './tollgate/v1/CheckCatalogResponse.ts';
import type { EmergencyNumbersOfCountry as _tollgate_v1_EmergencyNumbersOfCountry, EmergencyNumbersOfCountry__Output as _tollgate_v1_EmergencyNumbersOfCountry__Output } from './tollgate/v1/EmergencyNumbersOfCountry.ts';
import type { ExplainNumberRequest as _tollgate_v1_ExplainNumberRequest, ExplainNumberRequest__Output as _tollgate_v1_ExplainNumberRequest__Output } from './tollgate/v1/ExplainNumberRequest.ts';
import type { ExplainNumberResponse as _tollgate_v1_ExplainNumberResponse, ExplainNumberResponse__Output as _tollgate_v1_ExplainNumberResponse__Output } from './tollgate/v1/ExplainNumberResponse.ts';
import type { Fault as _tollgate_v1_Fault, Fault__Output as _tollgate_v1_Fault__Output } from './tollgate/v1/Fault.ts';
import type { FundingPart as _tollgate_v1_FundingPart, FundingPart__Output as _tollgate_v1_FundingPart__Output } from './tollgate/v1/FundingPart.ts';
import type { GetCatalogRequest as _tollgate_v1_GetCatalogRequest, GetCatalogRequest__Output as _tollgate_v1_GetCatalogRequest__Output } from './tollgate/v1/GetCatalogRequest.ts';
import type { GetCatalogResponse as _tollgate_v1_GetCatalogResponse, GetCatalogResponse__Output as _tollgate_v1_GetCatalogResponse__Output } from './tollgate/v1/GetCatalogResponse.ts';
import type { GetEmergencyNumbersRequest as _tollgate_v1_GetEmergencyNumbersRequest, GetEmergencyNumbersRequest__Output as _tollgate_v1_GetEmergencyNumbersRequest__Output } from './tollgate/v1/GetEmergencyNumbersRequest.ts';
import type { GetEmergencyNumbersResponse as _tollgate_v1_GetEmergencyNumbersResponse, GetEmergencyNumbersResponse__Output as _tollgate_v1_GetEmergencyNumbersResponse__Output } from './tollgate/v1/GetEmergencyNumbersResponse.ts';
import type { GetHoldStatsRequest as _tollgate_v1_GetHoldStatsRequest, GetHoldStatsRequest__Output as _tollgate_v1_GetHoldStatsRequest__Output } from './tollgate/v1/GetHoldStatsRequest.ts';
import type { GetHoldStatsResponse as _tollgate_v1_GetHoldStatsResponse, GetHoldStatsResponse__Output as _tollgate_v1_GetHoldStatsResponse__Output } from './tollgate/v1/GetHoldStatsResponse.ts';
import type { HoldRuleStats as _tollgate_v1_HoldRuleStats, HoldRuleStats__Output as _tollgate_v1_HoldRuleStats__Output } from './tollgate/v1/HoldRuleStats.ts';
import type { ReloadCatalogRequest as _tollgate_v1_ReloadCatalogRequest, ReloadCatalogRequest__Output as _tollgate_v1_ReloadCatalogRequest__Output } from './tollgate/v1/ReloadCatalogRequest.ts';
import type { ReloadCatalogResponse as _tollgate_v1_ReloadCatalogResponse, ReloadCatalogResponse__Output as _tollgate_v1_ReloadCatalogResponse__Output } from './tollgate/v1/ReloadCatalogResponse.ts';
import type { ReplayHoldsRequest as _tollgate_v1_ReplayHoldsRequest, ReplayHoldsRequest__Output as _tollgate_v1_ReplayHoldsRequest__Output } from './tollgate/v1/ReplayHoldsRequest.ts';
import type { ReplayHoldsResponse as _tollgate_v1_ReplayHoldsResponse, ReplayHoldsResponse__Output as _tollgate_v1_ReplayHoldsResponse__Output } from './tollgate/v1/ReplayHoldsResponse.ts';
import type { Terms as _tollgate_v1_Terms, Terms__Output as _tollgate_v1_Terms__Output } from './tollgate/v1/Terms.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tollgate: {
    v1: {
      AccountStatus: EnumTypeDefinition
      Catalog: MessageTypeDefinition<_tollgate_v1_Catalog, _tollgate_v1_Catalog__Output>
      CatalogCheck: MessageTypeDefinition<_tollgate_v1_CatalogCheck, _tollgate_v1_CatalogCheck__Output>
      CatalogProblem: MessageTypeDefinition<_tollgate_v1_CatalogProblem, _tollgate_v1_CatalogProblem__Output>
      CatalogService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_CatalogServiceClient> & { service: _tollgate_v1_CatalogServiceDefinition }
      CheckCatalogRequest: MessageTypeDefinition<_tollgate_v1_CheckCatalogRequest, _tollgate_v1_CheckCatalogRequest__Output>
      CheckCatalogResponse: MessageTypeDefinition<_tollgate_v1_CheckCatalogResponse, _tollgate_v1_CheckCatalogResponse__Output>
      Decision: EnumTypeDefinition
      Direction: EnumTypeDefinition
      EmergencyNumbersOfCountry: MessageTypeDefinition<_tollgate_v1_EmergencyNumbersOfCountry, _tollgate_v1_EmergencyNumbersOfCountry__Output>
      ExplainNumberRequest: MessageTypeDefinition<_tollgate_v1_ExplainNumberRequest, _tollgate_v1_ExplainNumberRequest__Output>
      ExplainNumberResponse: MessageTypeDefinition<_tollgate_v1_ExplainNumberResponse, _tollgate_v1_ExplainNumberResponse__Output>
      Fault: MessageTypeDefinition<_tollgate_v1_Fault, _tollgate_v1_Fault__Output>
      Fraction: EnumTypeDefinition
      FundingPart: MessageTypeDefinition<_tollgate_v1_FundingPart, _tollgate_v1_FundingPart__Output>
      FundingSource: EnumTypeDefinition
      GetCatalogRequest: MessageTypeDefinition<_tollgate_v1_GetCatalogRequest, _tollgate_v1_GetCatalogRequest__Output>
      GetCatalogResponse: MessageTypeDefinition<_tollgate_v1_GetCatalogResponse, _tollgate_v1_GetCatalogResponse__Output>
      GetEmergencyNumbersRequest: MessageTypeDefinition<_tollgate_v1_GetEmergencyNumbersRequest, _tollgate_v1_GetEmergencyNumbersRequest__Output>
      GetEmergencyNumbersResponse: MessageTypeDefinition<_tollgate_v1_GetEmergencyNumbersResponse, _tollgate_v1_GetEmergencyNumbersResponse__Output>
      GetHoldStatsRequest: MessageTypeDefinition<_tollgate_v1_GetHoldStatsRequest, _tollgate_v1_GetHoldStatsRequest__Output>
      GetHoldStatsResponse: MessageTypeDefinition<_tollgate_v1_GetHoldStatsResponse, _tollgate_v1_GetHoldStatsResponse__Output>
      HoldRuleStats: MessageTypeDefinition<_tollgate_v1_HoldRuleStats, _tollgate_v1_HoldRuleStats__Output>
      ReloadCatalogRequest: MessageTypeDefinition<_tollgate_v1_ReloadCatalogRequest, _tollgate_v1_ReloadCatalogRequest__Output>
      ReloadCatalogResponse: MessageTypeDefinition<_tollgate_v1_ReloadCatalogResponse, _tollgate_v1_ReloadCatalogResponse__Output>
      ReplayHoldsRequest: MessageTypeDefinition<_tollgate_v1_ReplayHoldsRequest, _tollgate_v1_ReplayHoldsRequest__Output>
      ReplayHoldsResponse: MessageTypeDefinition<_tollgate_v1_ReplayHoldsResponse, _tollgate_v1_ReplayHoldsResponse__Output>
      ReservationStatus: EnumTypeDefinition
      Terms: MessageTypeDefinition<_tollgate_v1_Terms, _tollgate_v1_Terms__Output>
    }
  }
}

