// Original file: proto/tollgate/v1/store.proto


export interface GetStoreRequest {
}

export interface GetStoreRequest__Output {
}
