// Original file: proto/tollgate/v1/spool.proto


export interface GetSpoolRequest {
}

export interface GetSpoolRequest__Output {
}
