/** From the bytes of a directory to what each file says. */
import { createHash } from 'node:crypto';
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { errorText } from '../../domain/fault.ts';
import type { LoadedDeck } from '../compile/rates.ts';
import type { Decks } from '../compile/rule-checks.ts';
import { parseDeck, parseMessageDeck } from '../deck/parse-deck.ts';
import { FILE_SCHEMAS, type FileContents, type FileKind, WHEN_ABSENT } from '../schema/files.ts';
import { suggestion } from './did-you-mean.ts';
import { type CatalogFiles, DECKS } from './directory.ts';
import { parseWith, type Place, type ProblemList, type Report, type SourcePath } from './problems.ts';

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
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    problems.add(name, WHOLE_FILE, 'is not UTF-8 text', 'save it as UTF-8');
    return undefined;
  }
  return YamlFile.parse(name, text, problems);
}

/** Undefined for bytes that are no UTF-8. */
function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/* Reads the rate decks, and keeps those whose bytes have not changed: half a million rows take a second to read. */

const DECK_NAME = /^decks\/([a-z][a-z0-9_-]{0,31})\.csv$/;

/** Decks of earlier loads by the hash of their bytes, and the currency that they were read in. */
export class DeckMemory {
  #known = new Map<string, LoadedDeck>();

  /**
   * Reads all decks; those that are no longer there are forgotten.
   *
   * @param currency - of the catalog, whose sign prices may carry; undefined where it could not be read.
   */
  read(files: CatalogFiles, currency: string | undefined, problems: ProblemList): Decks {
    const loaded = new Map<string, LoadedDeck>();
    const names = new Set<string>();
    const kept = new Map<string, LoadedDeck>();
    for (const [file, bytes] of files.contents) {
      if (!file.startsWith(`${DECKS}/`)) continue;
      const name = DECK_NAME.exec(file)?.[1];
      if (name === undefined) {
        problems.add(
          file,
          WHOLE_FILE,
          'is not a deck name',
          'call it decks/<name>.csv, with small letters, digits, _ and -',
        );
        continue;
      }
      names.add(name);
      const key = `${currency} ${createHash('sha256').update(bytes).digest('hex')}`;
      const deck = this.#known.get(key) ?? parse(file, bytes, currency, problems);
      if (deck === undefined) continue;
      loaded.set(name, deck);
      kept.set(key, deck);
    }
    this.#known = kept;
    return { loaded, names };
  }
}

function parse(
  file: string,
  bytes: Buffer,
  currency: string | undefined,
  problems: ProblemList,
): LoadedDeck | undefined {
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    problems.add(file, WHOLE_FILE, 'is not UTF-8 text', 'save it as UTF-8');
    return undefined;
  }
  const kind = /^[^\n]*\bper_segment\b/.test(text) ? 'messages' : 'calls';
  const parsed = kind === 'messages' ? parseMessageDeck(text, file, currency) : parseDeck(text, file, currency);
  if ('deck' in parsed) return { deck: parsed.deck, kind };
  for (const { line, column, message, hint } of parsed.problems) problems.add(file, { line, column }, message, hint);
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
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const faults = [...document.errors, ...document.warnings];
    for (const fault of faults) {
      const { line, col } = lines.linePos(fault.pos[0]);
      problems.add(name, { line, column: col }, fault.message, hintFor(fault.code));
    }
    if (faults.length > 0) return undefined;
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
