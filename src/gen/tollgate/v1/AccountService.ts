// Original file: proto/tollgate/v1/account.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Account as _tollgate_v1_Account, Account__Output as _tollgate_v1_Account__Output } from '../../tollgate/v1/Account.ts';
import type { AddCreditRequest as _tollgate_v1_AddCreditRequest, AddCreditRequest__Output as _tollgate_v1_AddCreditRequest__Output } from '../../tollgate/v1/AddCreditRequest.ts';
import type { AdjustBalanceRequest as _tollgate_v1_AdjustBalanceRequest, AdjustBalanceRequest__Output as _tollgate_v1_AdjustBalanceRequest__Output } from '../../tollgate/v1/AdjustBalanceRequest.ts';
import type { CreateAccountRequest as _tollgate_v1_CreateAccountRequest, CreateAccountRequest__Output as _tollgate_v1_CreateAccountRequest__Output } from '../../tollgate/v1/CreateAccountRequest.ts';
import type { CreditResponse as _tollgate_v1_CreditResponse, CreditResponse__Output as _tollgate_v1_CreditResponse__Output } from '../../tollgate/v1/CreditResponse.ts';
import type { DeleteSubjectRequest as _tollgate_v1_DeleteSubjectRequest, DeleteSubjectRequest__Output as _tollgate_v1_DeleteSubjectRequest__Output } from '../../tollgate/v1/DeleteSubjectRequest.ts';
import type { GetAccountRequest as _tollgate_v1_GetAccountRequest, GetAccountRequest__Output as _tollgate_v1_GetAccountRequest__Output } from '../../tollgate/v1/GetAccountRequest.ts';
import type { GetSubjectRequest as _tollgate_v1_GetSubjectRequest, GetSubjectRequest__Output as _tollgate_v1_GetSubjectRequest__Output } from '../../tollgate/v1/GetSubjectRequest.ts';
import type { GetUsageRequest as _tollgate_v1_GetUsageRequest, GetUsageRequest__Output as _tollgate_v1_GetUsageRequest__Output } from '../../tollgate/v1/GetUsageRequest.ts';
import type { ListHoldsRequest as _tollgate_v1_ListHoldsRequest, ListHoldsRequest__Output as _tollgate_v1_ListHoldsRequest__Output } from '../../tollgate/v1/ListHoldsRequest.ts';
import type { ListHoldsResponse as _tollgate_v1_ListHoldsResponse, ListHoldsResponse__Output as _tollgate_v1_ListHoldsResponse__Output } from '../../tollgate/v1/ListHoldsResponse.ts';
import type { ListMovementsRequest as _tollgate_v1_ListMovementsRequest, ListMovementsRequest__Output as _tollgate_v1_ListMovementsRequest__Output } from '../../tollgate/v1/ListMovementsRequest.ts';
import type { ListSubjectsRequest as _tollgate_v1_ListSubjectsRequest, ListSubjectsRequest__Output as _tollgate_v1_ListSubjectsRequest__Output } from '../../tollgate/v1/ListSubjectsRequest.ts';
import type { ListSubjectsResponse as _tollgate_v1_ListSubjectsResponse, ListSubjectsResponse__Output as _tollgate_v1_ListSubjectsResponse__Output } from '../../tollgate/v1/ListSubjectsResponse.ts';
import type { Movement as _tollgate_v1_Movement, Movement__Output as _tollgate_v1_Movement__Output } from '../../tollgate/v1/Movement.ts';
import type { SetSubjectRequest as _tollgate_v1_SetSubjectRequest, SetSubjectRequest__Output as _tollgate_v1_SetSubjectRequest__Output } from '../../tollgate/v1/SetSubjectRequest.ts';
import type { Subject as _tollgate_v1_Subject, Subject__Output as _tollgate_v1_Subject__Output } from '../../tollgate/v1/Subject.ts';
import type { UpdateAccountRequest as _tollgate_v1_UpdateAccountRequest, UpdateAccountRequest__Output as _tollgate_v1_UpdateAccountRequest__Output } from '../../tollgate/v1/UpdateAccountRequest.ts';
import type { Usage as _tollgate_v1_Usage, Usage__Output as _tollgate_v1_Usage__Output } from '../../tollgate/v1/Usage.ts';
import type { WatchAccountRequest as _tollgate_v1_WatchAccountRequest, WatchAccountRequest__Output as _tollgate_v1_WatchAccountRequest__Output } from '../../tollgate/v1/WatchAccountRequest.ts';

