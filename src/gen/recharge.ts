import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { FieldMask as _google_protobuf_FieldMask, FieldMask__Output as _google_protobuf_FieldMask__Output } from './google/protobuf/FieldMask.ts';
import type { ConfirmPaymentMethodRequest as _tollgate_v1_ConfirmPaymentMethodRequest, ConfirmPaymentMethodRequest__Output as _tollgate_v1_ConfirmPaymentMethodRequest__Output } from './tollgate/v1/ConfirmPaymentMethodRequest.ts';
import type { ConfirmPaymentMethodResponse as _tollgate_v1_ConfirmPaymentMethodResponse, ConfirmPaymentMethodResponse__Output as _tollgate_v1_ConfirmPaymentMethodResponse__Output } from './tollgate/v1/ConfirmPaymentMethodResponse.ts';
import type { GetRechargeRequest as _tollgate_v1_GetRechargeRequest, GetRechargeRequest__Output as _tollgate_v1_GetRechargeRequest__Output } from './tollgate/v1/GetRechargeRequest.ts';
import type { GetRechargeResponse as _tollgate_v1_GetRechargeResponse, GetRechargeResponse__Output as _tollgate_v1_GetRechargeResponse__Output } from './tollgate/v1/GetRechargeResponse.ts';
import type { Payment as _tollgate_v1_Payment, Payment__Output as _tollgate_v1_Payment__Output } from './tollgate/v1/Payment.ts';
import type { PurchaseCreditRequest as _tollgate_v1_PurchaseCreditRequest, PurchaseCreditRequest__Output as _tollgate_v1_PurchaseCreditRequest__Output } from './tollgate/v1/PurchaseCreditRequest.ts';
import type { PurchaseCreditResponse as _tollgate_v1_PurchaseCreditResponse, PurchaseCreditResponse__Output as _tollgate_v1_PurchaseCreditResponse__Output } from './tollgate/v1/PurchaseCreditResponse.ts';
import type { Recharge as _tollgate_v1_Recharge, Recharge__Output as _tollgate_v1_Recharge__Output } from './tollgate/v1/Recharge.ts';
import type { RechargeServiceClient as _tollgate_v1_RechargeServiceClient, RechargeServiceDefinition as _tollgate_v1_RechargeServiceDefinition } from './tollgate/v1/RechargeService.ts';
import type { RecommendRechargeRequest as _tollgate_v1_RecommendRechargeRequest, RecommendRechargeRequest__Output as _tollgate_v1_RecommendRechargeRequest__Output } from './tollgate/v1/RecommendRechargeRequest.ts';
import type { RecommendRechargeResponse as _tollgate_v1_RecommendRechargeResponse, RecommendRechargeResponse__Output as _tollgate_v1_RecommendRechargeResponse__Output } from './tollgate/v1/RecommendRechargeResponse.ts';
import type { ReportInvoicePaidRequest as _tollgate_v1_ReportInvoicePaidRequest, ReportInvoicePaidRequest__Output as _tollgate_v1_ReportInvoicePaidRequest__Output } from './tollgate/v1/ReportInvoicePaidRequest.ts';
import type { ReportInvoicePaidResponse as _tollgate_v1_ReportInvoicePaidResponse, ReportInvoicePaidResponse__Output as _tollgate_v1_ReportInvoicePaidResponse__Output } from './tollgate/v1/ReportInvoicePaidResponse.ts';
import type { ReportRechargeRequest as _tollgate_v1_ReportRechargeRequest, ReportRechargeRequest__Output as _tollgate_v1_ReportRechargeRequest__Output } from './tollgate/v1/ReportRechargeRequest.ts';
import type { ReportRechargeResponse as _tollgate_v1_ReportRechargeResponse, ReportRechargeResponse__Output as _tollgate_v1_ReportRechargeResponse__Output } from './tollgate/v1/ReportRechargeResponse.ts';
import type { SetPaymentMethodRequest as _tollgate_v1_SetPaymentMethodRequest, SetPaymentMethodRequest__Output as _tollgate_v1_SetPaymentMethodRequest__Output } from './tollgate/v1/SetPaymentMethodRequest.ts';
import type { SetPaymentMethodResponse as _tollgate_v1_SetPaymentMethodResponse, SetPaymentMethodResponse__Output as _tollgate_v1_SetPaymentMethodResponse__Output } from './tollgate/v1/SetPaymentMethodResponse.ts';
import type { SetRechargeRequest as _tollgate_v1_SetRechargeRequest, SetRechargeRequest__Output as _tollgate_v1_SetRechargeRequest__Output } from './tollgate/v1/SetRechargeRequest.ts';
import type { SetRechargeResponse as _tollgate_v1_SetRechargeResponse, SetRechargeResponse__Output as _tollgate_v1_SetRechargeResponse__Output } from './tollgate/v1/SetRechargeResponse.ts';
import type { VerifyPaymentMethodRequest as _tollgate_v1_VerifyPaymentMethodRequest, VerifyPaymentMethodRequest__Output as _tollgate_v1_VerifyPaymentMethodRequest__Output } from './tollgate/v1/VerifyPaymentMethodRequest.ts';
import type { VerifyPaymentMethodResponse as _tollgate_v1_VerifyPaymentMethodResponse, VerifyPaymentMethodResponse__Output as _tollgate_v1_VerifyPaymentMethodResponse__Output } from './tollgate/v1/VerifyPaymentMethodResponse.ts';

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
      ConfirmPaymentMethodRequest: MessageTypeDefinition<_tollgate_v1_ConfirmPaymentMethodRequest, _tollgate_v1_ConfirmPaymentMethodRequest__Output>
      ConfirmPaymentMethodResponse: MessageTypeDefinition<_tollgate_v1_ConfirmPaymentMethodResponse, _tollgate_v1_ConfirmPaymentMethodResponse__Output>
      GetRechargeRequest: MessageTypeDefinition<_tollgate_v1_GetRechargeRequest, _tollgate_v1_GetRechargeRequest__Output>
      GetRechargeResponse: MessageTypeDefinition<_tollgate_v1_GetRechargeResponse, _tollgate_v1_GetRechargeResponse__Output>
      Payment: MessageTypeDefinition<_tollgate_v1_Payment, _tollgate_v1_Payment__Output>
      PaymentMethodState: EnumTypeDefinition
      PaymentPurpose: EnumTypeDefinition
      PaymentState: EnumTypeDefinition
      PurchaseCreditRequest: MessageTypeDefinition<_tollgate_v1_PurchaseCreditRequest, _tollgate_v1_PurchaseCreditRequest__Output>
      PurchaseCreditResponse: MessageTypeDefinition<_tollgate_v1_PurchaseCreditResponse, _tollgate_v1_PurchaseCreditResponse__Output>
      Recharge: MessageTypeDefinition<_tollgate_v1_Recharge, _tollgate_v1_Recharge__Output>
      RechargeMode: EnumTypeDefinition
      RechargeService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_RechargeServiceClient> & { service: _tollgate_v1_RechargeServiceDefinition }
      RecommendRechargeRequest: MessageTypeDefinition<_tollgate_v1_RecommendRechargeRequest, _tollgate_v1_RecommendRechargeRequest__Output>
      RecommendRechargeResponse: MessageTypeDefinition<_tollgate_v1_RecommendRechargeResponse, _tollgate_v1_RecommendRechargeResponse__Output>
      ReportInvoicePaidRequest: MessageTypeDefinition<_tollgate_v1_ReportInvoicePaidRequest, _tollgate_v1_ReportInvoicePaidRequest__Output>
      ReportInvoicePaidResponse: MessageTypeDefinition<_tollgate_v1_ReportInvoicePaidResponse, _tollgate_v1_ReportInvoicePaidResponse__Output>
      ReportRechargeRequest: MessageTypeDefinition<_tollgate_v1_ReportRechargeRequest, _tollgate_v1_ReportRechargeRequest__Output>
      ReportRechargeResponse: MessageTypeDefinition<_tollgate_v1_ReportRechargeResponse, _tollgate_v1_ReportRechargeResponse__Output>
      SetPaymentMethodRequest: MessageTypeDefinition<_tollgate_v1_SetPaymentMethodRequest, _tollgate_v1_SetPaymentMethodRequest__Output>
      SetPaymentMethodResponse: MessageTypeDefinition<_tollgate_v1_SetPaymentMethodResponse, _tollgate_v1_SetPaymentMethodResponse__Output>
      SetRechargeRequest: MessageTypeDefinition<_tollgate_v1_SetRechargeRequest, _tollgate_v1_SetRechargeRequest__Output>
      SetRechargeResponse: MessageTypeDefinition<_tollgate_v1_SetRechargeResponse, _tollgate_v1_SetRechargeResponse__Output>
      VerifyPaymentMethodRequest: MessageTypeDefinition<_tollgate_v1_VerifyPaymentMethodRequest, _tollgate_v1_VerifyPaymentMethodRequest__Output>
      VerifyPaymentMethodResponse: MessageTypeDefinition<_tollgate_v1_VerifyPaymentMethodResponse, _tollgate_v1_VerifyPaymentMethodResponse__Output>
    }
  }
}

