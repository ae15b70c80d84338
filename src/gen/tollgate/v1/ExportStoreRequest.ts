// Original file: proto/tollgate/v1/store.proto


export interface ExportStoreRequest {
}

export interface ExportStoreRequest__Output {
}
