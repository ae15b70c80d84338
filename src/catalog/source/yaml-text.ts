/** Replaces single values in the text of a YAML file. The file is its author's: quotes, comments and order stay. */
import { type Document, isAlias, isCollection, isMap, isScalar, parseDocument, type Scalar } from 'yaml';
import type { SourcePath } from './problems.ts';

const PLAIN = /^[A-Za-z][\w./ -]*\w$/;
const WORDS_OF_YAML = /^(?:true|false|yes|no|on|off|null|y|n)$/i;
const LINE_WIDTH = 120;

type Value = string | number | boolean;

interface Edit {
  readonly value: Value;
  /** At how many paths it was asked for: an anchored value is read at several. */
  paths: number;
}

export class YamlText {
  readonly #text: string;
  readonly #document: Document.Parsed;
  readonly #edits = new Map<Scalar, Edit>();
  #readsOf: ReadonlyMap<Scalar, number> | undefined;

  /** @param text of a file that is known to be YAML */
  constructor(text: string) {
    this.#text = text;
    this.#document = parseDocument(text);
  }

  /**
   * Replaces the value at the path; behind an alias it is the anchored one. False where none stands there, or where
   * another path to it asked for another value. To be asked once for each path.
   */
  replace(path: SourcePath, value: Value): boolean {
    const node = this.#nodeAt(path);
    if (!isScalar(node) || !node.range) return false;
    const edit = this.#edits.get(node) ?? { value, paths: 0 };
    if (edit.value !== value) return false;
    edit.paths += 1;
    this.#edits.set(node, edit);
    return true;
  }

  /** Whether an alias brings the value that was replaced at this path to a place that did not ask for it. */
  isUsedElsewhere(path: SourcePath): boolean {
    const node = this.#nodeAt(path);
    return isScalar(node) && (this.#reads().get(node) ?? 0) > (this.#edits.get(node)?.paths ?? 0);
  }

  /** The text with all replacements; everything else is the same to the letter. */
  edited(): string {
    const edits = [...this.#edits].map(([node, { value }]) => ({ node, value, range: node.range ?? [0, 0, 0] }));
    const parts: string[] = [];
    let at = 0;
    for (const { node, value, range } of edits.toSorted((a, b) => a.range[0] - b.range[0])) {
      const [start, end] = range;
      parts.push(this.#text.slice(at, start), valueText(node, this.#text.slice(start, end), value));
      at = end;
    }
    return [...parts, this.#text.slice(at)].join('');
  }

  #nodeAt(path: SourcePath): unknown {
    let node = this.#behind(this.#document.contents);
    for (const step of path) node = this.#behind(isCollection(node) ? node.get(step, true) : undefined);
    return node;
  }

  #behind(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }

  /** From how many paths each value is read. */
  #reads(): ReadonlyMap<Scalar, number> {
    if (this.#readsOf !== undefined) return this.#readsOf;
    const reads = new Map<Scalar, number>();
    const count = (within: unknown): void => {
      const node = this.#behind(within);
      if (isScalar(node)) reads.set(node, (reads.get(node) ?? 0) + 1);
      else if (isMap(node)) for (const { value } of node.items) count(value);
      else if (isCollection(node)) node.items.forEach(count);
    };
    count(this.#document.contents);
    return (this.#readsOf = reads);
  }
}

/** The value in the style in which the old one stands, as far as that style can say it. */
function valueText(node: Scalar, old: string, value: Value): string {
  if (typeof value !== 'string') return String(value);
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') {
    const block = blockOf(old, value);
    if (parseDocument(`x: ${block}`).get('x') === value) return block;
    return quoted(value) + (/\r?\n$/.exec(old)?.[0] ?? '');
  }
  if (old.startsWith('"')) return JSON.stringify(value);
  return !old.startsWith("'") && PLAIN.test(value) && !WORDS_OF_YAML.test(value) ? value : quoted(value);
}

/** A line break within single quotes would be read as a space. */
function quoted(value: string): string {
  return /[\r\n]/.test(value) ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`;
}

/** A block scalar with the header, the indent, the line ends and about the width of the old one. */
function blockOf(old: string, value: string): string {
  const lineEnd = old.includes('\r\n') ? '\r\n' : '\n';
  const [oldHeader = '>-', ...lines] = old.split(/\r?\n/);
  // The old value may have ended with a line break, which the header keeps or strips.
  const header = oldHeader.replace(/^([>|]\d?)[+-]?(\d?)/, value.endsWith('\n') ? '$1$2' : '$1-$2');
  const indent = /^ */.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0] ?? '';
  const width = Math.max(LINE_WIDTH, ...lines.map((line) => line.length));
  const wrapped: string[] = [];
  for (const word of value.split(header.startsWith('|') ? '\n' : ' ')) {
    const last = header.startsWith('|') ? undefined : wrapped.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) wrapped.push(`${indent}${word}`);
    else wrapped[wrapped.length - 1] = `${last} ${word}`;
  }
  return [header, ...wrapped].join(lineEnd) + (old.endsWith('\n') ? lineEnd : '');
}
