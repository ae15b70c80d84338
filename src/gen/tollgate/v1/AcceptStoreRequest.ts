// Original file: proto/tollgate/v1/store.proto


export interface AcceptStoreRequest {
  'instanceId'?: (string);
}

export interface AcceptStoreRequest__Output {
  'instanceId': (string);
}
