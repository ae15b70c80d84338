// Original file: proto/tollgate/v1/catalog.proto


export interface CheckCatalogRequest {
}

export interface CheckCatalogRequest__Output {
}
