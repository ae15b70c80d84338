// Original file: proto/tollgate/v1/spool.proto


export interface ImportSpoolRequest {
  'segment'?: (Buffer | Uint8Array | string);
}

export interface ImportSpoolRequest__Output {
  'segment': (Buffer);
}
