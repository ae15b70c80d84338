// Original file: proto/tollgate/v1/account.proto


export interface DeleteSubjectRequest {
  'accountId'?: (string);
  'subjectId'?: (string);
}

export interface DeleteSubjectRequest__Output {
  'accountId': (string);
  'subjectId': (string);
}
