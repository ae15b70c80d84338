import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AcceptAccountRequest as _tollgate_v1_AcceptAccountRequest, AcceptAccountRequest__Output as _tollgate_v1_AcceptAccountRequest__Output } from './tollgate/v1/AcceptAccountRequest.ts';
import type { AcceptAccountResponse as _tollgate_v1_AcceptAccountResponse, AcceptAccountResponse__Output as _tollgate_v1_AcceptAccountResponse__Output } from './tollgate/v1/AcceptAccountResponse.ts';
import type { AcceptStoreRequest as _tollgate_v1_AcceptStoreRequest, AcceptStoreRequest__Output as _tollgate_v1_AcceptStoreRequest__Output } from './tollgate/v1/AcceptStoreRequest.ts';
import type { AcceptStoreResponse as _tollgate_v1_AcceptStoreResponse, AcceptStoreResponse__Output as _tollgate_v1_AcceptStoreResponse__Output } from './tollgate/v1/AcceptStoreResponse.ts';
import type { AsideHold as _tollgate_v1_AsideHold, AsideHold__Output as _tollgate_v1_AsideHold__Output } from './tollgate/v1/AsideHold.ts';
import type { ExportStoreRequest as _tollgate_v1_ExportStoreRequest, ExportStoreRequest__Output as _tollgate_v1_ExportStoreRequest__Output } from './tollgate/v1/ExportStoreRequest.ts';
import type { ExportStoreResponse as _tollgate_v1_ExportStoreResponse, ExportStoreResponse__Output as _tollgate_v1_ExportStoreResponse__Output } from './tollgate/v1/ExportStoreResponse.ts';
import type { GetStoreRequest as _tollgate_v1_GetStoreRequest, GetStoreRequest__Output as _tollgate_v1_GetStoreRequest__Output } from './tollgate/v1/GetStoreRequest.ts';
import type { GetStoreResponse as _tollgate_v1_GetStoreResponse, GetStoreResponse__Output as _tollgate_v1_GetStoreResponse__Output } from './tollgate/v1/GetStoreResponse.ts';
import type { ListAsideHoldsRequest as _tollgate_v1_ListAsideHoldsRequest, ListAsideHoldsRequest__Output as _tollgate_v1_ListAsideHoldsRequest__Output } from './tollgate/v1/ListAsideHoldsRequest.ts';
import type { ListAsideHoldsResponse as _tollgate_v1_ListAsideHoldsResponse, ListAsideHoldsResponse__Output as _tollgate_v1_ListAsideHoldsResponse__Output } from './tollgate/v1/ListAsideHoldsResponse.ts';
import type { ListSidecarsRequest as _tollgate_v1_ListSidecarsRequest, ListSidecarsRequest__Output as _tollgate_v1_ListSidecarsRequest__Output } from './tollgate/v1/ListSidecarsRequest.ts';
import type { ListSidecarsResponse as _tollgate_v1_ListSidecarsResponse, ListSidecarsResponse__Output as _tollgate_v1_ListSidecarsResponse__Output } from './tollgate/v1/ListSidecarsResponse.ts';
import type { LostOperation as _tollgate_v1_LostOperation, LostOperation__Output as _tollgate_v1_LostOperation__Output } from './tollgate/v1/LostOperation.ts';
import type { LostWrites as _tollgate_v1_LostWrites, LostWrites__Output as _tollgate_v1_LostWrites__Output } from './tollgate/v1/LostWrites.ts';
import type { Outage as _tollgate_v1_Outage, Outage__Output as _tollgate_v1_Outage__Output } from './tollgate/v1/Outage.ts';
import type { RestoreStoreRequest as _tollgate_v1_RestoreStoreRequest, RestoreStoreRequest__Output as _tollgate_v1_RestoreStoreRequest__Output } from './tollgate/v1/RestoreStoreRequest.ts';
import type { RestoreStoreResponse as _tollgate_v1_RestoreStoreResponse, RestoreStoreResponse__Output as _tollgate_v1_RestoreStoreResponse__Output } from './tollgate/v1/RestoreStoreResponse.ts';
import type { RetryAsideHoldsRequest as _tollgate_v1_RetryAsideHoldsRequest, RetryAsideHoldsRequest__Output as _tollgate_v1_RetryAsideHoldsRequest__Output } from './tollgate/v1/RetryAsideHoldsRequest.ts';
import type { RetryAsideHoldsResponse as _tollgate_v1_RetryAsideHoldsResponse, RetryAsideHoldsResponse__Output as _tollgate_v1_RetryAsideHoldsResponse__Output } from './tollgate/v1/RetryAsideHoldsResponse.ts';
import type { Sidecar as _tollgate_v1_Sidecar, Sidecar__Output as _tollgate_v1_Sidecar__Output } from './tollgate/v1/Sidecar.ts';
import type { Store as _tollgate_v1_Store, Store__Output as _tollgate_v1_Store__Output } from './tollgate/v1/Store.ts';
import type { StoreFinding as _tollgate_v1_StoreFinding, StoreFinding__Output as _tollgate_v1_StoreFinding__Output } from './tollgate/v1/StoreFinding.ts';
import type { StoreServiceClient as _tollgate_v1_StoreServiceClient, StoreServiceDefinition as _tollgate_v1_StoreServiceDefinition } from './tollgate/v1/StoreService.ts';
import type { VerifiedPartition as _tollgate_v1_VerifiedPartition, VerifiedPartition__Output as _tollgate_v1_VerifiedPartition__Output } from './tollgate/v1/VerifiedPartition.ts';
import type { VerifyStoreRequest as _tollgate_v1_VerifyStoreRequest, VerifyStoreRequest__Output as _tollgate_v1_VerifyStoreRequest__Output } from './tollgate/v1/VerifyStoreRequest.ts';
import type { VerifyStoreResponse as _tollgate_v1_VerifyStoreResponse, VerifyStoreResponse__Output as _tollgate_v1_VerifyStoreResponse__Output } from './tollgate/v1/VerifyStoreResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tollgate: {
    v1: {
      AcceptAccountRequest: MessageTypeDefinition<_tollgate_v1_AcceptAccountRequest, _tollgate_v1_AcceptAccountRequest__Output>
      AcceptAccountResponse: MessageTypeDefinition<_tollgate_v1_AcceptAccountResponse, _tollgate_v1_AcceptAccountResponse__Output>
      AcceptStoreRequest: MessageTypeDefinition<_tollgate_v1_AcceptStoreRequest, _tollgate_v1_AcceptStoreRequest__Output>
      AcceptStoreResponse: MessageTypeDefinition<_tollgate_v1_AcceptStoreResponse, _tollgate_v1_AcceptStoreResponse__Output>
      AsideHold: MessageTypeDefinition<_tollgate_v1_AsideHold, _tollgate_v1_AsideHold__Output>
      ExportStoreRequest: MessageTypeDefinition<_tollgate_v1_ExportStoreRequest, _tollgate_v1_ExportStoreRequest__Output>
      ExportStoreResponse: MessageTypeDefinition<_tollgate_v1_ExportStoreResponse, _tollgate_v1_ExportStoreResponse__Output>
      GetStoreRequest: MessageTypeDefinition<_tollgate_v1_GetStoreRequest, _tollgate_v1_GetStoreRequest__Output>
      GetStoreResponse: MessageTypeDefinition<_tollgate_v1_GetStoreResponse, _tollgate_v1_GetStoreResponse__Output>
      ListAsideHoldsRequest: MessageTypeDefinition<_tollgate_v1_ListAsideHoldsRequest, _tollgate_v1_ListAsideHoldsRequest__Output>
      ListAsideHoldsResponse: MessageTypeDefinition<_tollgate_v1_ListAsideHoldsResponse, _tollgate_v1_ListAsideHoldsResponse__Output>
      ListSidecarsRequest: MessageTypeDefinition<_tollgate_v1_ListSidecarsRequest, _tollgate_v1_ListSidecarsRequest__Output>
      ListSidecarsResponse: MessageTypeDefinition<_tollgate_v1_ListSidecarsResponse, _tollgate_v1_ListSidecarsResponse__Output>
      LostOperation: MessageTypeDefinition<_tollgate_v1_LostOperation, _tollgate_v1_LostOperation__Output>
      LostWrites: MessageTypeDefinition<_tollgate_v1_LostWrites, _tollgate_v1_LostWrites__Output>
      Outage: MessageTypeDefinition<_tollgate_v1_Outage, _tollgate_v1_Outage__Output>
      RestoreStoreRequest: MessageTypeDefinition<_tollgate_v1_RestoreStoreRequest, _tollgate_v1_RestoreStoreRequest__Output>
      RestoreStoreResponse: MessageTypeDefinition<_tollgate_v1_RestoreStoreResponse, _tollgate_v1_RestoreStoreResponse__Output>
      RetryAsideHoldsRequest: MessageTypeDefinition<_tollgate_v1_RetryAsideHoldsRequest, _tollgate_v1_RetryAsideHoldsRequest__Output>
      RetryAsideHoldsResponse: MessageTypeDefinition<_tollgate_v1_RetryAsideHoldsResponse, _tollgate_v1_RetryAsideHoldsResponse__Output>
      Sidecar: MessageTypeDefinition<_tollgate_v1_Sidecar, _tollgate_v1_Sidecar__Output>
      Store: MessageTypeDefinition<_tollgate_v1_Store, _tollgate_v1_Store__Output>
      StoreFinding: MessageTypeDefinition<_tollgate_v1_StoreFinding, _tollgate_v1_StoreFinding__Output>
      StoreService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_StoreServiceClient> & { service: _tollgate_v1_StoreServiceDefinition }
      StoreState: EnumTypeDefinition
      VerifiedPartition: MessageTypeDefinition<_tollgate_v1_VerifiedPartition, _tollgate_v1_VerifiedPartition__Output>
      VerifyStoreRequest: MessageTypeDefinition<_tollgate_v1_VerifyStoreRequest, _tollgate_v1_VerifyStoreRequest__Output>
      VerifyStoreResponse: MessageTypeDefinition<_tollgate_v1_VerifyStoreResponse, _tollgate_v1_VerifyStoreResponse__Output>
    }
  }
}

