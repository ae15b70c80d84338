import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Account as _tollgate_v1_Account, Account__Output as _tollgate_v1_Account__Output } from './tollgate/v1/Account.ts';
import type { AccountServiceClient as _tollgate_v1_AccountServiceClient, AccountServiceDefinition as _tollgate_v1_AccountServiceDefinition } from './tollgate/v1/AccountService.ts';
import type { ActiveLeg as _tollgate_v1_ActiveLeg, ActiveLeg__Output as _tollgate_v1_ActiveLeg__Output } from './tollgate/v1/ActiveLeg.ts';
import type { AddCreditRequest as _tollgate_v1_AddCreditRequest, AddCreditRequest__Output as _tollgate_v1_AddCreditRequest__Output } from './tollgate/v1/AddCreditRequest.ts';
import type { AdjustBalanceRequest as _tollgate_v1_AdjustBalanceRequest, AdjustBalanceRequest__Output as _tollgate_v1_AdjustBalanceRequest__Output } from './tollgate/v1/AdjustBalanceRequest.ts';
import type { AllowanceUse as _tollgate_v1_AllowanceUse, AllowanceUse__Output as _tollgate_v1_AllowanceUse__Output } from './tollgate/v1/AllowanceUse.ts';
import type { AnswerRequest as _tollgate_v1_AnswerRequest, AnswerRequest__Output as _tollgate_v1_AnswerRequest__Output } from './tollgate/v1/AnswerRequest.ts';
import type { AnswerResponse as _tollgate_v1_AnswerResponse, AnswerResponse__Output as _tollgate_v1_AnswerResponse__Output } from './tollgate/v1/AnswerResponse.ts';
import type { AuthorizeBatchRequest as _tollgate_v1_AuthorizeBatchRequest, AuthorizeBatchRequest__Output as _tollgate_v1_AuthorizeBatchRequest__Output } from './tollgate/v1/AuthorizeBatchRequest.ts';
import type { AuthorizeBatchResponse as _tollgate_v1_AuthorizeBatchResponse, AuthorizeBatchResponse__Output as _tollgate_v1_AuthorizeBatchResponse__Output } from './tollgate/v1/AuthorizeBatchResponse.ts';
import type { AuthorizeRequest as _tollgate_v1_AuthorizeRequest, AuthorizeRequest__Output as _tollgate_v1_AuthorizeRequest__Output } from './tollgate/v1/AuthorizeRequest.ts';
import type { AuthorizeResponse as _tollgate_v1_AuthorizeResponse, AuthorizeResponse__Output as _tollgate_v1_AuthorizeResponse__Output } from './tollgate/v1/AuthorizeResponse.ts';
import type { BatchFault as _tollgate_v1_BatchFault, BatchFault__Output as _tollgate_v1_BatchFault__Output } from './tollgate/v1/BatchFault.ts';
import type { BatchRecipient as _tollgate_v1_BatchRecipient, BatchRecipient__Output as _tollgate_v1_BatchRecipient__Output } from './tollgate/v1/BatchRecipient.ts';
import type { BatchResult as _tollgate_v1_BatchResult, BatchResult__Output as _tollgate_v1_BatchResult__Output } from './tollgate/v1/BatchResult.ts';
import type { ChargeRequest as _tollgate_v1_ChargeRequest, ChargeRequest__Output as _tollgate_v1_ChargeRequest__Output } from './tollgate/v1/ChargeRequest.ts';
import type { ChargeResponse as _tollgate_v1_ChargeResponse, ChargeResponse__Output as _tollgate_v1_ChargeResponse__Output } from './tollgate/v1/ChargeResponse.ts';
import type { CreateAccountRequest as _tollgate_v1_CreateAccountRequest, CreateAccountRequest__Output as _tollgate_v1_CreateAccountRequest__Output } from './tollgate/v1/CreateAccountRequest.ts';
import type { CreditControlServiceClient as _tollgate_v1_CreditControlServiceClient, CreditControlServiceDefinition as _tollgate_v1_CreditControlServiceDefinition } from './tollgate/v1/CreditControlService.ts';
import type { CreditResponse as _tollgate_v1_CreditResponse, CreditResponse__Output as _tollgate_v1_CreditResponse__Output } from './tollgate/v1/CreditResponse.ts';
import type { DeleteSubjectRequest as _tollgate_v1_DeleteSubjectRequest, DeleteSubjectRequest__Output as _tollgate_v1_DeleteSubjectRequest__Output } from './tollgate/v1/DeleteSubjectRequest.ts';
import type { Disconnect as _tollgate_v1_Disconnect, Disconnect__Output as _tollgate_v1_Disconnect__Output } from './tollgate/v1/Disconnect.ts';
import type { ExtendNow as _tollgate_v1_ExtendNow, ExtendNow__Output as _tollgate_v1_ExtendNow__Output } from './tollgate/v1/ExtendNow.ts';
import type { ExtendRequest as _tollgate_v1_ExtendRequest, ExtendRequest__Output as _tollgate_v1_ExtendRequest__Output } from './tollgate/v1/ExtendRequest.ts';
import type { ExtendResponse as _tollgate_v1_ExtendResponse, ExtendResponse__Output as _tollgate_v1_ExtendResponse__Output } from './tollgate/v1/ExtendResponse.ts';
import type { FundingPart as _tollgate_v1_FundingPart, FundingPart__Output as _tollgate_v1_FundingPart__Output } from './tollgate/v1/FundingPart.ts';
import type { GetAccountRequest as _tollgate_v1_GetAccountRequest, GetAccountRequest__Output as _tollgate_v1_GetAccountRequest__Output } from './tollgate/v1/GetAccountRequest.ts';
import type { GetSubjectRequest as _tollgate_v1_GetSubjectRequest, GetSubjectRequest__Output as _tollgate_v1_GetSubjectRequest__Output } from './tollgate/v1/GetSubjectRequest.ts';
import type { GetUsageRequest as _tollgate_v1_GetUsageRequest, GetUsageRequest__Output as _tollgate_v1_GetUsageRequest__Output } from './tollgate/v1/GetUsageRequest.ts';
import type { Hold as _tollgate_v1_Hold, Hold__Output as _tollgate_v1_Hold__Output } from './tollgate/v1/Hold.ts';
import type { ListHoldsRequest as _tollgate_v1_ListHoldsRequest, ListHoldsRequest__Output as _tollgate_v1_ListHoldsRequest__Output } from './tollgate/v1/ListHoldsRequest.ts';
import type { ListHoldsResponse as _tollgate_v1_ListHoldsResponse, ListHoldsResponse__Output as _tollgate_v1_ListHoldsResponse__Output } from './tollgate/v1/ListHoldsResponse.ts';
import type { ListMovementsRequest as _tollgate_v1_ListMovementsRequest, ListMovementsRequest__Output as _tollgate_v1_ListMovementsRequest__Output } from './tollgate/v1/ListMovementsRequest.ts';
import type { ListSubjectsRequest as _tollgate_v1_ListSubjectsRequest, ListSubjectsRequest__Output as _tollgate_v1_ListSubjectsRequest__Output } from './tollgate/v1/ListSubjectsRequest.ts';
import type { ListSubjectsResponse as _tollgate_v1_ListSubjectsResponse, ListSubjectsResponse__Output as _tollgate_v1_ListSubjectsResponse__Output } from './tollgate/v1/ListSubjectsResponse.ts';
import type { Lot as _tollgate_v1_Lot, Lot__Output as _tollgate_v1_Lot__Output } from './tollgate/v1/Lot.ts';
import type { Movement as _tollgate_v1_Movement, Movement__Output as _tollgate_v1_Movement__Output } from './tollgate/v1/Movement.ts';
import type { QuoteRequest as _tollgate_v1_QuoteRequest, QuoteRequest__Output as _tollgate_v1_QuoteRequest__Output } from './tollgate/v1/QuoteRequest.ts';
import type { QuoteResponse as _tollgate_v1_QuoteResponse, QuoteResponse__Output as _tollgate_v1_QuoteResponse__Output } from './tollgate/v1/QuoteResponse.ts';
import type { ReconcileRequest as _tollgate_v1_ReconcileRequest, ReconcileRequest__Output as _tollgate_v1_ReconcileRequest__Output } from './tollgate/v1/ReconcileRequest.ts';
import type { ReconcileResponse as _tollgate_v1_ReconcileResponse, ReconcileResponse__Output as _tollgate_v1_ReconcileResponse__Output } from './tollgate/v1/ReconcileResponse.ts';
import type { ReleaseRequest as _tollgate_v1_ReleaseRequest, ReleaseRequest__Output as _tollgate_v1_ReleaseRequest__Output } from './tollgate/v1/ReleaseRequest.ts';
import type { SessionRequest as _tollgate_v1_SessionRequest, SessionRequest__Output as _tollgate_v1_SessionRequest__Output } from './tollgate/v1/SessionRequest.ts';
import type { SessionResponse as _tollgate_v1_SessionResponse, SessionResponse__Output as _tollgate_v1_SessionResponse__Output } from './tollgate/v1/SessionResponse.ts';
import type { SetSubjectRequest as _tollgate_v1_SetSubjectRequest, SetSubjectRequest__Output as _tollgate_v1_SetSubjectRequest__Output } from './tollgate/v1/SetSubjectRequest.ts';
import type { SettleRequest as _tollgate_v1_SettleRequest, SettleRequest__Output as _tollgate_v1_SettleRequest__Output } from './tollgate/v1/SettleRequest.ts';
import type { SettleResponse as _tollgate_v1_SettleResponse, SettleResponse__Output as _tollgate_v1_SettleResponse__Output } from './tollgate/v1/SettleResponse.ts';
import type { Subject as _tollgate_v1_Subject, Subject__Output as _tollgate_v1_Subject__Output } from './tollgate/v1/Subject.ts';
import type { Terms as _tollgate_v1_Terms, Terms__Output as _tollgate_v1_Terms__Output } from './tollgate/v1/Terms.ts';
import type { UpdateAccountRequest as _tollgate_v1_UpdateAccountRequest, UpdateAccountRequest__Output as _tollgate_v1_UpdateAccountRequest__Output } from './tollgate/v1/UpdateAccountRequest.ts';
import type { Usage as _tollgate_v1_Usage, Usage__Output as _tollgate_v1_Usage__Output } from './tollgate/v1/Usage.ts';
import type { UsageRow as _tollgate_v1_UsageRow, UsageRow__Output as _tollgate_v1_UsageRow__Output } from './tollgate/v1/UsageRow.ts';
import type { WatchAccountRequest as _tollgate_v1_WatchAccountRequest, WatchAccountRequest__Output as _tollgate_v1_WatchAccountRequest__Output } from './tollgate/v1/WatchAccountRequest.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tollgate: {
    v1: {
      Account: MessageTypeDefinition<_tollgate_v1_Account, _tollgate_v1_Account__Output>
      AccountService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_AccountServiceClient> & { service: _tollgate_v1_AccountServiceDefinition }
      AccountStatus: EnumTypeDefinition
      ActiveLeg: MessageTypeDefinition<_tollgate_v1_ActiveLeg, _tollgate_v1_ActiveLeg__Output>
      AddCreditRequest: MessageTypeDefinition<_tollgate_v1_AddCreditRequest, _tollgate_v1_AddCreditRequest__Output>
      AdjustBalanceRequest: MessageTypeDefinition<_tollgate_v1_AdjustBalanceRequest, _tollgate_v1_AdjustBalanceRequest__Output>
      AllowanceUse: MessageTypeDefinition<_tollgate_v1_AllowanceUse, _tollgate_v1_AllowanceUse__Output>
      AnswerRequest: MessageTypeDefinition<_tollgate_v1_AnswerRequest, _tollgate_v1_AnswerRequest__Output>
      AnswerResponse: MessageTypeDefinition<_tollgate_v1_AnswerResponse, _tollgate_v1_AnswerResponse__Output>
      AuthorizeBatchRequest: MessageTypeDefinition<_tollgate_v1_AuthorizeBatchRequest, _tollgate_v1_AuthorizeBatchRequest__Output>
      AuthorizeBatchResponse: MessageTypeDefinition<_tollgate_v1_AuthorizeBatchResponse, _tollgate_v1_AuthorizeBatchResponse__Output>
      AuthorizeRequest: MessageTypeDefinition<_tollgate_v1_AuthorizeRequest, _tollgate_v1_AuthorizeRequest__Output>
      AuthorizeResponse: MessageTypeDefinition<_tollgate_v1_AuthorizeResponse, _tollgate_v1_AuthorizeResponse__Output>
      BatchFault: MessageTypeDefinition<_tollgate_v1_BatchFault, _tollgate_v1_BatchFault__Output>
      BatchRecipient: MessageTypeDefinition<_tollgate_v1_BatchRecipient, _tollgate_v1_BatchRecipient__Output>
      BatchResult: MessageTypeDefinition<_tollgate_v1_BatchResult, _tollgate_v1_BatchResult__Output>
      ChargeRequest: MessageTypeDefinition<_tollgate_v1_ChargeRequest, _tollgate_v1_ChargeRequest__Output>
      ChargeResponse: MessageTypeDefinition<_tollgate_v1_ChargeResponse, _tollgate_v1_ChargeResponse__Output>
      CreateAccountRequest: MessageTypeDefinition<_tollgate_v1_CreateAccountRequest, _tollgate_v1_CreateAccountRequest__Output>
      CreditControlService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_CreditControlServiceClient> & { service: _tollgate_v1_CreditControlServiceDefinition }
      CreditResponse: MessageTypeDefinition<_tollgate_v1_CreditResponse, _tollgate_v1_CreditResponse__Output>
      Decision: EnumTypeDefinition
      DeleteSubjectRequest: MessageTypeDefinition<_tollgate_v1_DeleteSubjectRequest, _tollgate_v1_DeleteSubjectRequest__Output>
      Direction: EnumTypeDefinition
      Disconnect: MessageTypeDefinition<_tollgate_v1_Disconnect, _tollgate_v1_Disconnect__Output>
      ExtendNow: MessageTypeDefinition<_tollgate_v1_ExtendNow, _tollgate_v1_ExtendNow__Output>
      ExtendRequest: MessageTypeDefinition<_tollgate_v1_ExtendRequest, _tollgate_v1_ExtendRequest__Output>
      ExtendResponse: MessageTypeDefinition<_tollgate_v1_ExtendResponse, _tollgate_v1_ExtendResponse__Output>
      FundingPart: MessageTypeDefinition<_tollgate_v1_FundingPart, _tollgate_v1_FundingPart__Output>
      GetAccountRequest: MessageTypeDefinition<_tollgate_v1_GetAccountRequest, _tollgate_v1_GetAccountRequest__Output>
      GetSubjectRequest: MessageTypeDefinition<_tollgate_v1_GetSubjectRequest, _tollgate_v1_GetSubjectRequest__Output>
      GetUsageRequest: MessageTypeDefinition<_tollgate_v1_GetUsageRequest, _tollgate_v1_GetUsageRequest__Output>
      Hold: MessageTypeDefinition<_tollgate_v1_Hold, _tollgate_v1_Hold__Output>
      ListHoldsRequest: MessageTypeDefinition<_tollgate_v1_ListHoldsRequest, _tollgate_v1_ListHoldsRequest__Output>
      ListHoldsResponse: MessageTypeDefinition<_tollgate_v1_ListHoldsResponse, _tollgate_v1_ListHoldsResponse__Output>
      ListMovementsRequest: MessageTypeDefinition<_tollgate_v1_ListMovementsRequest, _tollgate_v1_ListMovementsRequest__Output>
      ListSubjectsRequest: MessageTypeDefinition<_tollgate_v1_ListSubjectsRequest, _tollgate_v1_ListSubjectsRequest__Output>
      ListSubjectsResponse: MessageTypeDefinition<_tollgate_v1_ListSubjectsResponse, _tollgate_v1_ListSubjectsResponse__Output>
      Lot: MessageTypeDefinition<_tollgate_v1_Lot, _tollgate_v1_Lot__Output>
      Movement: MessageTypeDefinition<_tollgate_v1_Movement, _tollgate_v1_Movement__Output>
      QuoteRequest: MessageTypeDefinition<_tollgate_v1_QuoteRequest, _tollgate_v1_QuoteRequest__Output>
      QuoteResponse: MessageTypeDefinition<_tollgate_v1_QuoteResponse, _tollgate_v1_QuoteResponse__Output>
      ReconcileRequest: MessageTypeDefinition<_tollgate_v1_ReconcileRequest, _tollgate_v1_ReconcileRequest__Output>
      ReconcileResponse: MessageTypeDefinition<_tollgate_v1_ReconcileResponse, _tollgate_v1_ReconcileResponse__Output>
      ReleaseRequest: MessageTypeDefinition<_tollgate_v1_ReleaseRequest, _tollgate_v1_ReleaseRequest__Output>
      ReservationStatus: EnumTypeDefinition
      SessionRequest: MessageTypeDefinition<_tollgate_v1_SessionRequest, _tollgate_v1_SessionRequest__Output>
      SessionResponse: MessageTypeDefinition<_tollgate_v1_SessionResponse, _tollgate_v1_SessionResponse__Output>
      SetSubjectRequest: MessageTypeDefinition<_tollgate_v1_SetSubjectRequest, _tollgate_v1_SetSubjectRequest__Output>
      SettleRequest: MessageTypeDefinition<_tollgate_v1_SettleRequest, _tollgate_v1_SettleRequest__Output>
      SettleResponse: MessageTypeDefinition<_tollgate_v1_SettleResponse, _tollgate_v1_SettleResponse__Output>
      Subject: MessageTypeDefinition<_tollgate_v1_Subject, _tollgate_v1_Subject__Output>
      Terms: MessageTypeDefinition<_tollgate_v1_Terms, _tollgate_v1_Terms__Output>
      UpdateAccountRequest: MessageTypeDefinition<_tollgate_v1_UpdateAccountRequest, _tollgate_v1_UpdateAccountRequest__Output>
      Usage: MessageTypeDefinition<_tollgate_v1_Usage, _tollgate_v1_Usage__Output>
      UsageRow: MessageTypeDefinition<_tollgate_v1_UsageRow, _tollgate_v1_UsageRow__Output>
      WatchAccountRequest: MessageTypeDefinition<_tollgate_v1_WatchAccountRequest, _tollgate_v1_WatchAccountRequest__Output>
    }
  }
}

