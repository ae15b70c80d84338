// Original file: proto/tollgate/v1/account.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AddCreditRequest as _tollgate_v1_AddCreditRequest, AddCreditRequest__Output as _tollgate_v1_AddCreditRequest__Output } from '../../tollgate/v1/AddCreditRequest.ts';
import type { AddCreditResponse as _tollgate_v1_AddCreditResponse, AddCreditResponse__Output as _tollgate_v1_AddCreditResponse__Output } from '../../tollgate/v1/AddCreditResponse.ts';
import type { AdjustBalanceRequest as _tollgate_v1_AdjustBalanceRequest, AdjustBalanceRequest__Output as _tollgate_v1_AdjustBalanceRequest__Output } from '../../tollgate/v1/AdjustBalanceRequest.ts';
import type { AdjustBalanceResponse as _tollgate_v1_AdjustBalanceResponse, AdjustBalanceResponse__Output as _tollgate_v1_AdjustBalanceResponse__Output } from '../../tollgate/v1/AdjustBalanceResponse.ts';
import type { CreateAccountRequest as _tollgate_v1_CreateAccountRequest, CreateAccountRequest__Output as _tollgate_v1_CreateAccountRequest__Output } from '../../tollgate/v1/CreateAccountRequest.ts';
import type { CreateAccountResponse as _tollgate_v1_CreateAccountResponse, CreateAccountResponse__Output as _tollgate_v1_CreateAccountResponse__Output } from '../../tollgate/v1/CreateAccountResponse.ts';
import type { DeleteSubjectRequest as _tollgate_v1_DeleteSubjectRequest, DeleteSubjectRequest__Output as _tollgate_v1_DeleteSubjectRequest__Output } from '../../tollgate/v1/DeleteSubjectRequest.ts';
import type { DeleteSubjectResponse as _tollgate_v1_DeleteSubjectResponse, DeleteSubjectResponse__Output as _tollgate_v1_DeleteSubjectResponse__Output } from '../../tollgate/v1/DeleteSubjectResponse.ts';
import type { GetAccountRequest as _tollgate_v1_GetAccountRequest, GetAccountRequest__Output as _tollgate_v1_GetAccountRequest__Output } from '../../tollgate/v1/GetAccountRequest.ts';
import type { GetAccountResponse as _tollgate_v1_GetAccountResponse, GetAccountResponse__Output as _tollgate_v1_GetAccountResponse__Output } from '../../tollgate/v1/GetAccountResponse.ts';
import type { GetSubjectRequest as _tollgate_v1_GetSubjectRequest, GetSubjectRequest__Output as _tollgate_v1_GetSubjectRequest__Output } from '../../tollgate/v1/GetSubjectRequest.ts';
import type { GetSubjectResponse as _tollgate_v1_GetSubjectResponse, GetSubjectResponse__Output as _tollgate_v1_GetSubjectResponse__Output } from '../../tollgate/v1/GetSubjectResponse.ts';
import type { GetUsageRequest as _tollgate_v1_GetUsageRequest, GetUsageRequest__Output as _tollgate_v1_GetUsageRequest__Output } from '../../tollgate/v1/GetUsageRequest.ts';
import type { GetUsageResponse as _tollgate_v1_GetUsageResponse, GetUsageResponse__Output as _tollgate_v1_GetUsageResponse__Output } from '../../tollgate/v1/GetUsageResponse.ts';
import type { ListAccountsRequest as _tollgate_v1_ListAccountsRequest, ListAccountsRequest__Output as _tollgate_v1_ListAccountsRequest__Output } from '../../tollgate/v1/ListAccountsRequest.ts';
import type { ListAccountsResponse as _tollgate_v1_ListAccountsResponse, ListAccountsResponse__Output as _tollgate_v1_ListAccountsResponse__Output } from '../../tollgate/v1/ListAccountsResponse.ts';
import type { ListHoldsRequest as _tollgate_v1_ListHoldsRequest, ListHoldsRequest__Output as _tollgate_v1_ListHoldsRequest__Output } from '../../tollgate/v1/ListHoldsRequest.ts';
import type { ListHoldsResponse as _tollgate_v1_ListHoldsResponse, ListHoldsResponse__Output as _tollgate_v1_ListHoldsResponse__Output } from '../../tollgate/v1/ListHoldsResponse.ts';
import type { ListMovementsRequest as _tollgate_v1_ListMovementsRequest, ListMovementsRequest__Output as _tollgate_v1_ListMovementsRequest__Output } from '../../tollgate/v1/ListMovementsRequest.ts';
import type { ListMovementsResponse as _tollgate_v1_ListMovementsResponse, ListMovementsResponse__Output as _tollgate_v1_ListMovementsResponse__Output } from '../../tollgate/v1/ListMovementsResponse.ts';
import type { ListSubjectsRequest as _tollgate_v1_ListSubjectsRequest, ListSubjectsRequest__Output as _tollgate_v1_ListSubjectsRequest__Output } from '../../tollgate/v1/ListSubjectsRequest.ts';
import type { ListSubjectsResponse as _tollgate_v1_ListSubjectsResponse, ListSubjectsResponse__Output as _tollgate_v1_ListSubjectsResponse__Output } from '../../tollgate/v1/ListSubjectsResponse.ts';
import type { SetSubjectRequest as _tollgate_v1_SetSubjectRequest, SetSubjectRequest__Output as _tollgate_v1_SetSubjectRequest__Output } from '../../tollgate/v1/SetSubjectRequest.ts';
import type { SetSubjectResponse as _tollgate_v1_SetSubjectResponse, SetSubjectResponse__Output as _tollgate_v1_SetSubjectResponse__Output } from '../../tollgate/v1/SetSubjectResponse.ts';
import type { UpdateAccountRequest as _tollgate_v1_UpdateAccountRequest, UpdateAccountRequest__Output as _tollgate_v1_UpdateAccountRequest__Output } from '../../tollgate/v1/UpdateAccountRequest.ts';
import type { UpdateAccountResponse as _tollgate_v1_UpdateAccountResponse, UpdateAccountResponse__Output as _tollgate_v1_UpdateAccountResponse__Output } from '../../tollgate/v1/UpdateAccountResponse.ts';
import type { WatchAccountRequest as _tollgate_v1_WatchAccountRequest, WatchAccountRequest__Output as _tollgate_v1_WatchAccountRequest__Output } from '../../tollgate/v1/WatchAccountRequest.ts';
import type { WatchAccountResponse as _tollgate_v1_WatchAccountResponse, WatchAccountResponse__Output as _tollgate_v1_WatchAccountResponse__Output } from '../../tollgate/v1/WatchAccountResponse.ts';

