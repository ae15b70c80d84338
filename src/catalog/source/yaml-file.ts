/** One YAML file: its value, and where in the file each part of it stands. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { Place, ProblemList, SourcePath } from './problems.ts';
import { errorText } from '../../domain/error-text.ts';

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
