import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AcceptStoreRequest as _tollgate_v1_AcceptStoreRequest, AcceptStoreRequest__Output as _tollgate_v1_AcceptStoreRequest__Output } from './tollgate/v1/AcceptStoreRequest.ts';
import type { AcceptStoreResponse as _tollgate_v1_AcceptStoreResponse, AcceptStoreResponse__Output as _tollgate_v1_AcceptStoreResponse__Output } from './tollgate/v1/AcceptStoreResponse.ts';
import type { GetStoreRequest as _tollgate_v1_GetStoreRequest, GetStoreRequest__Output as _tollgate_v1_GetStoreRequest__Output } from './tollgate/v1/GetStoreRequest.ts';
import type { GetStoreResponse as _tollgate_v1_GetStoreResponse, GetStoreResponse__Output as _tollgate_v1_GetStoreResponse__Output } from './tollgate/v1/GetStoreResponse.ts';
import type { Store as _tollgate_v1_Store, Store__Output as _tollgate_v1_Store__Output } from './tollgate/v1/Store.ts';
import type { StoreServiceClient as _tollgate_v1_StoreServiceClient, StoreServiceDefinition as _tollgate_v1_StoreServiceDefinition } from './tollgate/v1/StoreService.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tollgate: {
    v1: {
      AcceptStoreRequest: MessageTypeDefinition<_tollgate_v1_AcceptStoreRequest, _tollgate_v1_AcceptStoreRequest__Output>
      AcceptStoreResponse: MessageTypeDefinition<_tollgate_v1_AcceptStoreResponse, _tollgate_v1_AcceptStoreResponse__Output>
      GetStoreRequest: MessageTypeDefinition<_tollgate_v1_GetStoreRequest, _tollgate_v1_GetStoreRequest__Output>
      GetStoreResponse: MessageTypeDefinition<_tollgate_v1_GetStoreResponse, _tollgate_v1_GetStoreResponse__Output>
      Store: MessageTypeDefinition<_tollgate_v1_Store, _tollgate_v1_Store__Output>
      StoreService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_StoreServiceClient> & { service: _tollgate_v1_StoreServiceDefinition }
      StoreState: EnumTypeDefinition
    }
  }
}