export interface AccountServiceClient extends grpc.Client {
  AddCredit(argument: _tollgate_v1_AddCreditRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AddCreditResponse__Output>): grpc.ClientUnaryCall;
  AddCredit(argument: _tollgate_v1_AddCreditRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AddCreditResponse__Output>): grpc.ClientUnaryCall;
  AddCredit(argument: _tollgate_v1_AddCreditRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AddCreditResponse__Output>): grpc.ClientUnaryCall;
  AddCredit(argument: _tollgate_v1_AddCreditRequest, callback: grpc.requestCallback<_tollgate_v1_AddCreditResponse__Output>): grpc.ClientUnaryCall;
  addCredit(argument: _tollgate_v1_AddCreditRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AddCreditResponse__Output>): grpc.ClientUnaryCall;
  addCredit(argument: _tollgate_v1_AddCreditRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AddCreditResponse__Output>): grpc.ClientUnaryCall;
  addCredit(argument: _tollgate_v1_AddCreditRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AddCreditResponse__Output>): grpc.ClientUnaryCall;
  addCredit(argument: _tollgate_v1_AddCreditRequest, callback: grpc.requestCallback<_tollgate_v1_AddCreditResponse__Output>): grpc.ClientUnaryCall;
  
  AdjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AdjustBalanceResponse__Output>): grpc.ClientUnaryCall;
  AdjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AdjustBalanceResponse__Output>): grpc.ClientUnaryCall;
  AdjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AdjustBalanceResponse__Output>): grpc.ClientUnaryCall;
  AdjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, callback: grpc.requestCallback<_tollgate_v1_AdjustBalanceResponse__Output>): grpc.ClientUnaryCall;
  adjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AdjustBalanceResponse__Output>): grpc.ClientUnaryCall;
  adjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_AdjustBalanceResponse__Output>): grpc.ClientUnaryCall;
  adjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_AdjustBalanceResponse__Output>): grpc.ClientUnaryCall;
  adjustBalance(argument: _tollgate_v1_AdjustBalanceRequest, callback: grpc.requestCallback<_tollgate_v1_AdjustBalanceResponse__Output>): grpc.ClientUnaryCall;
  
  CreateAccount(argument: _tollgate_v1_CreateAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CreateAccountResponse__Output>): grpc.ClientUnaryCall;
  CreateAccount(argument: _tollgate_v1_CreateAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_CreateAccountResponse__Output>): grpc.ClientUnaryCall;
  CreateAccount(argument: _tollgate_v1_CreateAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CreateAccountResponse__Output>): grpc.ClientUnaryCall;
  CreateAccount(argument: _tollgate_v1_CreateAccountRequest, callback: grpc.requestCallback<_tollgate_v1_CreateAccountResponse__Output>): grpc.ClientUnaryCall;
  createAccount(argument: _tollgate_v1_CreateAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CreateAccountResponse__Output>): grpc.ClientUnaryCall;
  createAccount(argument: _tollgate_v1_CreateAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_CreateAccountResponse__Output>): grpc.ClientUnaryCall;
  createAccount(argument: _tollgate_v1_CreateAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_CreateAccountResponse__Output>): grpc.ClientUnaryCall;
  createAccount(argument: _tollgate_v1_CreateAccountRequest, callback: grpc.requestCallback<_tollgate_v1_CreateAccountResponse__Output>): grpc.ClientUnaryCall;
  
  DeleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_DeleteSubjectResponse__Output>): grpc.ClientUnaryCall;
  DeleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_DeleteSubjectResponse__Output>): grpc.ClientUnaryCall;
  DeleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_DeleteSubjectResponse__Output>): grpc.ClientUnaryCall;
  DeleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, callback: grpc.requestCallback<_tollgate_v1_DeleteSubjectResponse__Output>): grpc.ClientUnaryCall;
  deleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_DeleteSubjectResponse__Output>): grpc.ClientUnaryCall;
  deleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_DeleteSubjectResponse__Output>): grpc.ClientUnaryCall;
  deleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_DeleteSubjectResponse__Output>): grpc.ClientUnaryCall;
  deleteSubject(argument: _tollgate_v1_DeleteSubjectRequest, callback: grpc.requestCallback<_tollgate_v1_DeleteSubjectResponse__Output>): grpc.ClientUnaryCall;
  
  GetAccount(argument: _tollgate_v1_GetAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetAccountResponse__Output>): grpc.ClientUnaryCall;
  GetAccount(argument: _tollgate_v1_GetAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetAccountResponse__Output>): grpc.ClientUnaryCall;
  GetAccount(argument: _tollgate_v1_GetAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetAccountResponse__Output>): grpc.ClientUnaryCall;
  GetAccount(argument: _tollgate_v1_GetAccountRequest, callback: grpc.requestCallback<_tollgate_v1_GetAccountResponse__Output>): grpc.ClientUnaryCall;
  getAccount(argument: _tollgate_v1_GetAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetAccountResponse__Output>): grpc.ClientUnaryCall;
  getAccount(argument: _tollgate_v1_GetAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetAccountResponse__Output>): grpc.ClientUnaryCall;
  getAccount(argument: _tollgate_v1_GetAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetAccountResponse__Output>): grpc.ClientUnaryCall;
  getAccount(argument: _tollgate_v1_GetAccountRequest, callback: grpc.requestCallback<_tollgate_v1_GetAccountResponse__Output>): grpc.ClientUnaryCall;
  
  GetSubject(argument: _tollgate_v1_GetSubjectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetSubjectResponse__Output>): grpc.ClientUnaryCall;
  GetSubject(argument: _tollgate_v1_GetSubjectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetSubjectResponse__Output>): grpc.ClientUnaryCall;
  GetSubject(argument: _tollgate_v1_GetSubjectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetSubjectResponse__Output>): grpc.ClientUnaryCall;
  GetSubject(argument: _tollgate_v1_GetSubjectRequest, callback: grpc.requestCallback<_tollgate_v1_GetSubjectResponse__Output>): grpc.ClientUnaryCall;
  getSubject(argument: _tollgate_v1_GetSubjectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetSubjectResponse__Output>): grpc.ClientUnaryCall;
  getSubject(argument: _tollgate_v1_GetSubjectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetSubjectResponse__Output>): grpc.ClientUnaryCall;
  getSubject(argument: _tollgate_v1_GetSubjectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetSubjectResponse__Output>): grpc.ClientUnaryCall;
  getSubject(argument: _tollgate_v1_GetSubjectRequest, callback: grpc.requestCallback<_tollgate_v1_GetSubjectResponse__Output>): grpc.ClientUnaryCall;
  
  GetUsage(argument: _tollgate_v1_GetUsageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetUsageResponse__Output>): grpc.ClientUnaryCall;
  GetUsage(argument: _tollgate_v1_GetUsageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetUsageResponse__Output>): grpc.ClientUnaryCall;
  GetUsage(argument: _tollgate_v1_GetUsageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetUsageResponse__Output>): grpc.ClientUnaryCall;
  GetUsage(argument: _tollgate_v1_GetUsageRequest, callback: grpc.requestCallback<_tollgate_v1_GetUsageResponse__Output>): grpc.ClientUnaryCall;
  getUsage(argument: _tollgate_v1_GetUsageRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetUsageResponse__Output>): grpc.ClientUnaryCall;
  getUsage(argument: _tollgate_v1_GetUsageRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetUsageResponse__Output>): grpc.ClientUnaryCall;
  getUsage(argument: _tollgate_v1_GetUsageRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetUsageResponse__Output>): grpc.ClientUnaryCall;
  getUsage(argument: _tollgate_v1_GetUsageRequest, callback: grpc.requestCallback<_tollgate_v1_GetUsageResponse__Output>): grpc.ClientUnaryCall;
  
  ListAccounts(argument: _tollgate_v1_ListAccountsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListAccountsResponse__Output>): grpc.ClientUnaryCall;
  ListAccounts(argument: _tollgate_v1_ListAccountsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListAccountsResponse__Output>): grpc.ClientUnaryCall;
  ListAccounts(argument: _tollgate_v1_ListAccountsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListAccountsResponse__Output>): grpc.ClientUnaryCall;
  ListAccounts(argument: _tollgate_v1_ListAccountsRequest, callback: grpc.requestCallback<_tollgate_v1_ListAccountsResponse__Output>): grpc.ClientUnaryCall;
  listAccounts(argument: _tollgate_v1_ListAccountsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListAccountsResponse__Output>): grpc.ClientUnaryCall;
  listAccounts(argument: _tollgate_v1_ListAccountsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListAccountsResponse__Output>): grpc.ClientUnaryCall;
  listAccounts(argument: _tollgate_v1_ListAccountsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListAccountsResponse__Output>): grpc.ClientUnaryCall;
  listAccounts(argument: _tollgate_v1_ListAccountsRequest, callback: grpc.requestCallback<_tollgate_v1_ListAccountsResponse__Output>): grpc.ClientUnaryCall;
  
  ListHolds(argument: _tollgate_v1_ListHoldsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  ListHolds(argument: _tollgate_v1_ListHoldsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  ListHolds(argument: _tollgate_v1_ListHoldsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  ListHolds(argument: _tollgate_v1_ListHoldsRequest, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  listHolds(argument: _tollgate_v1_ListHoldsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  listHolds(argument: _tollgate_v1_ListHoldsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  listHolds(argument: _tollgate_v1_ListHoldsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  listHolds(argument: _tollgate_v1_ListHoldsRequest, callback: grpc.requestCallback<_tollgate_v1_ListHoldsResponse__Output>): grpc.ClientUnaryCall;
  
  ListMovements(argument: _tollgate_v1_ListMovementsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_ListMovementsResponse__Output>;
  ListMovements(argument: _tollgate_v1_ListMovementsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_ListMovementsResponse__Output>;
  listMovements(argument: _tollgate_v1_ListMovementsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_ListMovementsResponse__Output>;
  listMovements(argument: _tollgate_v1_ListMovementsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_ListMovementsResponse__Output>;
  
  ListSubjects(argument: _tollgate_v1_ListSubjectsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  ListSubjects(argument: _tollgate_v1_ListSubjectsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  ListSubjects(argument: _tollgate_v1_ListSubjectsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  ListSubjects(argument: _tollgate_v1_ListSubjectsRequest, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  listSubjects(argument: _tollgate_v1_ListSubjectsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  listSubjects(argument: _tollgate_v1_ListSubjectsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  listSubjects(argument: _tollgate_v1_ListSubjectsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  listSubjects(argument: _tollgate_v1_ListSubjectsRequest, callback: grpc.requestCallback<_tollgate_v1_ListSubjectsResponse__Output>): grpc.ClientUnaryCall;
  
  SetSubject(argument: _tollgate_v1_SetSubjectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetSubjectResponse__Output>): grpc.ClientUnaryCall;
  SetSubject(argument: _tollgate_v1_SetSubjectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_SetSubjectResponse__Output>): grpc.ClientUnaryCall;
  SetSubject(argument: _tollgate_v1_SetSubjectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetSubjectResponse__Output>): grpc.ClientUnaryCall;
  SetSubject(argument: _tollgate_v1_SetSubjectRequest, callback: grpc.requestCallback<_tollgate_v1_SetSubjectResponse__Output>): grpc.ClientUnaryCall;
  setSubject(argument: _tollgate_v1_SetSubjectRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetSubjectResponse__Output>): grpc.ClientUnaryCall;
  setSubject(argument: _tollgate_v1_SetSubjectRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_SetSubjectResponse__Output>): grpc.ClientUnaryCall;
  setSubject(argument: _tollgate_v1_SetSubjectRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetSubjectResponse__Output>): grpc.ClientUnaryCall;
  setSubject(argument: _tollgate_v1_SetSubjectRequest, callback: grpc.requestCallback<_tollgate_v1_SetSubjectResponse__Output>): grpc.ClientUnaryCall;
  
  UpdateAccount(argument: _tollgate_v1_UpdateAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_UpdateAccountResponse__Output>): grpc.ClientUnaryCall;
  UpdateAccount(argument: _tollgate_v1_UpdateAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_UpdateAccountResponse__Output>): grpc.ClientUnaryCall;
  UpdateAccount(argument: _tollgate_v1_UpdateAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_UpdateAccountResponse__Output>): grpc.ClientUnaryCall;
  UpdateAccount(argument: _tollgate_v1_UpdateAccountRequest, callback: grpc.requestCallback<_tollgate_v1_UpdateAccountResponse__Output>): grpc.ClientUnaryCall;
  updateAccount(argument: _tollgate_v1_UpdateAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_UpdateAccountResponse__Output>): grpc.ClientUnaryCall;
  updateAccount(argument: _tollgate_v1_UpdateAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_UpdateAccountResponse__Output>): grpc.ClientUnaryCall;
  updateAccount(argument: _tollgate_v1_UpdateAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_UpdateAccountResponse__Output>): grpc.ClientUnaryCall;
  updateAccount(argument: _tollgate_v1_UpdateAccountRequest, callback: grpc.requestCallback<_tollgate_v1_UpdateAccountResponse__Output>): grpc.ClientUnaryCall;
  
  WatchAccount(argument: _tollgate_v1_WatchAccountRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_WatchAccountResponse__Output>;
  WatchAccount(argument: _tollgate_v1_WatchAccountRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_WatchAccountResponse__Output>;
  watchAccount(argument: _tollgate_v1_WatchAccountRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_WatchAccountResponse__Output>;
  watchAccount(argument: _tollgate_v1_WatchAccountRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_tollgate_v1_WatchAccountResponse__Output>;
  
}

export interface AccountServiceHandlers extends grpc.UntypedServiceImplementation {
  AddCredit: grpc.handleUnaryCall<_tollgate_v1_AddCreditRequest__Output, _tollgate_v1_AddCreditResponse>;
  
  AdjustBalance: grpc.handleUnaryCall<_tollgate_v1_AdjustBalanceRequest__Output, _tollgate_v1_AdjustBalanceResponse>;
  
  CreateAccount: grpc.handleUnaryCall<_tollgate_v1_CreateAccountRequest__Output, _tollgate_v1_CreateAccountResponse>;
  
  DeleteSubject: grpc.handleUnaryCall<_tollgate_v1_DeleteSubjectRequest__Output, _tollgate_v1_DeleteSubjectResponse>;
  
  GetAccount: grpc.handleUnaryCall<_tollgate_v1_GetAccountRequest__Output, _tollgate_v1_GetAccountResponse>;
  
  GetSubject: grpc.handleUnaryCall<_tollgate_v1_GetSubjectRequest__Output, _tollgate_v1_GetSubjectResponse>;
  
  GetUsage: grpc.handleUnaryCall<_tollgate_v1_GetUsageRequest__Output, _tollgate_v1_GetUsageResponse>;
  
  ListAccounts: grpc.handleUnaryCall<_tollgate_v1_ListAccountsRequest__Output, _tollgate_v1_ListAccountsResponse>;
  
  ListHolds: grpc.handleUnaryCall<_tollgate_v1_ListHoldsRequest__Output, _tollgate_v1_ListHoldsResponse>;
  
  ListMovements: grpc.handleServerStreamingCall<_tollgate_v1_ListMovementsRequest__Output, _tollgate_v1_ListMovementsResponse>;
  
  ListSubjects: grpc.handleUnaryCall<_tollgate_v1_ListSubjectsRequest__Output, _tollgate_v1_ListSubjectsResponse>;
  
  SetSubject: grpc.handleUnaryCall<_tollgate_v1_SetSubjectRequest__Output, _tollgate_v1_SetSubjectResponse>;
  
  UpdateAccount: grpc.handleUnaryCall<_tollgate_v1_UpdateAccountRequest__Output, _tollgate_v1_UpdateAccountResponse>;
  
  WatchAccount: grpc.handleServerStreamingCall<_tollgate_v1_WatchAccountRequest__Output, _tollgate_v1_WatchAccountResponse>;
  
}

export interface AccountServiceDefinition extends grpc.ServiceDefinition {
  AddCredit: MethodDefinition<_tollgate_v1_AddCreditRequest, _tollgate_v1_AddCreditResponse, _tollgate_v1_AddCreditRequest__Output, _tollgate_v1_AddCreditResponse__Output>
  AdjustBalance: MethodDefinition<_tollgate_v1_AdjustBalanceRequest, _tollgate_v1_AdjustBalanceResponse, _tollgate_v1_AdjustBalanceRequest__Output, _tollgate_v1_AdjustBalanceResponse__Output>
  CreateAccount: MethodDefinition<_tollgate_v1_CreateAccountRequest, _tollgate_v1_CreateAccountResponse, _tollgate_v1_CreateAccountRequest__Output, _tollgate_v1_CreateAccountResponse__Output>
  DeleteSubject: MethodDefinition<_tollgate_v1_DeleteSubjectRequest, _tollgate_v1_DeleteSubjectResponse, _tollgate_v1_DeleteSubjectRequest__Output, _tollgate_v1_DeleteSubjectResponse__Output>
  GetAccount: MethodDefinition<_tollgate_v1_GetAccountRequest, _tollgate_v1_GetAccountResponse, _tollgate_v1_GetAccountRequest__Output, _tollgate_v1_GetAccountResponse__Output>
  GetSubject: MethodDefinition<_tollgate_v1_GetSubjectRequest, _tollgate_v1_GetSubjectResponse, _tollgate_v1_GetSubjectRequest__Output, _tollgate_v1_GetSubjectResponse__Output>
  GetUsage: MethodDefinition<_tollgate_v1_GetUsageRequest, _tollgate_v1_GetUsageResponse, _tollgate_v1_GetUsageRequest__Output, _tollgate_v1_GetUsageResponse__Output>
  ListAccounts: MethodDefinition<_tollgate_v1_ListAccountsRequest, _tollgate_v1_ListAccountsResponse, _tollgate_v1_ListAccountsRequest__Output, _tollgate_v1_ListAccountsResponse__Output>
  ListHolds: MethodDefinition<_tollgate_v1_ListHoldsRequest, _tollgate_v1_ListHoldsResponse, _tollgate_v1_ListHoldsRequest__Output, _tollgate_v1_ListHoldsResponse__Output>
  ListMovements: MethodDefinition<_tollgate_v1_ListMovementsRequest, _tollgate_v1_ListMovementsResponse, _tollgate_v1_ListMovementsRequest__Output, _tollgate_v1_ListMovementsResponse__Output>
  ListSubjects: MethodDefinition<_tollgate_v1_ListSubjectsRequest, _tollgate_v1_ListSubjectsResponse, _tollgate_v1_ListSubjectsRequest__Output, _tollgate_v1_ListSubjectsResponse__Output>
  SetSubject: MethodDefinition<_tollgate_v1_SetSubjectRequest, _tollgate_v1_SetSubjectResponse, _tollgate_v1_SetSubjectRequest__Output, _tollgate_v1_SetSubjectResponse__Output>
  UpdateAccount: MethodDefinition<_tollgate_v1_UpdateAccountRequest, _tollgate_v1_UpdateAccountResponse, _tollgate_v1_UpdateAccountRequest__Output, _tollgate_v1_UpdateAccountResponse__Output>
  WatchAccount: MethodDefinition<_tollgate_v1_WatchAccountRequest, _tollgate_v1_WatchAccountResponse, _tollgate_v1_WatchAccountRequest__Output, _tollgate_v1_WatchAccountResponse__Output>
}
