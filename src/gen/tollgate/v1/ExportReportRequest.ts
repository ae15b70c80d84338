// Original file: proto/tollgate/v1/report.proto


export interface ExportReportRequest {
  'report'?: (string);
  'filter'?: ({[key: string]: string});
}

export interface ExportReportRequest__Output {
  'report': (string);
  'filter': ({[key: string]: string});
}
