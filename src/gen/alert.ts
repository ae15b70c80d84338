import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AlertDelivery as _tollgate_v1_AlertDelivery, AlertDelivery__Output as _tollgate_v1_AlertDelivery__Output } from './tollgate/v1/AlertDelivery.ts';
import type { AlertServiceClient as _tollgate_v1_AlertServiceClient, AlertServiceDefinition as _tollgate_v1_AlertServiceDefinition } from './tollgate/v1/AlertService.ts';
import type { Alerts as _tollgate_v1_Alerts, Alerts__Output as _tollgate_v1_Alerts__Output } from './tollgate/v1/Alerts.ts';
import type { Contact as _tollgate_v1_Contact, Contact__Output as _tollgate_v1_Contact__Output } from './tollgate/v1/Contact.ts';
import type { GetAlertsRequest as _tollgate_v1_GetAlertsRequest, GetAlertsRequest__Output as _tollgate_v1_GetAlertsRequest__Output } from './tollgate/v1/GetAlertsRequest.ts';
import type { GetAlertsResponse as _tollgate_v1_GetAlertsResponse, GetAlertsResponse__Output as _tollgate_v1_GetAlertsResponse__Output } from './tollgate/v1/GetAlertsResponse.ts';
import type { ListAlertDeliveriesRequest as _tollgate_v1_ListAlertDeliveriesRequest, ListAlertDeliveriesRequest__Output as _tollgate_v1_ListAlertDeliveriesRequest__Output } from './tollgate/v1/ListAlertDeliveriesRequest.ts';
import type { ListAlertDeliveriesResponse as _tollgate_v1_ListAlertDeliveriesResponse, ListAlertDeliveriesResponse__Output as _tollgate_v1_ListAlertDeliveriesResponse__Output } from './tollgate/v1/ListAlertDeliveriesResponse.ts';
import type { ResendAlertsRequest as _tollgate_v1_ResendAlertsRequest, ResendAlertsRequest__Output as _tollgate_v1_ResendAlertsRequest__Output } from './tollgate/v1/ResendAlertsRequest.ts';
import type { ResendAlertsResponse as _tollgate_v1_ResendAlertsResponse, ResendAlertsResponse__Output as _tollgate_v1_ResendAlertsResponse__Output } from './tollgate/v1/ResendAlertsResponse.ts';
import type { SetAlertsRequest as _tollgate_v1_SetAlertsRequest, SetAlertsRequest__Output as _tollgate_v1_SetAlertsRequest__Output } from './tollgate/v1/SetAlertsRequest.ts';
import type { SetAlertsResponse as _tollgate_v1_SetAlertsResponse, SetAlertsResponse__Output as _tollgate_v1_SetAlertsResponse__Output } from './tollgate/v1/SetAlertsResponse.ts';
import type { TestAlertsRequest as _tollgate_v1_TestAlertsRequest, TestAlertsRequest__Output as _tollgate_v1_TestAlertsRequest__Output } from './tollgate/v1/TestAlertsRequest.ts';
import type { TestAlertsResponse as _tollgate_v1_TestAlertsResponse, TestAlertsResponse__Output as _tollgate_v1_TestAlertsResponse__Output } from './tollgate/v1/TestAlertsResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tollgate: {
    v1: {
      AlertDelivery: MessageTypeDefinition<_tollgate_v1_AlertDelivery, _tollgate_v1_AlertDelivery__Output>
      AlertKind: EnumTypeDefinition
      AlertService: SubtypeConstructor<typeof grpc.Client, _tollgate_v1_AlertServiceClient> & { service: _tollgate_v1_AlertServiceDefinition }
      Alerts: MessageTypeDefinition<_tollgate_v1_Alerts, _tollgate_v1_Alerts__Output>
      Contact: MessageTypeDefinition<_tollgate_v1_Contact, _tollgate_v1_Contact__Output>
      ContactRole: EnumTypeDefinition
      DeliveryState: EnumTypeDefinition
      GetAlertsRequest: MessageTypeDefinition<_tollgate_v1_GetAlertsRequest, _tollgate_v1_GetAlertsRequest__Output>
      GetAlertsResponse: MessageTypeDefinition<_tollgate_v1_GetAlertsResponse, _tollgate_v1_GetAlertsResponse__Output>
      ListAlertDeliveriesRequest: MessageTypeDefinition<_tollgate_v1_ListAlertDeliveriesRequest, _tollgate_v1_ListAlertDeliveriesRequest__Output>
      ListAlertDeliveriesResponse: MessageTypeDefinition<_tollgate_v1_ListAlertDeliveriesResponse, _tollgate_v1_ListAlertDeliveriesResponse__Output>
      ResendAlertsRequest: MessageTypeDefinition<_tollgate_v1_ResendAlertsRequest, _tollgate_v1_ResendAlertsRequest__Output>
      ResendAlertsResponse: MessageTypeDefinition<_tollgate_v1_ResendAlertsResponse, _tollgate_v1_ResendAlertsResponse__Output>
      SetAlertsRequest: MessageTypeDefinition<_tollgate_v1_SetAlertsRequest, _tollgate_v1_SetAlertsRequest__Output>
      SetAlertsResponse: MessageTypeDefinition<_tollgate_v1_SetAlertsResponse, _tollgate_v1_SetAlertsResponse__Output>
      TestAlertsRequest: MessageTypeDefinition<_tollgate_v1_TestAlertsRequest, _tollgate_v1_TestAlertsRequest__Output>
      TestAlertsResponse: MessageTypeDefinition<_tollgate_v1_TestAlertsResponse, _tollgate_v1_TestAlertsResponse__Output>
    }
  }
}

