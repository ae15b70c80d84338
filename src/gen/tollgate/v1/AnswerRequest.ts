// Original file: proto/tollgate/v1/credit_control.proto


export interface AnswerRequest {
  'accountId'?: (string);
  'holdId'?: (string);
  'settleToken'?: (string);
}

export interface AnswerRequest__Output {
  'accountId': (string);
  'holdId': (string);
  'settleToken': (string);
}
