// Original file: proto/tollgate/v1/store.proto


export interface RestoreStoreRequest {
  'lines'?: (string)[];
  'force'?: (boolean);
}

export interface RestoreStoreRequest__Output {
  'lines': (string)[];
  'force': (boolean);
}
