import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { FieldMask as _google_protobuf_FieldMask, FieldMask__Output as _google_protobuf_FieldMask__Output } from './google/protobuf/FieldMask.ts';
import type { Account as _tollgate_v1_Account, Account__Output as _tollgate_v1_Account__Output } from './tollgate/v1/Account.ts';
import type { AccountServiceClient as _tollgate_v1_AccountServiceClient, AccountServiceDefinition as _tollgate_v1_AccountServiceDefinition } from './tollgate/v1/AccountService.ts';
import type { ActiveLeg as _tollgate_v1_ActiveLeg, ActiveLeg__Output as _tollgate_v1_ActiveLeg__Output } from './tollgate/v1/ActiveLeg.ts';
import type { AddCreditRequest as _tollgate_v1_AddCreditRequest, AddCreditRequest__Output as _tollgate_v1_AddCreditRequest__Output } from './tollgate/v1/AddCreditRequest.ts';
import type { AddCreditResponse as _tollgate_v1_AddCreditResponse, AddCreditResponse__Output as _tollgate_v1_AddCreditResponse__Output } from './tollgate/v1/AddCreditResponse.ts';
import type { AdjustBalanceRequest as _tollgate_v1_AdjustBalanceRequest, AdjustBalanceRequest__Output as _tollgate_v1_AdjustBalanceRequest__Output } from './tollgate/v1/AdjustBalanceRequest.ts';
import type { AdjustBalanceResponse as _tollgate_v1_AdjustBalanceResponse, AdjustBalanceResponse__Output as _tollgate_v1_AdjustBalanceResponse__Output } from './tollgate/v1/AdjustBalanceResponse.ts';
import type { AllowanceUse as _tollgate_v1_AllowanceUse, AllowanceUse__Output as _tollgate_v1_AllowanceUse__Output } from './tollgate/v1/AllowanceUse.ts';
import type { AnswerRequest as _tollgate_v1_AnswerRequest, AnswerRequest__Output as _tollgate_v1_AnswerRequest__Output } from './tollgate/v1/AnswerRequest.ts';
import type { AnswerResponse as _tollgate_v1_AnswerResponse, AnswerResponse__Output as _tollgate_v1_AnswerResponse__Output } from './tollgate/v1/AnswerResponse.ts';
import type { ArchivedMovement as _tollgate_v1_ArchivedMovement, ArchivedMovement__Output as _tollgate_v1_ArchivedMovement__Output } from './tollgate/v1/ArchivedMovement.ts';
import type { AuthorizeBatchRequest as _tollgate_v1_AuthorizeBatchRequest, AuthorizeBatchRequest__Output as _tollgate_v1_AuthorizeBatchRequest__Output } from './tollgate/v1/AuthorizeBatchRequest.ts';
import type { AuthorizeBatchResponse as _tollgate_v1_AuthorizeBatchResponse, AuthorizeBatchResponse__Output as _tollgate_v1_AuthorizeBatchResponse__Output } from './tollgate/v1/AuthorizeBatchResponse.ts';
import type { AuthorizeRequest as _tollgate_v1_AuthorizeRequest, AuthorizeRequest__Output as _tollgate_v1_AuthorizeRequest__Output } from './tollgate/v1/AuthorizeRequest.ts';
import type { AuthorizeResponse as _tollgate_v1_AuthorizeResponse, AuthorizeResponse__Output as _tollgate_v1_AuthorizeResponse__Output } from './tollgate/v1/AuthorizeResponse.ts';
import type { BatchRecipient as _tollgate_v1_BatchRecipient, BatchRecipient__Output as _tollgate_v1_BatchRecipient__Output } from './tollgate/v1/BatchRecipient.ts';
import type { BatchResult as _tollgate_v1_BatchResult, BatchResult__Output as _tollgate_v1_BatchResult__Output } from './tollgate/v1/BatchResult.ts';
import type { Call as _tollgate_v1_Call, Call__Output as _tollgate_v1_Call__Output } from './tollgate/v1/Call.ts';
import type { ChargeBatchRequest as _tollgate_v1_ChargeBatchRequest, ChargeBatchRequest__Output as _tollgate_v1_ChargeBatchRequest__Output } from './tollgate/v1/ChargeBatchRequest.ts';
import type { ChargeBatchResponse as _tollgate_v1_ChargeBatchResponse, ChargeBatchResponse__Output as _tollgate_v1_ChargeBatchResponse__Output } from './tollgate/v1/ChargeBatchResponse.ts';
import type { ChargeBatchResult as _tollgate_v1_ChargeBatchResult, ChargeBatchResult__Output as _tollgate_v1_ChargeBatchResult__Output } from './tollgate/v1/ChargeBatchResult.ts';
import type { ChargeRequest as _tollgate_v1_ChargeRequest, ChargeRequest__Output as _tollgate_v1_ChargeRequest__Output } from './tollgate/v1/ChargeRequest.ts';
import type { ChargeResponse as _tollgate_v1_ChargeResponse, ChargeResponse__Output as _tollgate_v1_ChargeResponse__Output } from './tollgate/v1/ChargeResponse.ts';
import type { CommandAck as _tollgate_v1_CommandAck, CommandAck__Output as _tollgate_v1_CommandAck__Output } from './tollgate/v1/CommandAck.ts';
import type { ConfirmPaymentMethodRequest as _tollgate_v1_ConfirmPaymentMethodRequest, ConfirmPaymentMethodRequest__Output as _tollgate_v1_ConfirmPaymentMethodRequest__Output } from './tollgate/v1/ConfirmPaymentMethodRequest.ts';
import type { ConfirmPaymentMethodResponse as _tollgate_v1_ConfirmPaymentMethodResponse, ConfirmPaymentMethodResponse__Output as _tollgate_v1_ConfirmPaymentMethodResponse__Output } from './tollgate/v1/ConfirmPaymentMethodResponse.ts';
import type { CreateAccountRequest as _tollgate_v1_CreateAccountRequest, CreateAccountRequest__Output as _tollgate_v1_CreateAccountRequest__Output } from './tollgate/v1/CreateAccountRequest.ts';
import type { CreateAccountResponse as _tollgate_v1_CreateAccountResponse, CreateAccountResponse__Output as _tollgate_v1_CreateAccountResponse__Output } from './tollgate/v1/CreateAccountResponse.ts';
import type { CreditControlServiceClient as _tollgate_v1_CreditControlServiceClient, CreditControlServiceDefinition as _tollgate_v1_CreditControlServiceDefinition } from './tollgate/v1/CreditControlService.ts';
import type { DeleteSubjectRequest as _tollgate_v1_DeleteSubjectRequest, DeleteSubjectRequest__Output as _tollgate_v1_DeleteSubjectRequest__Output } from './tollgate/v1/DeleteSubjectRequest.ts';
import type { DeleteSubjectResponse as _tollgate_v1_DeleteSubjectResponse, DeleteSubjectResponse__Output as _tollgate_v1_DeleteSubjectResponse__Output } from './tollgate/v1/DeleteSubjectResponse.ts';
import type { Disconnect as _tollgate_v1_Disconnect, Disconnect__Output as _tollgate_v1_Disconnect__Output } from './tollgate/v1/Disconnect.ts';
import type { ExportReportRequest as _tollgate_v1_ExportReportRequest, ExportReportRequest__Output as _tollgate_v1_ExportReportRequest__Output } from './tollgate/v1/ExportReportRequest.ts';
import type { ExportReportResponse as _tollgate_v1_ExportReportResponse, ExportReportResponse__Output as _tollgate_v1_ExportReportResponse__Output } from './tollgate/v1/ExportReportResponse.ts';
import type { ExtendNow as _tollgate_v1_ExtendNow, ExtendNow__Output as _tollgate_v1_ExtendNow__Output } from './tollgate/v1/ExtendNow.ts';
import type { ExtendRequest as _tollgate_v1_ExtendRequest, ExtendRequest__Output as _tollgate_v1_ExtendRequest__Output } from './tollgate/v1/ExtendRequest.ts';
import type { ExtendResponse as _tollgate_v1_ExtendResponse, ExtendResponse__Output as _tollgate_v1_ExtendResponse__Output } from './tollgate/v1/ExtendResponse.ts';
import type { Fault as _tollgate_v1_Fault, Fault__Output as _tollgate_v1_Fault__Output } from './tollgate/v1/Fault.ts';
import type { FundingPart as _tollgate_v1_FundingPart, FundingPart__Output as _tollgate_v1_FundingPart__Output } from './tollgate/v1/FundingPart.ts';
import type { GetAccountRequest as _tollgate_v1_GetAccountRequest, GetAccountRequest__Output as _tollgate_v1_GetAccountRequest__Output } from './tollgate/v1/GetAccountRequest.ts';
import type { GetAccountResponse as _tollgate_v1_GetAccountResponse, GetAccountResponse__Output as _tollgate_v1_GetAccountResponse__Output } from './tollgate/v1/GetAccountResponse.ts';
import type { GetRechargeRequest as _tollgate_v1_GetRechargeRequest, GetRechargeRequest__Output as _tollgate_v1_GetRechargeRequest__Output } from './tollgate/v1/GetRechargeRequest.ts';
import type { GetRechargeResponse as _tollgate_v1_GetRechargeResponse, GetRechargeResponse__Output as _tollgate_v1_GetRechargeResponse__Output } from './tollgate/v1/GetRechargeResponse.ts';
import type { GetSubjectRequest as _tollgate_v1_GetSubjectRequest, GetSubjectRequest__Output as _tollgate_v1_GetSubjectRequest__Output } from './tollgate/v1/GetSubjectRequest.ts';
import type { GetSubjectResponse as _tollgate_v1_GetSubjectResponse, GetSubjectResponse__Output as _tollgate_v1_GetSubjectResponse__Output } from './tollgate/v1/GetSubjectResponse.ts';
import type { GetUsageRequest as _tollgate_v1_GetUsageRequest, GetUsageRequest__Output as _tollgate_v1_GetUsageRequest__Output } from './tollgate/v1/GetUsageRequest.ts';
import type { GetUsageResponse as _tollgate_v1_GetUsageResponse, GetUsageResponse__Output as _tollgate_v1_GetUsageResponse__Output } from './tollgate/v1/GetUsageResponse.ts';
import type { Hold as _tollgate_v1_Hold, Hold__Output as _tollgate_v1_Hold__Output } from './tollgate/v1/Hold.ts';
import type { LegResult as _tollgate_v1_LegResult, LegResult__Output as _tollgate_v1_LegResult__Output } from './tollgate/v1/LegResult.ts';
import type { ListAccountsRequest as _tollgate_v1_ListAccountsRequest, ListAccountsRequest__Output as _tollgate_v1_ListAccountsRequest__Output } from './tollgate/v1/ListAccountsRequest.ts';
import type { ListAccountsResponse as _tollgate_v1_ListAccountsResponse, ListAccountsResponse__Output as _tollgate_v1_ListAccountsResponse__Output } from './tollgate/v1/ListAccountsResponse.ts';
import type { ListCallsRequest as _tollgate_v1_ListCallsRequest, ListCallsRequest__Output as _tollgate_v1_ListCallsRequest__Output } from './tollgate/v1/ListCallsRequest.ts';
import type { ListCallsResponse as _tollgate_v1_ListCallsResponse, ListCallsResponse__Output as _tollgate_v1_ListCallsResponse__Output } from './tollgate/v1/ListCallsResponse.ts';
import type { ListHoldsRequest as _tollgate_v1_ListHoldsRequest, ListHoldsRequest__Output as _tollgate_v1_ListHoldsRequest__Output } from './tollgate/v1/ListHoldsRequest.ts';
import type { ListHoldsResponse as _tollgate_v1_ListHoldsResponse, ListHoldsResponse__Output as _tollgate_v1_ListHoldsResponse__Output } from './tollgate/v1/ListHoldsResponse.ts';
import type { ListMovementsRequest as _tollgate_v1_ListMovementsRequest, ListMovementsRequest__Output as _tollgate_v1_ListMovementsRequest__Output } from './tollgate/v1/ListMovementsRequest.ts';
import type { ListMovementsResponse as _tollgate_v1_ListMovementsResponse, ListMovementsResponse__Output as _tollgate_v1_ListMovementsResponse__Output } from './tollgate/v1/ListMovementsResponse.ts';
import type { ListSubjectsRequest as _tollgate_v1_ListSubjectsRequest, ListSubjectsRequest__Output as _tollgate_v1_ListSubjectsRequest__Output } from './tollgate/v1/ListSubjectsRequest.ts';
import type { ListSubjectsResponse as _tollgate_v1_ListSubjectsResponse, ListSubjectsResponse__Output as _tollgate_v1_ListSubjectsResponse__Output } from './tollgate/v1/ListSubjectsResponse.ts';
import type { Lot as _tollgate_v1_Lot, Lot__Output as _tollgate_v1_Lot__Output } from './tollgate/v1/Lot.ts';
import type { MissingHold as _tollgate_v1_MissingHold, MissingHold__Output as _tollgate_v1_MissingHold__Output } from './tollgate/v1/MissingHold.ts';
import type { Movement as _tollgate_v1_Movement, Movement__Output as _tollgate_v1_Movement__Output } from './tollgate/v1/Movement.ts';
import type { Pack as _tollgate_v1_Pack, Pack__Output as _tollgate_v1_Pack__Output } from './tollgate/v1/Pack.ts';
import type { Payment as _tollgate_v1_Payment, Payment__Output as _tollgate_v1_Payment__Output } from './tollgate/v1/Payment.ts';
import type { PurchaseCreditRequest as _tollgate_v1_PurchaseCreditRequest, PurchaseCreditRequest__Output as _tollgate_v1_PurchaseCreditRequest__Output } from './tollgate/v1/PurchaseCreditRequest.ts';
import type { PurchaseCreditResponse as _tollgate_v1_PurchaseCreditResponse, PurchaseCreditResponse__Output as _tollgate_v1_PurchaseCreditResponse__Output } from './tollgate/v1/PurchaseCreditResponse.ts';
import type { QueryMovementsRequest as _tollgate_v1_QueryMovementsRequest, QueryMovementsRequest__Output as _tollgate_v1_QueryMovementsRequest__Output } from './tollgate/v1/QueryMovementsRequest.ts';
import type { QueryMovementsResponse as _tollgate_v1_QueryMovementsResponse, QueryMovementsResponse__Output as _tollgate_v1_QueryMovementsResponse__Output } from './tollgate/v1/QueryMovementsResponse.ts';
import type { QueryUsageRequest as _tollgate_v1_QueryUsageRequest, QueryUsageRequest__Output as _tollgate_v1_QueryUsageRequest__Output } from './tollgate/v1/QueryUsageRequest.ts';
import type { QueryUsageResponse as _tollgate_v1_QueryUsageResponse, QueryUsageResponse__Output as _tollgate_v1_QueryUsageResponse__Output } from './tollgate/v1/QueryUsageResponse.ts';
import type { QuoteRequest as _tollgate_v1_QuoteRequest, QuoteRequest__Output as _tollgate_v1_QuoteRequest__Output } from './tollgate/v1/QuoteRequest.ts';
import type { QuoteResponse as _tollgate_v1_QuoteResponse, QuoteResponse__Output as _tollgate_v1_QuoteResponse__Output } from './tollgate/v1/QuoteResponse.ts';
import type { Recharge as _tollgate_v1_Recharge, Recharge__Output as _tollgate_v1_Recharge__Output } from './tollgate/v1/Recharge.ts';
import type { RechargeServiceClient as _tollgate_v1_RechargeServiceClient, RechargeServiceDefinition as _tollgate_v1_RechargeServiceDefinition } from './tollgate/v1/RechargeService.ts';
import type { RecommendRechargeRequest as _tollgate_v1_RecommendRechargeRequest, RecommendRechargeRequest__Output as _tollgate_v1_RecommendRechargeRequest__Output } from './tollgate/v1/RecommendRechargeRequest.ts';
import type { RecommendRechargeResponse as _tollgate_v1_RecommendRechargeResponse, RecommendRechargeResponse__Output as _tollgate_v1_RecommendRechargeResponse__Output } from './tollgate/v1/RecommendRechargeResponse.ts';
import type { ReconcileRequest as _tollgate_v1_ReconcileRequest, ReconcileRequest__Output as _tollgate_v1_ReconcileRequest__Output } from './tollgate/v1/ReconcileRequest.ts';
import type { ReconcileResponse as _tollgate_v1_ReconcileResponse, ReconcileResponse__Output as _tollgate_v1_ReconcileResponse__Output } from './tollgate/v1/ReconcileResponse.ts';
import type { ReleaseRequest as _tollgate_v1_ReleaseRequest, ReleaseRequest__Output as _tollgate_v1_ReleaseRequest__Output } from './tollgate/v1/ReleaseRequest.ts';
import type { ReleaseResponse as _tollgate_v1_ReleaseResponse, ReleaseResponse__Output as _tollgate_v1_ReleaseResponse__Output } from './tollgate/v1/ReleaseResponse.ts';
import type { ReportInvoicePaidRequest as _tollgate_v1_ReportInvoicePaidRequest, ReportInvoicePaidRequest__Output as _tollgate_v1_ReportInvoicePaidRequest__Output } from './tollgate/v1/ReportInvoicePaidRequest.ts';
import type { ReportInvoicePaidResponse as _tollgate_v1_ReportInvoicePaidResponse, ReportInvoicePaidResponse__Output as _tollgate_v1_ReportInvoicePaidResponse__Output } from './tollgate/v1/ReportInvoicePaidResponse.ts';
import type { ReportRechargeRequest as _tollgate_v1_ReportRechargeRequest, ReportRechargeRequest__Output as _tollgate_v1_ReportRechargeRequest__Output } from './tollgate/v1/ReportRechargeRequest.ts';
import type { ReportRechargeResponse as _tollgate_v1_ReportRechargeResponse, ReportRechargeResponse__Output as _tollgate_v1_ReportRechargeResponse__Output } from './tollgate/v1/ReportRechargeResponse.ts';
import type { ReportServiceClient as _tollgate_v1_ReportServiceClient, ReportServiceDefinition as _tollgate_v1_ReportServiceDefinition } from './tollgate/v1/ReportService.ts';
import type { ReverseRequest as _tollgate_v1_ReverseRequest, ReverseRequest__Output as _tollgate_v1_ReverseRequest__Output } from './tollgate/v1/ReverseRequest.ts';
import type { ReverseResponse as _tollgate_v1_ReverseResponse, ReverseResponse__Output as _tollgate_v1_ReverseResponse__Output } from './tollgate/v1/ReverseResponse.ts';
import type { SessionHeartbeat as _tollgate_v1_SessionHeartbeat, SessionHeartbeat__Output as _tollgate_v1_SessionHeartbeat__Output } from './tollgate/v1/SessionHeartbeat.ts';
import type { SessionHello as _tollgate_v1_SessionHello, SessionHello__Output as _tollgate_v1_SessionHello__Output } from './tollgate/v1/SessionHello.ts';
import type { SessionReady as _tollgate_v1_SessionReady, SessionReady__Output as _tollgate_v1_SessionReady__Output } from './tollgate/v1/SessionReady.ts';
import type { SessionRequest as _tollgate_v1_SessionRequest, SessionRequest__Output as _tollgate_v1_SessionRequest__Output } from './tollgate/v1/SessionRequest.ts';
import type { SessionResponse as _tollgate_v1_SessionResponse, SessionResponse__Output as _tollgate_v1_SessionResponse__Output } from './tollgate/v1/SessionResponse.ts';
import type { SetPaymentMethodRequest as _tollgate_v1_SetPaymentMethodRequest, SetPaymentMethodRequest__Output as _tollgate_v1_SetPaymentMethodRequest__Output } from './tollgate/v1/SetPaymentMethodRequest.ts';
import type { SetPaymentMethodResponse as _tollgate_v1_SetPaymentMethodResponse, SetPaymentMethodResponse__Output as _tollgate_v1_SetPaymentMethodResponse__Output } from './tollgate/v1/SetPaymentMethodResponse.ts';
import type { SetRechargeRequest as _tollgate_v1_SetRechargeRequest, SetRechargeRequest__Output as _tollgate_v1_SetRechargeRequest__Output } from './tollgate/v1/SetRechargeRequest.ts';
import type { SetRechargeResponse as _tollgate_v1_SetRechargeResponse, SetRechargeResponse__Output as _tollgate_v1_SetRechargeResponse__Output } from './tollgate/v1/SetRechargeResponse.ts';
import type { SetSubjectRequest as _tollgate_v1_SetSubjectRequest, SetSubjectRequest__Output as _tollgate_v1_SetSubjectRequest__Output } from './tollgate/v1/SetSubjectRequest.ts';
import type { SetSubjectResponse as _tollgate_v1_SetSubjectResponse, SetSubjectResponse__Output as _tollgate_v1_SetSubjectResponse__Output } from './tollgate/v1/SetSubjectResponse.ts';
import type { SettleBatchRequest as _tollgate_v1_SettleBatchRequest, SettleBatchRequest__Output as _tollgate_v1_SettleBatchRequest__Output } from './tollgate/v1/SettleBatchRequest.ts';
import type { SettleBatchResponse as _tollgate_v1_SettleBatchResponse, SettleBatchResponse__Output as _tollgate_v1_SettleBatchResponse__Output } from './tollgate/v1/SettleBatchResponse.ts';
import type { SettleBatchResult as _tollgate_v1_SettleBatchResult, SettleBatchResult__Output as _tollgate_v1_SettleBatchResult__Output } from './tollgate/v1/SettleBatchResult.ts';
import type { SettleRequest as _tollgate_v1_SettleRequest, SettleRequest__Output as _tollgate_v1_SettleRequest__Output } from './tollgate/v1/SettleRequest.ts';
import type { SettleResponse as _tollgate_v1_SettleResponse, SettleResponse__Output as _tollgate_v1_SettleResponse__Output } from './tollgate/v1/SettleResponse.ts';
import type { Subject as _tollgate_v1_Subject, Subject__Output as _tollgate_v1_Subject__Output } from './tollgate/v1/Subject.ts';
import type { Terms as _tollgate_v1_Terms, Terms__Output as _tollgate_v1_Terms__Output } from './tollgate/v1/Terms.ts';
import type { UpdateAccountRequest as _tollgate_v1_UpdateAccountRequest, UpdateAccountRequest__Output as _tollgate_v1_UpdateAccountRequest__Output } from './tollgate/v1/UpdateAccountRequest.ts';
import type { UpdateAccountResponse as _tollgate_v1_UpdateAccountResponse, UpdateAccountResponse__Output as _tollgate_v1_UpdateAccountResponse__Output } from './tollgate/v1/UpdateAccountResponse.ts';
import type { UsageGroup as _tollgate_v1_UsageGroup, UsageGroup__Output as _tollgate_v1_UsageGroup__Output } from './tollgate/v1/UsageGroup.ts';
import type { UsageRow as _tollgate_v1_UsageRow, UsageRow__Output as _tollgate_v1_UsageRow__Output } from './tollgate/v1/UsageRow.ts';
import type { VerifyPaymentMethodRequest as _tollgate_v1_VerifyPaymentMethodRequest, VerifyPaymentMethodRequest__Output as _tollgate_v1_VerifyPaymentMethodRequest__Output } from './tollgate/v1/VerifyPaymentMethodRequest.ts';
import type { VerifyPaymentMethodResponse as _tollgate_v1_VerifyPaymentMethodResponse, VerifyPaymentMethodResponse__Output as _tollgate_v1_VerifyPaymentMethodResponse__Output } from './tollgate/v1/VerifyPaymentMethodResponse.ts';
import type { WatchAccountRequest as _tollgate_v1_WatchAccountRequest, WatchAccountRequest__Output as _tollgate_v1_WatchAccountRequest__Output } from './tollgate/v1/WatchAccountRequest.ts';
import type { WatchAccountResponse as _tollgate_v1_WatchAccountResponse, WatchAccountResponse__Output as _tollgate_v1_WatchAccountResponse__Output } from './tollgate/v1/WatchAccountResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      FieldMask: MessageTypeDefinition<_google_protobuf_FieldMask, _google_protobuf_FieldMask__Output>
    }
  }
  tollgate: {
    v1: {
      Account: MessageTypeDefinition<_tollgate_v1_Account, _tollgate_v1_Account__Output>
      AccountService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_AccountServiceClient> & { service: _tollgate_v1_AccountServiceDefinition }
      AccountState: EnumTypeDefinition
      AccountStatus: EnumTypeDefinition
      ActiveLeg: MessageTypeDefinition<_tollgate_v1_ActiveLeg, _tollgate_v1_ActiveLeg__Output>
      AddCreditRequest: MessageTypeDefinition<_tollgate_v1_AddCreditRequest, _tollgate_v1_AddCreditRequest__Output>
      AddCreditResponse: MessageTypeDefinition<_tollgate_v1_AddCreditResponse, _tollgate_v1_AddCreditResponse__Output>
      AdjustBalanceRequest: MessageTypeDefinition<_tollgate_v1_AdjustBalanceRequest, _tollgate_v1_AdjustBalanceRequest__Output>
      AdjustBalanceResponse: MessageTypeDefinition<_tollgate_v1_AdjustBalanceResponse, _tollgate_v1_AdjustBalanceResponse__Output>
      AllowanceUse: MessageTypeDefinition<_tollgate_v1_AllowanceUse, _tollgate_v1_AllowanceUse__Output>
      AnswerRequest: MessageTypeDefinition<_tollgate_v1_AnswerRequest, _tollgate_v1_AnswerRequest__Output>
      AnswerResponse: MessageTypeDefinition<_tollgate_v1_AnswerResponse, _tollgate_v1_AnswerResponse__Output>
      ArchivedMovement: MessageTypeDefinition<_tollgate_v1_ArchivedMovement, _tollgate_v1_ArchivedMovement__Output>
      AuthorizeBatchRequest: MessageTypeDefinition<_tollgate_v1_AuthorizeBatchRequest, _tollgate_v1_AuthorizeBatchRequest__Output>
      AuthorizeBatchResponse: MessageTypeDefinition<_tollgate_v1_AuthorizeBatchResponse, _tollgate_v1_AuthorizeBatchResponse__Output>
      AuthorizeRequest: MessageTypeDefinition<_tollgate_v1_AuthorizeRequest, _tollgate_v1_AuthorizeRequest__Output>
      AuthorizeResponse: MessageTypeDefinition<_tollgate_v1_AuthorizeResponse, _tollgate_v1_AuthorizeResponse__Output>
      BatchRecipient: MessageTypeDefinition<_tollgate_v1_BatchRecipient, _tollgate_v1_BatchRecipient__Output>
      BatchResult: MessageTypeDefinition<_tollgate_v1_BatchResult, _tollgate_v1_BatchResult__Output>
      Call: MessageTypeDefinition<_tollgate_v1_Call, _tollgate_v1_Call__Output>
      CallState: EnumTypeDefinition
      ChargeBatchRequest: MessageTypeDefinition<_tollgate_v1_ChargeBatchRequest, _tollgate_v1_ChargeBatchRequest__Output>
      ChargeBatchResponse: MessageTypeDefinition<_tollgate_v1_ChargeBatchResponse, _tollgate_v1_ChargeBatchResponse__Output>
      ChargeBatchResult: MessageTypeDefinition<_tollgate_v1_ChargeBatchResult, _tollgate_v1_ChargeBatchResult__Output>
      ChargeRequest: MessageTypeDefinition<_tollgate_v1_ChargeRequest, _tollgate_v1_ChargeRequest__Output>
      ChargeResponse: MessageTypeDefinition<_tollgate_v1_ChargeResponse, _tollgate_v1_ChargeResponse__Output>
      CommandAck: MessageTypeDefinition<_tollgate_v1_CommandAck, _tollgate_v1_CommandAck__Output>
      ConfirmPaymentMethodRequest: MessageTypeDefinition<_tollgate_v1_ConfirmPaymentMethodRequest, _tollgate_v1_ConfirmPaymentMethodRequest__Output>
      ConfirmPaymentMethodResponse: MessageTypeDefinition<_tollgate_v1_ConfirmPaymentMethodResponse, _tollgate_v1_ConfirmPaymentMethodResponse__Output>
      CreateAccountRequest: MessageTypeDefinition<_tollgate_v1_CreateAccountRequest, _tollgate_v1_CreateAccountRequest__Output>
      CreateAccountResponse: MessageTypeDefinition<_tollgate_v1_CreateAccountResponse, _tollgate_v1_CreateAccountResponse__Output>
      CreditControlService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_CreditControlServiceClient> & { service: _tollgate_v1_CreditControlServiceDefinition }
      Decision: EnumTypeDefinition
      DeleteSubjectRequest: MessageTypeDefinition<_tollgate_v1_DeleteSubjectRequest, _tollgate_v1_DeleteSubjectRequest__Output>
      DeleteSubjectResponse: MessageTypeDefinition<_tollgate_v1_DeleteSubjectResponse, _tollgate_v1_DeleteSubjectResponse__Output>
      Direction: EnumTypeDefinition
      Disconnect: MessageTypeDefinition<_tollgate_v1_Disconnect, _tollgate_v1_Disconnect__Output>
      ExportReportRequest: MessageTypeDefinition<_tollgate_v1_ExportReportRequest, _tollgate_v1_ExportReportRequest__Output>
      ExportReportResponse: MessageTypeDefinition<_tollgate_v1_ExportReportResponse, _tollgate_v1_ExportReportResponse__Output>
      ExtendNow: MessageTypeDefinition<_tollgate_v1_ExtendNow, _tollgate_v1_ExtendNow__Output>
      ExtendRequest: MessageTypeDefinition<_tollgate_v1_ExtendRequest, _tollgate_v1_ExtendRequest__Output>
      ExtendResponse: MessageTypeDefinition<_tollgate_v1_ExtendResponse, _tollgate_v1_ExtendResponse__Output>
      Fault: MessageTypeDefinition<_tollgate_v1_Fault, _tollgate_v1_Fault__Output>
      Fraction: EnumTypeDefinition
      FundedBy: EnumTypeDefinition
      FundingPart: MessageTypeDefinition<_tollgate_v1_FundingPart, _tollgate_v1_FundingPart__Output>
      FundingSource: EnumTypeDefinition
      GetAccountRequest: MessageTypeDefinition<_tollgate_v1_GetAccountRequest, _tollgate_v1_GetAccountRequest__Output>
      GetAccountResponse: MessageTypeDefinition<_tollgate_v1_GetAccountResponse, _tollgate_v1_GetAccountResponse__Output>
      GetRechargeRequest: MessageTypeDefinition<_tollgate_v1_GetRechargeRequest, _tollgate_v1_GetRechargeRequest__Output>
      GetRechargeResponse: MessageTypeDefinition<_tollgate_v1_GetRechargeResponse, _tollgate_v1_GetRechargeResponse__Output>
      GetSubjectRequest: MessageTypeDefinition<_tollgate_v1_GetSubjectRequest, _tollgate_v1_GetSubjectRequest__Output>
      GetSubjectResponse: MessageTypeDefinition<_tollgate_v1_GetSubjectResponse, _tollgate_v1_GetSubjectResponse__Output>
      GetUsageRequest: MessageTypeDefinition<_tollgate_v1_GetUsageRequest, _tollgate_v1_GetUsageRequest__Output>
      GetUsageResponse: MessageTypeDefinition<_tollgate_v1_GetUsageResponse, _tollgate_v1_GetUsageResponse__Output>
      Hold: MessageTypeDefinition<_tollgate_v1_Hold, _tollgate_v1_Hold__Output>
      HoldState: EnumTypeDefinition
      LegResult: MessageTypeDefinition<_tollgate_v1_LegResult, _tollgate_v1_LegResult__Output>
      LegState: EnumTypeDefinition
      LimitPolicy: EnumTypeDefinition
      ListAccountsRequest: MessageTypeDefinition<_tollgate_v1_ListAccountsRequest, _tollgate_v1_ListAccountsRequest__Output>
      ListAccountsResponse: MessageTypeDefinition<_tollgate_v1_ListAccountsResponse, _tollgate_v1_ListAccountsResponse__Output>
      ListCallsRequest: MessageTypeDefinition<_tollgate_v1_ListCallsRequest, _tollgate_v1_ListCallsRequest__Output>
      ListCallsResponse: MessageTypeDefinition<_tollgate_v1_ListCallsResponse, _tollgate_v1_ListCallsResponse__Output>
      ListHoldsRequest: MessageTypeDefinition<_tollgate_v1_ListHoldsRequest, _tollgate_v1_ListHoldsRequest__Output>
      ListHoldsResponse: MessageTypeDefinition<_tollgate_v1_ListHoldsResponse, _tollgate_v1_ListHoldsResponse__Output>
      ListMovementsRequest: MessageTypeDefinition<_tollgate_v1_ListMovementsRequest, _tollgate_v1_ListMovementsRequest__Output>
      ListMovementsResponse: MessageTypeDefinition<_tollgate_v1_ListMovementsResponse, _tollgate_v1_ListMovementsResponse__Output>
      ListState: EnumTypeDefinition
      ListSubjectsRequest: MessageTypeDefinition<_tollgate_v1_ListSubjectsRequest, _tollgate_v1_ListSubjectsRequest__Output>
      ListSubjectsResponse: MessageTypeDefinition<_tollgate_v1_ListSubjectsResponse, _tollgate_v1_ListSubjectsResponse__Output>
      Lot: MessageTypeDefinition<_tollgate_v1_Lot, _tollgate_v1_Lot__Output>
      LotKind: EnumTypeDefinition
      MissingHold: MessageTypeDefinition<_tollgate_v1_MissingHold, _tollgate_v1_MissingHold__Output>
      Movement: MessageTypeDefinition<_tollgate_v1_Movement, _tollgate_v1_Movement__Output>
      MovementKind: EnumTypeDefinition
      Pack: MessageTypeDefinition<_tollgate_v1_Pack, _tollgate_v1_Pack__Output>
      Payment: MessageTypeDefinition<_tollgate_v1_Payment, _tollgate_v1_Payment__Output>
      PaymentMethodState: EnumTypeDefinition
      PaymentPurpose: EnumTypeDefinition
      PaymentState: EnumTypeDefinition
      PurchaseCreditRequest: MessageTypeDefinition<_tollgate_v1_PurchaseCreditRequest, _tollgate_v1_PurchaseCreditRequest__Output>
      PurchaseCreditResponse: MessageTypeDefinition<_tollgate_v1_PurchaseCreditResponse, _tollgate_v1_PurchaseCreditResponse__Output>
      QueryMovementsRequest: MessageTypeDefinition<_tollgate_v1_QueryMovementsRequest, _tollgate_v1_QueryMovementsRequest__Output>
      QueryMovementsResponse: MessageTypeDefinition<_tollgate_v1_QueryMovementsResponse, _tollgate_v1_QueryMovementsResponse__Output>
      QueryUsageRequest: MessageTypeDefinition<_tollgate_v1_QueryUsageRequest, _tollgate_v1_QueryUsageRequest__Output>
      QueryUsageResponse: MessageTypeDefinition<_tollgate_v1_QueryUsageResponse, _tollgate_v1_QueryUsageResponse__Output>
      QuoteRequest: MessageTypeDefinition<_tollgate_v1_QuoteRequest, _tollgate_v1_QuoteRequest__Output>
      QuoteResponse: MessageTypeDefinition<_tollgate_v1_QuoteResponse, _tollgate_v1_QuoteResponse__Output>
      Recharge: MessageTypeDefinition<_tollgate_v1_Recharge, _tollgate_v1_Recharge__Output>
      RechargeMode: EnumTypeDefinition
      RechargeService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_RechargeServiceClient> & { service: _tollgate_v1_RechargeServiceDefinition }
      RecommendRechargeRequest: MessageTypeDefinition<_tollgate_v1_RecommendRechargeRequest, _tollgate_v1_RecommendRechargeRequest__Output>
      RecommendRechargeResponse: MessageTypeDefinition<_tollgate_v1_RecommendRechargeResponse, _tollgate_v1_RecommendRechargeResponse__Output>
      ReconcileRequest: MessageTypeDefinition<_tollgate_v1_ReconcileRequest, _tollgate_v1_ReconcileRequest__Output>
      ReconcileResponse: MessageTypeDefinition<_tollgate_v1_ReconcileResponse, _tollgate_v1_ReconcileResponse__Output>
      ReleaseRequest: MessageTypeDefinition<_tollgate_v1_ReleaseRequest, _tollgate_v1_ReleaseRequest__Output>
      ReleaseResponse: MessageTypeDefinition<_tollgate_v1_ReleaseResponse, _tollgate_v1_ReleaseResponse__Output>
      ReportInvoicePaidRequest: MessageTypeDefinition<_tollgate_v1_ReportInvoicePaidRequest, _tollgate_v1_ReportInvoicePaidRequest__Output>
      ReportInvoicePaidResponse: MessageTypeDefinition<_tollgate_v1_ReportInvoicePaidResponse, _tollgate_v1_ReportInvoicePaidResponse__Output>
      ReportRechargeRequest: MessageTypeDefinition<_tollgate_v1_ReportRechargeRequest, _tollgate_v1_ReportRechargeRequest__Output>
      ReportRechargeResponse: MessageTypeDefinition<_tollgate_v1_ReportRechargeResponse, _tollgate_v1_ReportRechargeResponse__Output>
      ReportService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_ReportServiceClient> & { service: _tollgate_v1_ReportServiceDefinition }
      ReservationStatus: EnumTypeDefinition
      ReverseRequest: MessageTypeDefinition<_tollgate_v1_ReverseRequest, _tollgate_v1_ReverseRequest__Output>
      ReverseResponse: MessageTypeDefinition<_tollgate_v1_ReverseResponse, _tollgate_v1_ReverseResponse__Output>
      SessionHeartbeat: MessageTypeDefinition<_tollgate_v1_SessionHeartbeat, _tollgate_v1_SessionHeartbeat__Output>
      SessionHello: MessageTypeDefinition<_tollgate_v1_SessionHello, _tollgate_v1_SessionHello__Output>
      SessionReady: MessageTypeDefinition<_tollgate_v1_SessionReady, _tollgate_v1_SessionReady__Output>
      SessionRequest: MessageTypeDefinition<_tollgate_v1_SessionRequest, _tollgate_v1_SessionRequest__Output>
      SessionResponse: MessageTypeDefinition<_tollgate_v1_SessionResponse, _tollgate_v1_SessionResponse__Output>
      SetPaymentMethodRequest: MessageTypeDefinition<_tollgate_v1_SetPaymentMethodRequest, _tollgate_v1_SetPaymentMethodRequest__Output>
      SetPaymentMethodResponse: MessageTypeDefinition<_tollgate_v1_SetPaymentMethodResponse, _tollgate_v1_SetPaymentMethodResponse__Output>
      SetRechargeRequest: MessageTypeDefinition<_tollgate_v1_SetRechargeRequest, _tollgate_v1_SetRechargeRequest__Output>
      SetRechargeResponse: MessageTypeDefinition<_tollgate_v1_SetRechargeResponse, _tollgate_v1_SetRechargeResponse__Output>
      SetSubjectRequest: MessageTypeDefinition<_tollgate_v1_SetSubjectRequest, _tollgate_v1_SetSubjectRequest__Output>
      SetSubjectResponse: MessageTypeDefinition<_tollgate_v1_SetSubjectResponse, _tollgate_v1_SetSubjectResponse__Output>
      SettleBatchRequest: MessageTypeDefinition<_tollgate_v1_SettleBatchRequest, _tollgate_v1_SettleBatchRequest__Output>
      SettleBatchResponse: MessageTypeDefinition<_tollgate_v1_SettleBatchResponse, _tollgate_v1_SettleBatchResponse__Output>
      SettleBatchResult: MessageTypeDefinition<_tollgate_v1_SettleBatchResult, _tollgate_v1_SettleBatchResult__Output>
      SettleRequest: MessageTypeDefinition<_tollgate_v1_SettleRequest, _tollgate_v1_SettleRequest__Output>
      SettleResponse: MessageTypeDefinition<_tollgate_v1_SettleResponse, _tollgate_v1_SettleResponse__Output>
      Subject: MessageTypeDefinition<_tollgate_v1_Subject, _tollgate_v1_Subject__Output>
      Terms: MessageTypeDefinition<_tollgate_v1_Terms, _tollgate_v1_Terms__Output>
      UpdateAccountRequest: MessageTypeDefinition<_tollgate_v1_UpdateAccountRequest, _tollgate_v1_UpdateAccountRequest__Output>
      UpdateAccountResponse: MessageTypeDefinition<_tollgate_v1_UpdateAccountResponse, _tollgate_v1_UpdateAccountResponse__Output>
      UsageGroup: MessageTypeDefinition<_tollgate_v1_UsageGroup, _tollgate_v1_UsageGroup__Output>
      UsageRow: MessageTypeDefinition<_tollgate_v1_UsageRow, _tollgate_v1_UsageRow__Output>
      VerifyPaymentMethodRequest: MessageTypeDefinition<_tollgate_v1_VerifyPaymentMethodRequest, _tollgate_v1_VerifyPaymentMethodRequest__Output>
      VerifyPaymentMethodResponse: MessageTypeDefinition<_tollgate_v1_VerifyPaymentMethodResponse, _tollgate_v1_VerifyPaymentMethodResponse__Output>
      WatchAccountRequest: MessageTypeDefinition<_tollgate_v1_WatchAccountRequest, _tollgate_v1_WatchAccountRequest__Output>
      WatchAccountResponse: MessageTypeDefinition<_tollgate_v1_WatchAccountResponse, _tollgate_v1_WatchAccountResponse__Output>
    }
  }
}

