// Original file: proto/tollgate/v1/spool.proto


export interface ListSpoolQuarantineRequest {
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListSpoolQuarantineRequest__Output {
  'pageSize': (number);
  'pageToken': (string);
}
