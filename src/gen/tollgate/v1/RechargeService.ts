// Original file: proto/tollgate/v1/recharge.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ConfirmPaymentMethodRequest as _tollgate_v1_ConfirmPaymentMethodRequest, ConfirmPaymentMethodRequest__Output as _tollgate_v1_ConfirmPaymentMethodRequest__Output } from '../../tollgate/v1/ConfirmPaymentMethodRequest.ts';
import type { ConfirmPaymentMethodResponse as _tollgate_v1_ConfirmPaymentMethodResponse, ConfirmPaymentMethodResponse__Output as _tollgate_v1_ConfirmPaymentMethodResponse__Output } from '../../tollgate/v1/ConfirmPaymentMethodResponse.ts';
import type { GetRechargeRequest as _tollgate_v1_GetRechargeRequest, GetRechargeRequest__Output as _tollgate_v1_GetRechargeRequest__Output } from '../../tollgate/v1/GetRechargeRequest.ts';
import type { GetRechargeResponse as _tollgate_v1_GetRechargeResponse, GetRechargeResponse__Output as _tollgate_v1_GetRechargeResponse__Output } from '../../tollgate/v1/GetRechargeResponse.ts';
import type { PurchaseCreditRequest as _tollgate_v1_PurchaseCreditRequest, PurchaseCreditRequest__Output as _tollgate_v1_PurchaseCreditRequest__Output } from '../../tollgate/v1/PurchaseCreditRequest.ts';
import type { PurchaseCreditResponse as _tollgate_v1_PurchaseCreditResponse, PurchaseCreditResponse__Output as _tollgate_v1_PurchaseCreditResponse__Output } from '../../tollgate/v1/PurchaseCreditResponse.ts';
import type { RecommendRechargeRequest as _tollgate_v1_RecommendRechargeRequest, RecommendRechargeRequest__Output as _tollgate_v1_RecommendRechargeRequest__Output } from '../../tollgate/v1/RecommendRechargeRequest.ts';
import type { RecommendRechargeResponse as _tollgate_v1_RecommendRechargeResponse, RecommendRechargeResponse__Output as _tollgate_v1_RecommendRechargeResponse__Output } from '../../tollgate/v1/RecommendRechargeResponse.ts';
import type { ReportInvoicePaidRequest as _tollgate_v1_ReportInvoicePaidRequest, ReportInvoicePaidRequest__Output as _tollgate_v1_ReportInvoicePaidRequest__Output } from '../../tollgate/v1/ReportInvoicePaidRequest.ts';
import type { ReportInvoicePaidResponse as _tollgate_v1_ReportInvoicePaidResponse, ReportInvoicePaidResponse__Output as _tollgate_v1_ReportInvoicePaidResponse__Output } from '../../tollgate/v1/ReportInvoicePaidResponse.ts';
import type { ReportRechargeRequest as _tollgate_v1_ReportRechargeRequest, ReportRechargeRequest__Output as _tollgate_v1_ReportRechargeRequest__Output } from '../../tollgate/v1/ReportRechargeRequest.ts';
import type { ReportRechargeResponse as _tollgate_v1_ReportRechargeResponse, ReportRechargeResponse__Output as _tollgate_v1_ReportRechargeResponse__Output } from '../../tollgate/v1/ReportRechargeResponse.ts';
import type { SetPaymentMethodRequest as _tollgate_v1_SetPaymentMethodRequest, SetPaymentMethodRequest__Output as _tollgate_v1_SetPaymentMethodRequest__Output } from '../../tollgate/v1/SetPaymentMethodRequest.ts';
import type { SetPaymentMethodResponse as _tollgate_v1_SetPaymentMethodResponse, SetPaymentMethodResponse__Output as _tollgate_v1_SetPaymentMethodResponse__Output } from '../../tollgate/v1/SetPaymentMethodResponse.ts';
import type { SetRechargeRequest as _tollgate_v1_SetRechargeRequest, SetRechargeRequest__Output as _tollgate_v1_SetRechargeRequest__Output } from '../../tollgate/v1/SetRechargeRequest.ts';
import type { SetRechargeResponse as _tollgate_v1_SetRechargeResponse, SetRechargeResponse__Output as _tollgate_v1_SetRechargeResponse__Output } from '../../tollgate/v1/SetRechargeResponse.ts';
import type { VerifyPaymentMethodRequest as _tollgate_v1_VerifyPaymentMethodRequest, VerifyPaymentMethodRequest__Output as _tollgate_v1_VerifyPaymentMethodRequest__Output } from '../../tollgate/v1/VerifyPaymentMethodRequest.ts';
import type { VerifyPaymentMethodResponse as _tollgate_v1_VerifyPaymentMethodResponse, VerifyPaymentMethodResponse__Output as _tollgate_v1_VerifyPaymentMethodResponse__Output } from '../../tollgate/v1/VerifyPaymentMethodResponse.ts';

