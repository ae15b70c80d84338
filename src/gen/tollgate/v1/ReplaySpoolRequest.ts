// Original file: proto/tollgate/v1/spool.proto


export interface ReplaySpoolRequest {
}

export interface ReplaySpoolRequest__Output {
}
