/** From the bytes of a directory to what each file says. */
import { FILE_SCHEMAS, WHEN_ABSENT, type FileContents, type FileKind } from '../schema/files.ts';
import { DECKS, type CatalogFiles } from './directory.ts';
import { suggestion } from './did-you-mean.ts';
import type { ProblemList, Report } from './problems.ts';
import { parseWith } from './schema-issues.ts';
import { YamlFile } from './yaml-file.ts';

/** A catalog file as far as it could be read. */
export interface SourceFile<Kind extends FileKind> {
  readonly name: string;
  /** Undefined when it is missing or wrong, which the problems say. */
  readonly content: FileContents[Kind] | undefined;
  /** Notes a problem at a value of this file. */
  readonly report: Report;
  readonly locate: YamlFile['locate'];
}

export type SourceFiles = { readonly [Kind in FileKind]: SourceFile<Kind> };

const FILE_BYTES_MAX = 8 * 1024 * 1024;
const WHOLE_FILE = { line: 0, column: 0 };

export function readSourceFiles(files: CatalogFiles, problems: ProblemList): SourceFiles {
  const expected = Object.keys(FILE_SCHEMAS).map((kind) => `${kind}.yaml`);
  for (const name of files.contents.keys()) {
    if (expected.includes(name) || name.startsWith(`${DECKS}/`)) continue;
    problems.add(name, WHOLE_FILE, 'is no file of a catalog', suggestion(name, [...expected, `${DECKS}/`]));
  }
  const read = <Kind extends FileKind>(kind: Kind): SourceFile<Kind> => readSourceFile(kind, files, problems);
  return {
    catalog: read('catalog'),
    services: read('services'),
    rates: read('rates'),
    blocking: read('blocking'),
    holds: read('holds'),
    plans: read('plans'),
    limits: read('limits'),
    cases: read('cases'),
  };
}

function readSourceFile<Kind extends FileKind>(
  kind: Kind,
  files: CatalogFiles,
  problems: ProblemList,
): SourceFile<Kind> {
  const name = `${kind}.yaml`;
  const bytes = files.contents.get(name);
  const yaml = bytes === undefined ? undefined : parseYaml(name, bytes, problems);
  const locate: YamlFile['locate'] = (path, part) => yaml?.locate(path, part) ?? WHOLE_FILE;
  const report: Report = (path, message, hint) => {
    problems.add(name, locate(path), message, hint);
  };
  return { name, locate, report, content: contentOf(kind, name, bytes, yaml, problems) };
}

function contentOf<Kind extends FileKind>(
  kind: Kind,
  name: string,
  bytes: Buffer | undefined,
  yaml: YamlFile | undefined,
  problems: ProblemList,
): FileContents[Kind] | undefined {
  // The schema of a kind and its content are paired in one table, which the compiler cannot follow through a generic key.
  const schema = FILE_SCHEMAS[kind];
  if (yaml !== undefined) return parseWith(schema, yaml, problems) as FileContents[Kind] | undefined;
  if (bytes !== undefined) return undefined;
  const absent = WHEN_ABSENT.get(kind);
  if (absent !== undefined) return schema.parse(absent) as FileContents[Kind];
  problems.add(
    name,
    WHOLE_FILE,
    'is missing',
    'every catalog has catalog.yaml, services.yaml, rates.yaml and holds.yaml',
  );
  return undefined;
}

function parseYaml(name: string, bytes: Buffer, problems: ProblemList): YamlFile | undefined {
  if (bytes.length > FILE_BYTES_MAX) {
    problems.add(name, WHOLE_FILE, 'is larger than 8 MB', 'put long lists of prices into decks');
    return undefined;
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    problems.add(name, WHOLE_FILE, 'is not UTF-8 text', 'save it as UTF-8');
    return undefined;
  }
  return YamlFile.parse(name, text, problems);
}

/** Undefined for bytes that are no UTF-8. */
export function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
