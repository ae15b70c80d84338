// Original file: proto/tollgate/v1/credit_control.proto

import type { AuthorizeRequest as _tollgate_v1_AuthorizeRequest, AuthorizeRequest__Output as _tollgate_v1_AuthorizeRequest__Output } from '../../tollgate/v1/AuthorizeRequest.ts';
import type { AnswerRequest as _tollgate_v1_AnswerRequest, AnswerRequest__Output as _tollgate_v1_AnswerRequest__Output } from '../../tollgate/v1/AnswerRequest.ts';
import type { ExtendRequest as _tollgate_v1_ExtendRequest, ExtendRequest__Output as _tollgate_v1_ExtendRequest__Output } from '../../tollgate/v1/ExtendRequest.ts';
import type { SettleRequest as _tollgate_v1_SettleRequest, SettleRequest__Output as _tollgate_v1_SettleRequest__Output } from '../../tollgate/v1/SettleRequest.ts';
import type { ReleaseRequest as _tollgate_v1_ReleaseRequest, ReleaseRequest__Output as _tollgate_v1_ReleaseRequest__Output } from '../../tollgate/v1/ReleaseRequest.ts';
import type { ChargeRequest as _tollgate_v1_ChargeRequest, ChargeRequest__Output as _tollgate_v1_ChargeRequest__Output } from '../../tollgate/v1/ChargeRequest.ts';
import type { Long } from '@grpc/proto-loader';

export interface SessionRequest {
  'requestId'?: (number | string | Long);
  'authorize'?: (_tollgate_v1_AuthorizeRequest | null);
  'answer'?: (_tollgate_v1_AnswerRequest | null);
  'extend'?: (_tollgate_v1_ExtendRequest | null);
  'settle'?: (_tollgate_v1_SettleRequest | null);
  'release'?: (_tollgate_v1_ReleaseRequest | null);
  'charge'?: (_tollgate_v1_ChargeRequest | null);
  'request'?: "authorize"|"answer"|"extend"|"settle"|"release"|"charge";
}

export interface SessionRequest__Output {
  'requestId': (string);
  'authorize'?: (_tollgate_v1_AuthorizeRequest__Output | null);
  'answer'?: (_tollgate_v1_AnswerRequest__Output | null);
  'extend'?: (_tollgate_v1_ExtendRequest__Output | null);
  'settle'?: (_tollgate_v1_SettleRequest__Output | null);
  'release'?: (_tollgate_v1_ReleaseRequest__Output | null);
  'charge'?: (_tollgate_v1_ChargeRequest__Output | null);
  'request'?: "authorize"|"answer"|"extend"|"settle"|"release"|"charge";
}
