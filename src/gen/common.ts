import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Fault as _tollgate_v1_Fault, Fault__Output as _tollgate_v1_Fault__Output } from './tollgate/v1/Fault.ts';
import type { FundingPart as _tollgate_v1_FundingPart, FundingPart__Output as _tollgate_v1_FundingPart__Output } from './tollgate/v1/FundingPart.ts';
import type { Terms as _tollgate_v1_Terms, Terms__Output as _tollgate_v1_Terms__Output } from './tollgate/v1/Terms.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tollgate: {
    v1: {
      AccountStatus: EnumTypeDefinition
      Decision: EnumTypeDefinition
      Direction: EnumTypeDefinition
      Fault: MessageTypeDefinition<_tollgate_v1_Fault, _tollgate_v1_Fault__Output>
      Fraction: EnumTypeDefinition
      FundingPart: MessageTypeDefinition<_tollgate_v1_FundingPart, _tollgate_v1_FundingPart__Output>
      FundingSource: EnumTypeDefinition
      ReservationStatus: EnumTypeDefinition
      Terms: MessageTypeDefinition<_tollgate_v1_Terms, _tollgate_v1_Terms__Output>
    }
  }
}

