// Original file: proto/tollgate/v1/package.proto


export interface ListPackagesRequest {
  'accountId'?: (string);
}

export interface ListPackagesRequest__Output {
  'accountId': (string);
}
