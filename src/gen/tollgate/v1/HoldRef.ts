// Original file: proto/tollgate/v1/common.proto


export interface HoldRef {
  'accountId'?: (string);
  'holdId'?: (string);
}

export interface HoldRef__Output {
  'accountId': (string);
  'holdId': (string);
}
