// Original file: proto/tollgate/v1/catalog.proto


export interface CatalogProblem {
  'file'?: (string);
  'line'?: (number);
  'column'?: (number);
  'message'?: (string);
  'hint'?: (string);
}

export interface CatalogProblem__Output {
  'file': (string);
  'line': (number);
  'column': (number);
  'message': (string);
  'hint': (string);
}
