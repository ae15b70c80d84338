/** Replaces single values in the text of a YAML file. The file is its author's: quotes, comments and order stay. */
import { type Document, isScalar, parseDocument, type Scalar } from 'yaml';
import type { SourcePath } from './problems.ts';

const PLAIN = /^[A-Za-z][\w./ -]*\w$/;
const WORDS_OF_YAML = /^(?:true|false|yes|no|on|off|null|y|n)$/i;
const LINE_WIDTH = 120;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export class YamlText {
  readonly #text: string;
  readonly #document: Document.Parsed;
  readonly #edits: Edit[] = [];

  /** @param text of a file that is known to be YAML */
  constructor(text: string) {
    this.#text = text;
    this.#document = parseDocument(text);
  }

  /** False where no value of its own stands at the path, but an alias, or one that is merged in from elsewhere. */
  replace(path: SourcePath, value: string | number | boolean): boolean {
    const node = this.#document.getIn(path, true);
    if (!isScalar(node) || !node.range) return false;
    const [start, end] = node.range;
    this.#edits.push({ start, end, text: valueText(node, this.#text.slice(start, end), value) });
    return true;
  }

  /** The text with all replacements; everything else is the same to the letter. */
  edited(): string {
    let result = this.#text;
    // From the end, so that the offsets of those before stay true.
    for (const { start, end, text } of this.#edits.toSorted((a, b) => b.start - a.start)) {
      result = result.slice(0, start) + text + result.slice(end);
    }
    return result;
  }
}

/** The value in the style in which the old one stands. */
function valueText(node: Scalar, old: string, value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') return blockOf(old, value);
  if (old.startsWith('"')) return JSON.stringify(value);
  const isPlain = !old.startsWith("'") && PLAIN.test(value) && !WORDS_OF_YAML.test(value);
  return isPlain ? value : `'${value.replaceAll("'", "''")}'`;
}

/** A block scalar with the header, the indent and about the width of the old one. */
function blockOf(old: string, value: string): string {
  const end = old.endsWith('\n') ? '\n' : '';
  if (value === '') return `''${end}`;
  const [header = '>-', ...lines] = old.split('\n');
  const indent = /^ */.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0] ?? '';
  const width = Math.max(LINE_WIDTH, ...lines.map((line) => line.length));
  const wrapped: string[] = [];
  for (const word of header.startsWith('|') ? [value] : value.split(' ')) {
    const last = wrapped.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) wrapped.push(`${indent}${word}`);
    else wrapped[wrapped.length - 1] = `${last} ${word}`;
  }
  return [header, ...wrapped].join('\n') + end;
}
