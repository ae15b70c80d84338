// Original file: proto/tollgate/v1/account.proto


export interface GetSubjectRequest {
  'accountId'?: (string);
  'subjectId'?: (string);
}

export interface GetSubjectRequest__Output {
  'accountId': (string);
  'subjectId': (string);
}