export interface RechargeServiceClient extends grpc.Client {
  ConfirmPaymentMethod(argument: _tollgate_v1_ConfirmPaymentMethodRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ConfirmPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  ConfirmPaymentMethod(argument: _tollgate_v1_ConfirmPaymentMethodRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ConfirmPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  ConfirmPaymentMethod(argument: _tollgate_v1_ConfirmPaymentMethodRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ConfirmPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  ConfirmPaymentMethod(argument: _tollgate_v1_ConfirmPaymentMethodRequest, callback: grpc.requestCallback<_tollgate_v1_ConfirmPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  confirmPaymentMethod(argument: _tollgate_v1_ConfirmPaymentMethodRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ConfirmPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  confirmPaymentMethod(argument: _tollgate_v1_ConfirmPaymentMethodRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ConfirmPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  confirmPaymentMethod(argument: _tollgate_v1_ConfirmPaymentMethodRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ConfirmPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  confirmPaymentMethod(argument: _tollgate_v1_ConfirmPaymentMethodRequest, callback: grpc.requestCallback<_tollgate_v1_ConfirmPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  
  GetRecharge(argument: _tollgate_v1_GetRechargeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetRechargeResponse__Output>): grpc.ClientUnaryCall;
  GetRecharge(argument: _tollgate_v1_GetRechargeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetRechargeResponse__Output>): grpc.ClientUnaryCall;
  GetRecharge(argument: _tollgate_v1_GetRechargeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetRechargeResponse__Output>): grpc.ClientUnaryCall;
  GetRecharge(argument: _tollgate_v1_GetRechargeRequest, callback: grpc.requestCallback<_tollgate_v1_GetRechargeResponse__Output>): grpc.ClientUnaryCall;
  getRecharge(argument: _tollgate_v1_GetRechargeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetRechargeResponse__Output>): grpc.ClientUnaryCall;
  getRecharge(argument: _tollgate_v1_GetRechargeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_GetRechargeResponse__Output>): grpc.ClientUnaryCall;
  getRecharge(argument: _tollgate_v1_GetRechargeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_GetRechargeResponse__Output>): grpc.ClientUnaryCall;
  getRecharge(argument: _tollgate_v1_GetRechargeRequest, callback: grpc.requestCallback<_tollgate_v1_GetRechargeResponse__Output>): grpc.ClientUnaryCall;
  
  PurchaseCredit(argument: _tollgate_v1_PurchaseCreditRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_PurchaseCreditResponse__Output>): grpc.ClientUnaryCall;
  PurchaseCredit(argument: _tollgate_v1_PurchaseCreditRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_PurchaseCreditResponse__Output>): grpc.ClientUnaryCall;
  PurchaseCredit(argument: _tollgate_v1_PurchaseCreditRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_PurchaseCreditResponse__Output>): grpc.ClientUnaryCall;
  PurchaseCredit(argument: _tollgate_v1_PurchaseCreditRequest, callback: grpc.requestCallback<_tollgate_v1_PurchaseCreditResponse__Output>): grpc.ClientUnaryCall;
  purchaseCredit(argument: _tollgate_v1_PurchaseCreditRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_PurchaseCreditResponse__Output>): grpc.ClientUnaryCall;
  purchaseCredit(argument: _tollgate_v1_PurchaseCreditRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_PurchaseCreditResponse__Output>): grpc.ClientUnaryCall;
  purchaseCredit(argument: _tollgate_v1_PurchaseCreditRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_PurchaseCreditResponse__Output>): grpc.ClientUnaryCall;
  purchaseCredit(argument: _tollgate_v1_PurchaseCreditRequest, callback: grpc.requestCallback<_tollgate_v1_PurchaseCreditResponse__Output>): grpc.ClientUnaryCall;
  
  RecommendRecharge(argument: _tollgate_v1_RecommendRechargeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_RecommendRechargeResponse__Output>): grpc.ClientUnaryCall;
  RecommendRecharge(argument: _tollgate_v1_RecommendRechargeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_RecommendRechargeResponse__Output>): grpc.ClientUnaryCall;
  RecommendRecharge(argument: _tollgate_v1_RecommendRechargeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_RecommendRechargeResponse__Output>): grpc.ClientUnaryCall;
  RecommendRecharge(argument: _tollgate_v1_RecommendRechargeRequest, callback: grpc.requestCallback<_tollgate_v1_RecommendRechargeResponse__Output>): grpc.ClientUnaryCall;
  recommendRecharge(argument: _tollgate_v1_RecommendRechargeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_RecommendRechargeResponse__Output>): grpc.ClientUnaryCall;
  recommendRecharge(argument: _tollgate_v1_RecommendRechargeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_RecommendRechargeResponse__Output>): grpc.ClientUnaryCall;
  recommendRecharge(argument: _tollgate_v1_RecommendRechargeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_RecommendRechargeResponse__Output>): grpc.ClientUnaryCall;
  recommendRecharge(argument: _tollgate_v1_RecommendRechargeRequest, callback: grpc.requestCallback<_tollgate_v1_RecommendRechargeResponse__Output>): grpc.ClientUnaryCall;
  
  ReportInvoicePaid(argument: _tollgate_v1_ReportInvoicePaidRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReportInvoicePaidResponse__Output>): grpc.ClientUnaryCall;
  ReportInvoicePaid(argument: _tollgate_v1_ReportInvoicePaidRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReportInvoicePaidResponse__Output>): grpc.ClientUnaryCall;
  ReportInvoicePaid(argument: _tollgate_v1_ReportInvoicePaidRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReportInvoicePaidResponse__Output>): grpc.ClientUnaryCall;
  ReportInvoicePaid(argument: _tollgate_v1_ReportInvoicePaidRequest, callback: grpc.requestCallback<_tollgate_v1_ReportInvoicePaidResponse__Output>): grpc.ClientUnaryCall;
  reportInvoicePaid(argument: _tollgate_v1_ReportInvoicePaidRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReportInvoicePaidResponse__Output>): grpc.ClientUnaryCall;
  reportInvoicePaid(argument: _tollgate_v1_ReportInvoicePaidRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReportInvoicePaidResponse__Output>): grpc.ClientUnaryCall;
  reportInvoicePaid(argument: _tollgate_v1_ReportInvoicePaidRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReportInvoicePaidResponse__Output>): grpc.ClientUnaryCall;
  reportInvoicePaid(argument: _tollgate_v1_ReportInvoicePaidRequest, callback: grpc.requestCallback<_tollgate_v1_ReportInvoicePaidResponse__Output>): grpc.ClientUnaryCall;
  
  ReportRecharge(argument: _tollgate_v1_ReportRechargeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReportRechargeResponse__Output>): grpc.ClientUnaryCall;
  ReportRecharge(argument: _tollgate_v1_ReportRechargeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReportRechargeResponse__Output>): grpc.ClientUnaryCall;
  ReportRecharge(argument: _tollgate_v1_ReportRechargeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReportRechargeResponse__Output>): grpc.ClientUnaryCall;
  ReportRecharge(argument: _tollgate_v1_ReportRechargeRequest, callback: grpc.requestCallback<_tollgate_v1_ReportRechargeResponse__Output>): grpc.ClientUnaryCall;
  reportRecharge(argument: _tollgate_v1_ReportRechargeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReportRechargeResponse__Output>): grpc.ClientUnaryCall;
  reportRecharge(argument: _tollgate_v1_ReportRechargeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_ReportRechargeResponse__Output>): grpc.ClientUnaryCall;
  reportRecharge(argument: _tollgate_v1_ReportRechargeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_ReportRechargeResponse__Output>): grpc.ClientUnaryCall;
  reportRecharge(argument: _tollgate_v1_ReportRechargeRequest, callback: grpc.requestCallback<_tollgate_v1_ReportRechargeResponse__Output>): grpc.ClientUnaryCall;
  
  SetPaymentMethod(argument: _tollgate_v1_SetPaymentMethodRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  SetPaymentMethod(argument: _tollgate_v1_SetPaymentMethodRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_SetPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  SetPaymentMethod(argument: _tollgate_v1_SetPaymentMethodRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  SetPaymentMethod(argument: _tollgate_v1_SetPaymentMethodRequest, callback: grpc.requestCallback<_tollgate_v1_SetPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  setPaymentMethod(argument: _tollgate_v1_SetPaymentMethodRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  setPaymentMethod(argument: _tollgate_v1_SetPaymentMethodRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_SetPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  setPaymentMethod(argument: _tollgate_v1_SetPaymentMethodRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  setPaymentMethod(argument: _tollgate_v1_SetPaymentMethodRequest, callback: grpc.requestCallback<_tollgate_v1_SetPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  
  SetRecharge(argument: _tollgate_v1_SetRechargeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetRechargeResponse__Output>): grpc.ClientUnaryCall;
  SetRecharge(argument: _tollgate_v1_SetRechargeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_SetRechargeResponse__Output>): grpc.ClientUnaryCall;
  SetRecharge(argument: _tollgate_v1_SetRechargeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetRechargeResponse__Output>): grpc.ClientUnaryCall;
  SetRecharge(argument: _tollgate_v1_SetRechargeRequest, callback: grpc.requestCallback<_tollgate_v1_SetRechargeResponse__Output>): grpc.ClientUnaryCall;
  setRecharge(argument: _tollgate_v1_SetRechargeRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetRechargeResponse__Output>): grpc.ClientUnaryCall;
  setRecharge(argument: _tollgate_v1_SetRechargeRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_SetRechargeResponse__Output>): grpc.ClientUnaryCall;
  setRecharge(argument: _tollgate_v1_SetRechargeRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_SetRechargeResponse__Output>): grpc.ClientUnaryCall;
  setRecharge(argument: _tollgate_v1_SetRechargeRequest, callback: grpc.requestCallback<_tollgate_v1_SetRechargeResponse__Output>): grpc.ClientUnaryCall;
  
  VerifyPaymentMethod(argument: _tollgate_v1_VerifyPaymentMethodRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_VerifyPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  VerifyPaymentMethod(argument: _tollgate_v1_VerifyPaymentMethodRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_VerifyPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  VerifyPaymentMethod(argument: _tollgate_v1_VerifyPaymentMethodRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_VerifyPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  VerifyPaymentMethod(argument: _tollgate_v1_VerifyPaymentMethodRequest, callback: grpc.requestCallback<_tollgate_v1_VerifyPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  verifyPaymentMethod(argument: _tollgate_v1_VerifyPaymentMethodRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_VerifyPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  verifyPaymentMethod(argument: _tollgate_v1_VerifyPaymentMethodRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tollgate_v1_VerifyPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  verifyPaymentMethod(argument: _tollgate_v1_VerifyPaymentMethodRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tollgate_v1_VerifyPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  verifyPaymentMethod(argument: _tollgate_v1_VerifyPaymentMethodRequest, callback: grpc.requestCallback<_tollgate_v1_VerifyPaymentMethodResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface RechargeServiceHandlers extends grpc.UntypedServiceImplementation {
  ConfirmPaymentMethod: grpc.handleUnaryCall<_tollgate_v1_ConfirmPaymentMethodRequest__Output, _tollgate_v1_ConfirmPaymentMethodResponse>;
  
  GetRecharge: grpc.handleUnaryCall<_tollgate_v1_GetRechargeRequest__Output, _tollgate_v1_GetRechargeResponse>;
  
  PurchaseCredit: grpc.handleUnaryCall<_tollgate_v1_PurchaseCreditRequest__Output, _tollgate_v1_PurchaseCreditResponse>;
  
  RecommendRecharge: grpc.handleUnaryCall<_tollgate_v1_RecommendRechargeRequest__Output, _tollgate_v1_RecommendRechargeResponse>;
  
  ReportInvoicePaid: grpc.handleUnaryCall<_tollgate_v1_ReportInvoicePaidRequest__Output, _tollgate_v1_ReportInvoicePaidResponse>;
  
  ReportRecharge: grpc.handleUnaryCall<_tollgate_v1_ReportRechargeRequest__Output, _tollgate_v1_ReportRechargeResponse>;
  
  SetPaymentMethod: grpc.handleUnaryCall<_tollgate_v1_SetPaymentMethodRequest__Output, _tollgate_v1_SetPaymentMethodResponse>;
  
  SetRecharge: grpc.handleUnaryCall<_tollgate_v1_SetRechargeRequest__Output, _tollgate_v1_SetRechargeResponse>;
  
  VerifyPaymentMethod: grpc.handleUnaryCall<_tollgate_v1_VerifyPaymentMethodRequest__Output, _tollgate_v1_VerifyPaymentMethodResponse>;
  
}

export interface RechargeServiceDefinition extends grpc.ServiceDefinition {
  ConfirmPaymentMethod: MethodDefinition<_tollgate_v1_ConfirmPaymentMethodRequest, _tollgate_v1_ConfirmPaymentMethodResponse, _tollgate_v1_ConfirmPaymentMethodRequest__Output, _tollgate_v1_ConfirmPaymentMethodResponse__Output>
  GetRecharge: MethodDefinition<_tollgate_v1_GetRechargeRequest, _tollgate_v1_GetRechargeResponse, _tollgate_v1_GetRechargeRequest__Output, _tollgate_v1_GetRechargeResponse__Output>
  PurchaseCredit: MethodDefinition<_tollgate_v1_PurchaseCreditRequest, _tollgate_v1_PurchaseCreditResponse, _tollgate_v1_PurchaseCreditRequest__Output, _tollgate_v1_PurchaseCreditResponse__Output>
  RecommendRecharge: MethodDefinition<_tollgate_v1_RecommendRechargeRequest, _tollgate_v1_RecommendRechargeResponse, _tollgate_v1_RecommendRechargeRequest__Output, _tollgate_v1_RecommendRechargeResponse__Output>
  ReportInvoicePaid: MethodDefinition<_tollgate_v1_ReportInvoicePaidRequest, _tollgate_v1_ReportInvoicePaidResponse, _tollgate_v1_ReportInvoicePaidRequest__Output, _tollgate_v1_ReportInvoicePaidResponse__Output>
  ReportRecharge: MethodDefinition<_tollgate_v1_ReportRechargeRequest, _tollgate_v1_ReportRechargeResponse, _tollgate_v1_ReportRechargeRequest__Output, _tollgate_v1_ReportRechargeResponse__Output>
  SetPaymentMethod: MethodDefinition<_tollgate_v1_SetPaymentMethodRequest, _tollgate_v1_SetPaymentMethodResponse, _tollgate_v1_SetPaymentMethodRequest__Output, _tollgate_v1_SetPaymentMethodResponse__Output>
  SetRecharge: MethodDefinition<_tollgate_v1_SetRechargeRequest, _tollgate_v1_SetRechargeResponse, _tollgate_v1_SetRechargeRequest__Output, _tollgate_v1_SetRechargeResponse__Output>
  VerifyPaymentMethod: MethodDefinition<_tollgate_v1_VerifyPaymentMethodRequest, _tollgate_v1_VerifyPaymentMethodResponse, _tollgate_v1_VerifyPaymentMethodRequest__Output, _tollgate_v1_VerifyPaymentMethodResponse__Output>
}
