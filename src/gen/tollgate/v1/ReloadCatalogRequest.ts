// Original file: proto/tollgate/v1/catalog.proto


export interface ReloadCatalogRequest {
}

export interface ReloadCatalogRequest__Output {
}
