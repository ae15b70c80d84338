// Original file: proto/tollgate/v1/report.proto


export interface ExportReportResponse {
  'csv'?: (string);
}

export interface ExportReportResponse__Output {
  'csv': (string);
}
