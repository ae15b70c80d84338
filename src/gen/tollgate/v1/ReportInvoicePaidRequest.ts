// Original file: proto/tollgate/v1/recharge.proto


export interface ReportInvoicePaidRequest {
  'accountId'?: (string);
  'invoiceId'?: (string);
}

export interface ReportInvoicePaidRequest__Output {
  'accountId': (string);
  'invoiceId': (string);
}
