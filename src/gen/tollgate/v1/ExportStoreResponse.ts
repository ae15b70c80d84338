// Original file: proto/tollgate/v1/store.proto


export interface ExportStoreResponse {
  'lines'?: (string)[];
  'partitions'?: (number);
  'partitionsDone'?: (number);
}

export interface ExportStoreResponse__Output {
  'lines': (string)[];
  'partitions': (number);
  'partitionsDone': (number);
}
