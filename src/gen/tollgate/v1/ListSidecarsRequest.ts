// Original file: proto/tollgate/v1/store.proto


export interface ListSidecarsRequest {
}

export interface ListSidecarsRequest__Output {
}
