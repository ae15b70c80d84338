// Original file: proto/tollgate/v1/account.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Account as _tollgate_v1_Account, Account__Output as _tollgate_v1_Account__Output } from '../../tollgate/v1/Account.ts';
import type { AddCreditRequest as _tollgate_v1_AddCreditRequest, AddCreditRequest__Output as _tollgate_v1_AddCreditRequest__Output } from '../../tollgate/v1/AddCreditRequest.ts';
import type { AdjustBalanceRequest as _tollgate_v1_AdjustBalanceRequest, AdjustBalanceRequest__Output as _tollgate_v1_AdjustBalanceRequest__Output } from '../../tollgate/v1/AdjustBalanceRequest.ts';
import type { CreateAccountRequest as _tollgate_v1_CreateAccountRequest, CreateAccountRequest__Output as _tollgate_v1_CreateAccountRequest__Output } from '../../tollgate/v1/CreateAccountRequest.ts';
import type { CreditResponse as _tollgate_v1_CreditResponse, CreditResponse__Output as _tollgate_v1_CreditResponse__Output } from '../../tollgate/v1/CreditResponse.ts';
import type { GetAccountRequest as _tollgate_v1_GetAccountRequest, GetAccountRequest__Output as _tollgate_v1_GetAccountRequest__Output } from '../../tollgate/v1/GetAccountRequest.ts';
import type { GetUsageRequest as _tollgate_v1_GetUsageRequest, GetUsageRequest__Output as _tollgate_v1_GetUsageRequest__Output } from '../../tollgate/v1/GetUsageRequest.ts';
import type { ListHoldsRequest as _tollgate_v1_ListHoldsRequest, ListHoldsRequest__Output as _tollgate_v1_ListHoldsRequest__Output } from '../../tollgate/v1/ListHoldsRequest.ts';
import type { ListHoldsResponse as _tollgate_v1_ListHoldsResponse, ListHoldsResponse__Output as _tollgate_v1_ListHoldsResponse__Output } from '../../tollgate/v1/ListHoldsResponse.ts';
import type { ListMovementsRequest as _tollgate_v1_ListMovementsRequest, ListMovementsRequest__Output as _tollgate_v1_ListMovementsRequest__Output } from '../../tollgate/v1/ListMovementsRequest.ts';
import type { Movement as _tollgate_v1_Movement, Movement__Output as _tollgate_v1_Movement__Output } from '../../tollgate/v1/Movement.ts';
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
  
  GetAccount(argument: _tollgate_v1_GetAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  GetAccount(argument: _tollgate_v1_GetAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  GetAccount(argument: _tollgate_v1_GetAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  GetAccount(argument: _tollgate_v1_GetAccountRequest, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  getAccount(argument: _tollgate_v1_GetAccountRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  getAccount(argument: _tollgate_v1_GetAccountRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  getAccount(argument: _tollgate_v1_GetAccountRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  getAccount(argument: _tollgate_v1_GetAccountRequest, callback: grpc.requestCallback<_tollgate_v1_Account__Output>): grpc.ClientUnaryCall;
  
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
  
  GetAccount: grpc.handleUnaryCall<_tollgate_v1_GetAccountRequest__Output, _tollgate_v1_Account>;
  
  GetUsage: grpc.handleUnaryCall<_tollgate_v1_GetUsageRequest__Output, _tollgate_v1_Usage>;
  
  ListHolds: grpc.handleUnaryCall<_tollgate_v1_ListHoldsRequest__Output, _tollgate_v1_ListHoldsResponse>;
  
  ListMovements: grpc.handleServerStreamingCall<_tollgate_v1_ListMovementsRequest__Output, _tollgate_v1_Movement>;
  
  UpdateAccount: grpc.handleUnaryCall<_tollgate_v1_UpdateAccountRequest__Output, _tollgate_v1_Account>;
  
  WatchAccount: grpc.handleServerStreamingCall<_tollgate_v1_WatchAccountRequest__Output, _tollgate_v1_Account>;
  
}

export interface AccountServiceDefinition extends grpc.ServiceDefinition {
  AddCredit: MethodDefinition<_tollgate_v1_AddCreditRequest, _tollgate_v1_CreditResponse, _tollgate_v1_AddCreditRequest__Output, _tollgate_v1_CreditResponse__Output>
  AdjustBalance: MethodDefinition<_tollgate_v1_AdjustBalanceRequest, _tollgate_v1_CreditResponse, _tollgate_v1_AdjustBalanceRequest__Output, _tollgate_v1_CreditResponse__Output>
  CreateAccount: MethodDefinition<_tollgate_v1_CreateAccountRequest, _tollgate_v1_Account, _tollgate_v1_CreateAccountRequest__Output, _tollgate_v1_Account__Output>
  GetAccount: MethodDefinition<_tollgate_v1_GetAccountRequest, _tollgate_v1_Account, _tollgate_v1_GetAccountRequest__Output, _tollgate_v1_Account__Output>
  GetUsage: MethodDefinition<_tollgate_v1_GetUsageRequest, _tollgate_v1_Usage, _tollgate_v1_GetUsageRequest__Output, _tollgate_v1_Usage__Output>
  ListHolds: MethodDefinition<_tollgate_v1_ListHoldsRequest, _tollgate_v1_ListHoldsResponse, _tollgate_v1_ListHoldsRequest__Output, _tollgate_v1_ListHoldsResponse__Output>
  ListMovements: MethodDefinition<_tollgate_v1_ListMovementsRequest, _tollgate_v1_Movement, _tollgate_v1_ListMovementsRequest__Output, _tollgate_v1_Movement__Output>
  UpdateAccount: MethodDefinition<_tollgate_v1_UpdateAccountRequest, _tollgate_v1_Account, _tollgate_v1_UpdateAccountRequest__Output, _tollgate_v1_Account__Output>
  WatchAccount: MethodDefinition<_tollgate_v1_WatchAccountRequest, _tollgate_v1_Account, _tollgate_v1_WatchAccountRequest__Output, _tollgate_v1_Account__Output>
}