export interface AccountServiceClient extends grpc.Client {
  AddCredit(argument: _tollgate_v1_AddCreditRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  AddCredit(argument: _tollgate_v1_AddCreditRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  AddCredit(argument: _tollgate_v1_AddCreditRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  AddCredit(argument: _tollgate_v1_AddCreditRequest, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  addCredit(argument: _tollgate_v1_AddCreditRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  addCredit(argument: _tollgate_v1_AddCreditRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  addCredit(argument: _tollgate_v1_AddCreditRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  addCredit(argument: _tollgate_v1_AddCreditRequest, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  
  AdjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  AdjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  AdjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  AdjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  adjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  adjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  adjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  adjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, callback: grpc.requestCallback<_tollgate_v1_CreditResponse__Output>): grpc.ClientUnaryCall;
  
  CreateAccount(argument: _tollgate_v1_CreateAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  CreateAccount(argument: _tollgate_v1_CreateAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  CreateAccount(argument: _tollgate_v1_CreateAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  CreateAccount(argument: _tollgate_v1_CreateAccountRequest, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  createAccount(argument: _tollgate_v1_CreateAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  createAccount(argument: _tollgate_v1_CreateAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  createAccount(argument: _tollgate_v1_CreateAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  createAccount(argument: _tollgate_v1_CreateAccountRequest, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  
  DeleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  DeleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  DeleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  DeleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  deleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  deleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  deleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  deleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  
  GetAccount(argument: _tollgate_v1_GetAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  GetAccount(argument: _tollgate_v1_GetAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  GetAccount(argument: _tollgate_v1_GetAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  GetAccount(argument: _tollgate_v1_GetAccountRequest, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  getAccount(argument: _tollgate_v1_GetAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  getAccount(argument: _tollgate_v1_GetAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  getAccount(argument: _tollgate_v1_GetAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  getAccount(argument: _tollgate_v1_GetAccountRequest, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  
  GetSubject(argument: _tollgate_v1_GetSubjectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  GetSubject(argument: _tollgate_v1_GetSubjectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  GetSubject(argument: _tollgate_v1_GetSubjectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  GetSubject(argument: _tollgate_v1_GetSubjectRequest, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  getSubject(argument: _tollgate_v1_GetSubjectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  getSubject(argument: _tollgate_v1_GetSubjectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  getSubject(argument: _tollgate_v1_GetSubjectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  getSubject(argument: _tollgate_v1_GetSubjectRequest, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  
  GetUsage(argument: _tollgate_v1_GetUsageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Usage__Output>): grpc.ClientUnaryCall;
  GetUsage(argument: _tollgate_v1_GetUsageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Usage__Output>): grpc.ClientUnaryCall;
  GetUsage(argument: _tollgate_v1_GetUsageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Usage__Output>): grpc.ClientUnaryCall;
  GetUsage(argument: _tollgate_v1_GetUsageRequest, callback: grpc.requestCallback<_tollgate_v1_Usage__Output>): grpc.ClientUnaryCall;
  getUsage(argument: _tollgate_v1_GetUsageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Usage__Output>): grpc.ClientUnaryCall;
  getUsage(argument: _tollgate_v1_GetUsageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Usage__Output>): grpc.ClientUnaryCall;
  getUsage(argument: _tollgate_v1_GetUsageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Usage__Output>): grpc.ClientUnaryCall;
  getUsage(argument: _tollgate_v1_GetUsageRequest, callback: grpc.requestCallback<_tollgate_v1_Usage__Output>): grpc.ClientUnaryCall;
  
  ListHolds(argument: _tollgate_v1_ListHoldsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  ListHolds(argument: _tollgate_v1_ListHoldsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  ListHolds(argument: _tollgate_v1_ListHoldsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  ListHolds(argument: _tollgate_v1_ListHoldsRequest, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  listHolds(argument: _tollgate_v1_ListHoldsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  listHolds(argument: _tollgate_v1_ListHoldsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  listHolds(argument: _tollgate_v1_ListHoldsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  listHolds(argument: _tollgate_v1_ListHoldsRequest, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  
  ListMovements(argument: _tollgate_v1_ListMovementsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_Movement__Output>;
  ListMovements(argument: _tollgate_v1_ListMovementsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_Movement__Output>;
  listMovements(argument: _tollgate_v1_ListMovementsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_Movement__Output>;
  listMovements(argument: _tollgate_v1_ListMovementsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_Movement__Output>;
  
  ListSubjects(argument: _tollgate_v1_ListSubjectsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  ListSubjects(argument: _tollgate_v1_ListSubjectsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  ListSubjects(argument: _tollgate_v1_ListSubjectsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  ListSubjects(argument: _tollgate_v1_ListSubjectsRequest, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  listSubjects(argument: _tollgate_v1_ListSubjectsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  listSubjects(argument: _tollgate_v1_ListSubjectsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  listSubjects(argument: _tollgate_v1_ListSubjectsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  listSubjects(argument: _tollgate_v1_ListSubjectsRequest, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  
  SetSubject(argument: _tollgate_v1_SetSubjectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  SetSubject(argument: _tollgate_v1_SetSubjectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  SetSubject(argument: _tollgate_v1_SetSubjectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  SetSubject(argument: _tollgate_v1_SetSubjectRequest, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  setSubject(argument: _tollgate_v1_SetSubjectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  setSubject(argument: _tollgate_v1_SetSubjectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  setSubject(argument: _tollgate_v1_SetSubjectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  setSubject(argument: _tollgate_v1_SetSubjectRequest, callback: grpc.requestCallback<_tollgate_v1_Subject__Output>): grpc.ClientUnaryCall;
  
  UpdateAccount(argument: _tollgate_v1_UpdateAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  UpdateAccount(argument: _tollgate_v1_UpdateAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  UpdateAccount(argument: _tollgate_v1_UpdateAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  UpdateAccount(argument: _tollgate_v1_UpdateAccountRequest, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  updateAccount(argument: _tollgate_v1_UpdateAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  updateAccount(argument: _tollgate_v1_UpdateAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  updateAccount(argument: _tollgate_v1_UpdateAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  updateAccount(argument: _tollgate_v1_UpdateAccountRequest, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  
  WatchAccount(argument: _tollgate_v1_WatchAccountRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_Account__Output>;
  WatchAccount(argument: _tollgate_v1_WatchAccountRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_Account__Output>;
  watchAccount(argument: _tollgate_v1_WatchAccountRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_Account__Output>;
  watchAccount(argument: _tollgate_v1_WatchAccountRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_Account__Output>;
  
}

export interface AccountServiceHandlers extends grpc.UntypedServiceImplementation {
  AddCredit: grpc.handleUnaryCall<_tollgate_v1_AddCreditRequest__Output, _tollgate_v1_CreditResponse>;
  
  AdjustBalance: grpc.handleUnaryCall<_tollgate_v1_AdjustBalanceRequest__Output, _tollgate_v1_CreditResponse>;
  
  CreateAccount: grpc.handleUnaryCall<_tollgate_v1_CreateAccountRequest__Output, _tollgate_v1_Account>;
  
  DeleteSubject: grpc.handleUnaryCall<_tollgate_v1_DeleteSubjectRequest__Output, _tollgate_v1_Subject>;
  
  GetAccount: grpc.handleUnaryCall<_tollgate_v1_GetAccountRequest__Output, _tollgate_v1_Account>;
  
  GetSubject: grpc.handleUnaryCall<_tollgate_v1_GetSubjectRequest__Output, _tollgate_v1_Subject>;
  
  GetUsage: grpc.handleUnaryCall<_tollgate_v1_GetUsageRequest__Output, _tollgate_v1_Usage>;
  
  ListHolds: grpc.handleUnaryCall<_tollgate_v1_ListHoldsRequest__Output, _tollgate_v1_ListHoldsResponse>;
  
  ListMovements: grpc.handleServerStreamingCall<_tollgate_v1_ListMovementsRequest__Output, _tollgate_v1_Movement>;
  
  ListSubjects: grpc.handleUnaryCall<_tollgate_v1_ListSubjectsRequest__Output, _tollgate_v1_ListSubjectsResponse>;
  
  SetSubject: grpc.handleUnaryCall<_tollgate_v1_SetSubjectRequest__Output, _tollgate_v1_Subject>;
  
  UpdateAccount: grpc.handleUnaryCall<_tollgate_v1_UpdateAccountRequest__Output, _tollgate_v1_Account>;
  
  WatchAccount: grpc.handleServerStreamingCall<_tollgate_v1_WatchAccountRequest__Output, _tollgate_v1_Account>;
  
}

export interface AccountServiceDefinition extends grpc.ServiceDefinition {
  AddCredit: MethodDefinition<_tollgate_v1_AddCreditRequest, _tollgate_v1_CreditResponse, _tollgate_v1_AddCreditRequest__Output, _tollgate_v1_CreditResponse__Output>
  AdjustBalance: MethodDefinition<_tollgate_v1_AdjustBalanceRequest, _tollgate_v1_CreditResponse, _tollgate_v1_AdjustBalanceRequest__Output, _tollgate_v1_CreditResponse__Output>
  CreateAccount: MethodDefinition<_tollgate_v1_CreateAccountRequest, _tollgate_v1_Account, _tollgate_v1_CreateAccountRequest__Output, _tollgate_v1_Account__Output>
  DeleteSubject: MethodDefinition<_tollgate_v1_DeleteSubjectRequest, _tollgate_v1_Subject, _tollgate_v1_DeleteSubjectRequest__Output, _tollgate_v1_Subject__Output>
  GetAccount: MethodDefinition<_tollgate_v1_GetAccountRequest, _tollgate_v1_Account, _tollgate_v1_GetAccountRequest__Output, _tollgate_v1_Account__Output>
  GetSubject: MethodDefinition<_tollgate_v1_GetSubjectRequest, _tollgate_v1_Subject, _tollgate_v1_GetSubjectRequest__Output, _tollgate_v1_Subject__Output>
  GetUsage: MethodDefinition<_tollgate_v1_GetUsageRequest, _tollgate_v1_Usage, _tollgate_v1_GetUsageRequest__Output, _tollgate_v1_Usage__Output>
  ListHolds: MethodDefinition<_tollgate_v1_ListHoldsRequest, _tollgate_v1_ListHoldsResponse, _tollgate_v1_ListHoldsRequest__Output, _tollgate_v1_ListHoldsResponse__Output>
  ListMovements: MethodDefinition<_tollgate_v1_ListMovementsRequest, _tollgate_v1_Movement, _tollgate_v1_ListMovementsRequest__Output, _tollgate_v1_Movement__Output>
  ListSubjects: MethodDefinition<_tollgate_v1_ListSubjectsRequest, _tollgate_v1_ListSubjectsResponse, _tollgate_v1_ListSubjectsRequest__Output, _tollgate_v1_ListSubjectsResponse__Output>
  SetSubject: MethodDefinition<_tollgate_v1_SetSubjectRequest, _tollgate_v1_Subject, _tollgate_v1_SetSubjectRequest__Output, _tollgate_v1_Subject__Output>
  UpdateAccount: MethodDefinition<_tollgate_v1_UpdateAccountRequest, _tollgate_v1_Account, _tollgate_v1_UpdateAccountRequest__Output, _tollgate_v1_Account__Output>
  WatchAccount: MethodDefinition<_tollgate_v1_WatchAccountRequest, _tollgate_v1_Account, _tollgate_v1_WatchAccountRequest__Output, _tollgate_v1_Account__Output>
}
