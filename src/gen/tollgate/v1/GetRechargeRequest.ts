// Original file: proto/tollgate/v1/recharge.proto


export interface GetRechargeRequest {
  'accountId'?: (string);
}

export interface GetRechargeRequest__Output {
  'accountId': (string);
}
