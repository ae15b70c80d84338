// Original file: proto/tollgate/v1/catalog.proto


export interface GetHoldStatsRequest {
}

export interface GetHoldStatsRequest__Output {
}
