// Original file: proto/tollgate/v1/catalog.proto


export interface GetCatalogRequest {
}

export interface GetCatalogRequest__Output {
}
