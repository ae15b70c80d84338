import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { ActiveLeg as _tollgate_v1_ActiveLeg, ActiveLeg__Output as _tollgate_v1_ActiveLeg__Output } from './tollgate/v1/ActiveLeg.ts';
import type { AnswerRequest as _tollgate_v1_AnswerRequest, AnswerRequest__Output as _tollgate_v1_AnswerRequest__Output } from './tollgate/v1/AnswerRequest.ts';
import type { AnswerResponse as _tollgate_v1_AnswerResponse, AnswerResponse__Output as _tollgate_v1_AnswerResponse__Output } from './tollgate/v1/AnswerResponse.ts';
import type { AuthorizeBatchRequest as _tollgate_v1_AuthorizeBatchRequest, AuthorizeBatchRequest__Output as _tollgate_v1_AuthorizeBatchRequest__Output } from './tollgate/v1/AuthorizeBatchRequest.ts';
import type { AuthorizeBatchResponse as _tollgate_v1_AuthorizeBatchResponse, AuthorizeBatchResponse__Output as _tollgate_v1_AuthorizeBatchResponse__Output } from './tollgate/v1/AuthorizeBatchResponse.ts';
import type { AuthorizeRequest as _tollgate_v1_AuthorizeRequest, AuthorizeRequest__Output as _tollgate_v1_AuthorizeRequest__Output } from './tollgate/v1/AuthorizeRequest.ts';
import type { AuthorizeResponse as _tollgate_v1_AuthorizeResponse, AuthorizeResponse__Output as _tollgate_v1_AuthorizeResponse__Output } from './tollgate/v1/AuthorizeResponse.ts';
import type { BatchRecipient as _tollgate_v1_BatchRecipient, BatchRecipient__Output as _tollgate_v1_BatchRecipient__Output } from './tollgate/v1/BatchRecipient.ts';
import type { BatchResult as _tollgate_v1_BatchResult, BatchResult__Output as _tollgate_v1_BatchResult__Output } from './tollgate/v1/BatchResult.ts';
import type { ChargeBatchRequest as _tollgate_v1_ChargeBatchRequest, ChargeBatchRequest__Output as _tollgate_v1_ChargeBatchRequest__Output } from './tollgate/v1/ChargeBatchRequest.ts';
import type { ChargeBatchResponse as _tollgate_v1_ChargeBatchResponse, ChargeBatchResponse__Output as _tollgate_v1_ChargeBatchResponse__Output } from './tollgate/v1/ChargeBatchResponse.ts';
import type { ChargeBatchResult as _tollgate_v1_ChargeBatchResult, ChargeBatchResult__Output as _tollgate_v1_ChargeBatchResult__Output } from './tollgate/v1/ChargeBatchResult.ts';
import type { ChargeRequest as _tollgate_v1_ChargeRequest, ChargeRequest__Output as _tollgate_v1_ChargeRequest__Output } from './tollgate/v1/ChargeRequest.ts';
import type { ChargeResponse as _tollgate_v1_ChargeResponse, ChargeResponse__Output as _tollgate_v1_ChargeResponse__Output } from './tollgate/v1/ChargeResponse.ts';
import type { CommandAck as _tollgate_v1_CommandAck, CommandAck__Output as _tollgate_v1_CommandAck__Output } from './tollgate/v1/CommandAck.ts';
import type { CreditControlServiceClient as _tollgate_v1_CreditControlServiceClient, CreditControlServiceDefinition as _tollgate_v1_CreditControlServiceDefinition } from './tollgate/v1/CreditControlService.ts';
import type { Disconnect as _tollgate_v1_Disconnect, Disconnect__Output as _tollgate_v1_Disconnect__Output } from './tollgate/v1/Disconnect.ts';
import type { ExtendNow as _tollgate_v1_ExtendNow, ExtendNow__Output as _tollgate_v1_ExtendNow__Output } from './tollgate/v1/ExtendNow.ts';
import type { ExtendRequest as _tollgate_v1_ExtendRequest, ExtendRequest__Output as _tollgate_v1_ExtendRequest__Output } from './tollgate/v1/ExtendRequest.ts';
import type { ExtendResponse as _tollgate_v1_ExtendResponse, ExtendResponse__Output as _tollgate_v1_ExtendResponse__Output } from './tollgate/v1/ExtendResponse.ts';
import type { Fault as _tollgate_v1_Fault, Fault__Output as _tollgate_v1_Fault__Output } from './tollgate/v1/Fault.ts';
import type { FundingPart as _tollgate_v1_FundingPart, FundingPart__Output as _tollgate_v1_FundingPart__Output } from './tollgate/v1/FundingPart.ts';
import type { LegResult as _tollgate_v1_LegResult, LegResult__Output as _tollgate_v1_LegResult__Output } from './tollgate/v1/LegResult.ts';
import type { MissingHold as _tollgate_v1_MissingHold, MissingHold__Output as _tollgate_v1_MissingHold__Output } from './tollgate/v1/MissingHold.ts';
import type { QuoteRequest as _tollgate_v1_QuoteRequest, QuoteRequest__Output as _tollgate_v1_QuoteRequest__Output } from './tollgate/v1/QuoteRequest.ts';
import type { QuoteResponse as _tollgate_v1_QuoteResponse, QuoteResponse__Output as _tollgate_v1_QuoteResponse__Output } from './tollgate/v1/QuoteResponse.ts';
import type { ReconcileRequest as _tollgate_v1_ReconcileRequest, ReconcileRequest__Output as _tollgate_v1_ReconcileRequest__Output } from './tollgate/v1/ReconcileRequest.ts';
import type { ReconcileResponse as _tollgate_v1_ReconcileResponse, ReconcileResponse__Output as _tollgate_v1_ReconcileResponse__Output } from './tollgate/v1/ReconcileResponse.ts';
import type { ReleaseRequest as _tollgate_v1_ReleaseRequest, ReleaseRequest__Output as _tollgate_v1_ReleaseRequest__Output } from './tollgate/v1/ReleaseRequest.ts';
import type { ReleaseResponse as _tollgate_v1_ReleaseResponse, ReleaseResponse__Output as _tollgate_v1_ReleaseResponse__Output } from './tollgate/v1/ReleaseResponse.ts';
import type { ReverseRequest as _tollgate_v1_ReverseRequest, ReverseRequest__Output as _tollgate_v1_ReverseRequest__Output } from './tollgate/v1/ReverseRequest.ts';
import type { ReverseResponse as _tollgate_v1_ReverseResponse, ReverseResponse__Output as _tollgate_v1_ReverseResponse__Output } from './tollgate/v1/ReverseResponse.ts';
import type { SessionHeartbeat as _tollgate_v1_SessionHeartbeat, SessionHeartbeat__Output as _tollgate_v1_SessionHeartbeat__Output } from './tollgate/v1/SessionHeartbeat.ts';
import type { SessionHello as _tollgate_v1_SessionHello, SessionHello__Output as _tollgate_v1_SessionHello__Output } from './tollgate/v1/SessionHello.ts';
import type { SessionReady as _tollgate_v1_SessionReady, SessionReady__Output as _tollgate_v1_SessionReady__Output } from './tollgate/v1/SessionReady.ts';
import type { SessionRequest as _tollgate_v1_SessionRequest, SessionRequest__Output as _tollgate_v1_SessionRequest__Output } from './tollgate/v1/SessionRequest.ts';
import type { SessionResponse as _tollgate_v1_SessionResponse, SessionResponse__Output as _tollgate_v1_SessionResponse__Output } from './tollgate/v1/SessionResponse.ts';
import type { SettleBatchRequest as _tollgate_v1_SettleBatchRequest, SettleBatchRequest__Output as _tollgate_v1_SettleBatchRequest__Output } from './tollgate/v1/SettleBatchRequest.ts';
import type { SettleBatchResponse as _tollgate_v1_SettleBatchResponse, SettleBatchResponse__Output as _tollgate_v1_SettleBatchResponse__Output } from './tollgate/v1/SettleBatchResponse.ts';
import type { SettleBatchResult as _tollgate_v1_SettleBatchResult, SettleBatchResult__Output as _tollgate_v1_SettleBatchResult__Output } from './tollgate/v1/SettleBatchResult.ts';
import type { SettleRequest as _tollgate_v1_SettleRequest, SettleRequest__Output as _tollgate_v1_SettleRequest__Output } from './tollgate/v1/SettleRequest.ts';
import type { SettleResponse as _tollgate_v1_SettleResponse, SettleResponse__Output as _tollgate_v1_SettleResponse__Output } from './tollgate/v1/SettleResponse.ts';
import type { Terms as _tollgate_v1_Terms, Terms__Output as _tollgate_v1_Terms__Output } from './tollgate/v1/Terms.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tollgate: {
    v1: {
      AccountStatus: EnumTypeDefinition
      ActiveLeg: MessageTypeDefinition<_tollgate_v1_ActiveLeg, _tollgate_v1_ActiveLeg__Output>
      AnswerRequest: MessageTypeDefinition<_tollgate_v1_AnswerRequest, _tollgate_v1_AnswerRequest__Output>
      AnswerResponse: MessageTypeDefinition<_tollgate_v1_AnswerResponse, _tollgate_v1_AnswerResponse__Output>
      AuthorizeBatchRequest: MessageTypeDefinition<_tollgate_v1_AuthorizeBatchRequest, _tollgate_v1_AuthorizeBatchRequest__Output>
      AuthorizeBatchResponse: MessageTypeDefinition<_tollgate_v1_AuthorizeBatchResponse, _tollgate_v1_AuthorizeBatchResponse__Output>
      AuthorizeRequest: MessageTypeDefinition<_tollgate_v1_AuthorizeRequest, _tollgate_v1_AuthorizeRequest__Output>
      AuthorizeResponse: MessageTypeDefinition<_tollgate_v1_AuthorizeResponse, _tollgate_v1_AuthorizeResponse__Output>
      BatchRecipient: MessageTypeDefinition<_tollgate_v1_BatchRecipient, _tollgate_v1_BatchRecipient__Output>
      BatchResult: MessageTypeDefinition<_tollgate_v1_BatchResult, _tollgate_v1_BatchResult__Output>
      ChargeBatchRequest: MessageTypeDefinition<_tollgate_v1_ChargeBatchRequest, _tollgate_v1_ChargeBatchRequest__Output>
      ChargeBatchResponse: MessageTypeDefinition<_tollgate_v1_ChargeBatchResponse, _tollgate_v1_ChargeBatchResponse__Output>
      ChargeBatchResult: MessageTypeDefinition<_tollgate_v1_ChargeBatchResult, _tollgate_v1_ChargeBatchResult__Output>
      ChargeRequest: MessageTypeDefinition<_tollgate_v1_ChargeRequest, _tollgate_v1_ChargeRequest__Output>
      ChargeResponse: MessageTypeDefinition<_tollgate_v1_ChargeResponse, _tollgate_v1_ChargeResponse__Output>
      CommandAck: MessageTypeDefinition<_tollgate_v1_CommandAck, _tollgate_v1_CommandAck__Output>
      CreditControlService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_CreditControlServiceClient> & { service: _tollgate_v1_CreditControlServiceDefinition }
      Decision: EnumTypeDefinition
      Direction: EnumTypeDefinition
      Disconnect: MessageTypeDefinition<_tollgate_v1_Disconnect, _tollgate_v1_Disconnect__Output>
      ExtendNow: MessageTypeDefinition<_tollgate_v1_ExtendNow, _tollgate_v1_ExtendNow__Output>
      ExtendRequest: MessageTypeDefinition<_tollgate_v1_ExtendRequest, _tollgate_v1_ExtendRequest__Output>
      ExtendResponse: MessageTypeDefinition<_tollgate_v1_ExtendResponse, _tollgate_v1_ExtendResponse__Output>
      Fault: MessageTypeDefinition<_tollgate_v1_Fault, _tollgate_v1_Fault__Output>
      Fraction: EnumTypeDefinition
      FundingPart: MessageTypeDefinition<_tollgate_v1_FundingPart, _tollgate_v1_FundingPart__Output>
      FundingSource: EnumTypeDefinition
      LegResult: MessageTypeDefinition<_tollgate_v1_LegResult, _tollgate_v1_LegResult__Output>
      LegState: EnumTypeDefinition
      ListState: EnumTypeDefinition
      MissingHold: MessageTypeDefinition<_tollgate_v1_MissingHold, _tollgate_v1_MissingHold__Output>
      QuoteRequest: MessageTypeDefinition<_tollgate_v1_QuoteRequest, _tollgate_v1_QuoteRequest__Output>
      QuoteResponse: MessageTypeDefinition<_tollgate_v1_QuoteResponse, _tollgate_v1_QuoteResponse__Output>
      ReconcileRequest: MessageTypeDefinition<_tollgate_v1_ReconcileRequest, _tollgate_v1_ReconcileRequest__Output>
      ReconcileResponse: MessageTypeDefinition<_tollgate_v1_ReconcileResponse, _tollgate_v1_ReconcileResponse__Output>
      ReleaseRequest: MessageTypeDefinition<_tollgate_v1_ReleaseRequest, _tollgate_v1_ReleaseRequest__Output>
      ReleaseResponse: MessageTypeDefinition<_tollgate_v1_ReleaseResponse, _tollgate_v1_ReleaseResponse__Output>
      ReservationStatus: EnumTypeDefinition
      ReverseRequest: MessageTypeDefinition<_tollgate_v1_ReverseRequest, _tollgate_v1_ReverseRequest__Output>
      ReverseResponse: MessageTypeDefinition<_tollgate_v1_ReverseResponse, _tollgate_v1_ReverseResponse__Output>
      SessionHeartbeat: MessageTypeDefinition<_tollgate_v1_SessionHeartbeat, _tollgate_v1_SessionHeartbeat__Output>
      SessionHello: MessageTypeDefinition<_tollgate_v1_SessionHello, _tollgate_v1_SessionHello__Output>
      SessionReady: MessageTypeDefinition<_tollgate_v1_SessionReady, _tollgate_v1_SessionReady__Output>
      SessionRequest: MessageTypeDefinition<_tollgate_v1_SessionRequest, _tollgate_v1_SessionRequest__Output>
      SessionResponse: MessageTypeDefinition<_tollgate_v1_SessionResponse, _tollgate_v1_SessionResponse__Output>
      SettleBatchRequest: MessageTypeDefinition<_tollgate_v1_SettleBatchRequest, _tollgate_v1_SettleBatchRequest__Output>
      SettleBatchResponse: MessageTypeDefinition<_tollgate_v1_SettleBatchResponse, _tollgate_v1_SettleBatchResponse__Output>
      SettleBatchResult: MessageTypeDefinition<_tollgate_v1_SettleBatchResult, _tollgate_v1_SettleBatchResult__Output>
      SettleRequest: MessageTypeDefinition<_tollgate_v1_SettleRequest, _tollgate_v1_SettleRequest__Output>
      SettleResponse: MessageTypeDefinition<_tollgate_v1_SettleResponse, _tollgate_v1_SettleResponse__Output>
      Terms: MessageTypeDefinition<_tollgate_v1_Terms, _tollgate_v1_Terms__Output>
    }
  }
}

