import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { GetSpoolRequest as _tollgate_v1_GetSpoolRequest, GetSpoolRequest__Output as _tollgate_v1_GetSpoolRequest__Output } from './tollgate/v1/GetSpoolRequest.ts';
import type { GetSpoolResponse as _tollgate_v1_GetSpoolResponse, GetSpoolResponse__Output as _tollgate_v1_GetSpoolResponse__Output } from './tollgate/v1/GetSpoolResponse.ts';
import type { ImportSpoolRequest as _tollgate_v1_ImportSpoolRequest, ImportSpoolRequest__Output as _tollgate_v1_ImportSpoolRequest__Output } from './tollgate/v1/ImportSpoolRequest.ts';
import type { ImportSpoolResponse as _tollgate_v1_ImportSpoolResponse, ImportSpoolResponse__Output as _tollgate_v1_ImportSpoolResponse__Output } from './tollgate/v1/ImportSpoolResponse.ts';
import type { ListSpoolQuarantineRequest as _tollgate_v1_ListSpoolQuarantineRequest, ListSpoolQuarantineRequest__Output as _tollgate_v1_ListSpoolQuarantineRequest__Output } from './tollgate/v1/ListSpoolQuarantineRequest.ts';
import type { ListSpoolQuarantineResponse as _tollgate_v1_ListSpoolQuarantineResponse, ListSpoolQuarantineResponse__Output as _tollgate_v1_ListSpoolQuarantineResponse__Output } from './tollgate/v1/ListSpoolQuarantineResponse.ts';
import type { ListSpoolRecordsRequest as _tollgate_v1_ListSpoolRecordsRequest, ListSpoolRecordsRequest__Output as _tollgate_v1_ListSpoolRecordsRequest__Output } from './tollgate/v1/ListSpoolRecordsRequest.ts';
import type { ListSpoolRecordsResponse as _tollgate_v1_ListSpoolRecordsResponse, ListSpoolRecordsResponse__Output as _tollgate_v1_ListSpoolRecordsResponse__Output } from './tollgate/v1/ListSpoolRecordsResponse.ts';
import type { ReplaySpoolRequest as _tollgate_v1_ReplaySpoolRequest, ReplaySpoolRequest__Output as _tollgate_v1_ReplaySpoolRequest__Output } from './tollgate/v1/ReplaySpoolRequest.ts';
import type { ReplaySpoolResponse as _tollgate_v1_ReplaySpoolResponse, ReplaySpoolResponse__Output as _tollgate_v1_ReplaySpoolResponse__Output } from './tollgate/v1/ReplaySpoolResponse.ts';
import type { ResolveSpoolQuarantineRequest as _tollgate_v1_ResolveSpoolQuarantineRequest, ResolveSpoolQuarantineRequest__Output as _tollgate_v1_ResolveSpoolQuarantineRequest__Output } from './tollgate/v1/ResolveSpoolQuarantineRequest.ts';
import type { ResolveSpoolQuarantineResponse as _tollgate_v1_ResolveSpoolQuarantineResponse, ResolveSpoolQuarantineResponse__Output as _tollgate_v1_ResolveSpoolQuarantineResponse__Output } from './tollgate/v1/ResolveSpoolQuarantineResponse.ts';
import type { Spool as _tollgate_v1_Spool, Spool__Output as _tollgate_v1_Spool__Output } from './tollgate/v1/Spool.ts';
import type { SpoolQuarantineEntry as _tollgate_v1_SpoolQuarantineEntry, SpoolQuarantineEntry__Output as _tollgate_v1_SpoolQuarantineEntry__Output } from './tollgate/v1/SpoolQuarantineEntry.ts';
import type { SpoolRecord as _tollgate_v1_SpoolRecord, SpoolRecord__Output as _tollgate_v1_SpoolRecord__Output } from './tollgate/v1/SpoolRecord.ts';
import type { SpoolServiceClient as _tollgate_v1_SpoolServiceClient, SpoolServiceDefinition as _tollgate_v1_SpoolServiceDefinition } from './tollgate/v1/SpoolService.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tollgate: {
    v1: {
      GetSpoolRequest: MessageTypeDefinition<_tollgate_v1_GetSpoolRequest, _tollgate_v1_GetSpoolRequest__Output>
      GetSpoolResponse: MessageTypeDefinition<_tollgate_v1_GetSpoolResponse, _tollgate_v1_GetSpoolResponse__Output>
      ImportSpoolRequest: MessageTypeDefinition<_tollgate_v1_ImportSpoolRequest, _tollgate_v1_ImportSpoolRequest__Output>
      ImportSpoolResponse: MessageTypeDefinition<_tollgate_v1_ImportSpoolResponse, _tollgate_v1_ImportSpoolResponse__Output>
      ListSpoolQuarantineRequest: MessageTypeDefinition<_tollgate_v1_ListSpoolQuarantineRequest, _tollgate_v1_ListSpoolQuarantineRequest__Output>
      ListSpoolQuarantineResponse: MessageTypeDefinition<_tollgate_v1_ListSpoolQuarantineResponse, _tollgate_v1_ListSpoolQuarantineResponse__Output>
      ListSpoolRecordsRequest: MessageTypeDefinition<_tollgate_v1_ListSpoolRecordsRequest, _tollgate_v1_ListSpoolRecordsRequest__Output>
      ListSpoolRecordsResponse: MessageTypeDefinition<_tollgate_v1_ListSpoolRecordsResponse, _tollgate_v1_ListSpoolRecordsResponse__Output>
      ReplaySpoolRequest: MessageTypeDefinition<_tollgate_v1_ReplaySpoolRequest, _tollgate_v1_ReplaySpoolRequest__Output>
      ReplaySpoolResponse: MessageTypeDefinition<_tollgate_v1_ReplaySpoolResponse, _tollgate_v1_ReplaySpoolResponse__Output>
      ResolveSpoolQuarantineRequest: MessageTypeDefinition<_tollgate_v1_ResolveSpoolQuarantineRequest, _tollgate_v1_ResolveSpoolQuarantineRequest__Output>
      ResolveSpoolQuarantineResponse: MessageTypeDefinition<_tollgate_v1_ResolveSpoolQuarantineResponse, _tollgate_v1_ResolveSpoolQuarantineResponse__Output>
      Spool: MessageTypeDefinition<_tollgate_v1_Spool, _tollgate_v1_Spool__Output>
      SpoolQuarantineEntry: MessageTypeDefinition<_tollgate_v1_SpoolQuarantineEntry, _tollgate_v1_SpoolQuarantineEntry__Output>
      SpoolRecord: MessageTypeDefinition<_tollgate_v1_SpoolRecord, _tollgate_v1_SpoolRecord__Output>
      SpoolRecordKind: EnumTypeDefinition
      SpoolResolution: EnumTypeDefinition
      SpoolService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_SpoolServiceClient> & { service: _tollgate_v1_SpoolServiceDefinition }
    }
  }
}

