// Original file: proto/tollgate/v1/recharge.proto


export interface RecommendRechargeRequest {
  'accountId'?: (string);
}

export interface RecommendRechargeRequest__Output {
  'accountId': (string);
}
