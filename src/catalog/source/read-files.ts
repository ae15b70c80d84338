/** From the bytes of a directory to what each file says. */
import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { errorText } from '../../domain/fault.ts';
import { FILE_SCHEMAS, type FileContents, type FileKind, WHEN_ABSENT } from '../schema/files.ts';
import { suggestion } from '../../domain/did-you-mean.ts';
import { type CatalogFiles, DECKS } from './directory.ts';
import { decodeText } from './encoding.ts';
import { parseWith, type Place, type ProblemList, type Report, type SourcePath, WHOLE_FILE } from './problems.ts';

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
    packages: read('packages'),
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
  const report: Report = Object.assign(
    (path: SourcePath, message: string, hint?: string) => {
      problems.add(name, locate(path), message, hint);
    },
    {
      warn: (path: SourcePath, message: string, hint?: string) => {
        problems.warn(name, locate(path), message, hint);
      },
      placeOf: (path: SourcePath) => `${name}:${locate(path).line}`,
    },
  );
  return { name, locate, report, content: contentOf(kind, name, bytes, yaml, problems) };
}

function contentOf<Kind extends FileKind>(
  kind: Kind,
  name: string,
  bytes: Buffer | undefined,
  yaml: YamlFile | undefined,
  problems: ProblemList,
): FileContents[Kind] | undefined {
  // The schema of a kind and its content are paired in one table, which the compiler cannot follow through a generic
  // key.
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
  const decoded = decodeText(bytes);
  if ('text' in decoded) return YamlFile.parse(name, decoded.text, problems);
  problems.add(name, decoded.place, decoded.message, decoded.hint);
  return undefined;
}

/* One YAML file: its value, and where in the file each part of it stands. */

/** Bounds what a chain of aliases may blow a small file up to. */
const ALIASES_MAX = 100;

export class YamlFile {
  readonly name: string;
  /** What the file says, as plain values; undefined for an empty file. */
  readonly value: unknown;
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;

  private constructor(name: string, value: unknown, document: Document.Parsed, lines: LineCounter) {
    this.name = name;
    this.value = value;
    this.#document = document;
    this.#lines = lines;
  }

  /** Undefined when it is no YAML; the problems say why. */
  static parse(name: string, text: string, problems: ProblemList): YamlFile | undefined {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
    const faults = [...document.errors, ...document.warnings];
    for (const fault of faults) {
      const { line, col } = lines.linePos(fault.pos[0]);
      problems.add(name, { line, column: col }, fault.message, hintFor(fault.code));
    }
    const circle = faults.length === 0 ? aliasWithinItsAnchor(document) : undefined;
    if (circle !== undefined) {
      const { line, col } = lines.linePos(circle.range?.[0] ?? 0);
      const message = `*${circle.source} stands within &${circle.source}, which would go on for ever`;
      problems.add(name, { line, column: col }, message, 'write out what is meant here');
    }
    if (faults.length > 0 || circle !== undefined) return undefined;
    try {
      const value: unknown = document.toJS({ maxAliasCount: ALIASES_MAX });
      return new YamlFile(name, value ?? undefined, document, lines);
    } catch (error) {
      const message = errorText(error);
      problems.add(name, { line: 1, column: 1 }, message, 'write the values out instead of using aliases');
      return undefined;
    }
  }

  /** Place of the value at the path, or of its key; what does not exist stands where its nearest parent stands. */
  locate(path: SourcePath, part: 'value' | 'key' = 'value'): Place {
    let node: unknown = this.#document.contents;
    let found: unknown = node;
    for (const step of path) {
      const next = child(this.#resolved(node), step);
      if (next === undefined) break;
      node = next.value;
      found = part === 'key' || !hasRange(next.value) ? next.key : next.value;
    }
    const offset = hasRange(found) ? found.range[0] : 0;
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  #resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }
}

function child(node: unknown, step: string | number): { readonly key: unknown; readonly value: unknown } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { key: item, value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}

function hasRange(node: unknown): node is Node & { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

function hintFor(code: string): string {
  if (code === 'TAB_AS_INDENT') return 'indent with spaces';
  if (code === 'DUPLICATE_KEY') return 'remove one of the two';
  return '';
}

/** An alias of something that it is a part of itself. */
function aliasWithinItsAnchor(document: Document.Parsed): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias(_key, alias, path) {
      const isWithin = path.some((node) => isCollection(node) && node.anchor === alias.source);
      if (!isWithin || !path.includes(alias.resolve(document) as Node)) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}
