import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Problem } from './complaints.ts';

type Path = readonly (string | number)[];

/** A parsed settings file that can say where each of its values stands. */
export interface ParsedFile {
  readonly value: unknown;
  /** `file:line:column` of a value, or of the nearest thing above it that exists. */
  locate(path: Path): string;
  /** `file:line:column` of a key. */
  locateKey(path: Path): string;
}

/** Parses YAML; syntax errors and duplicate keys become problems. */
export function parseSettingsFile(name: string, text: string): { file: ParsedFile } | { problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, logLevel: 'error' });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map((error) => ({
        where: at(error.pos[0]),
        setting: '',
        message: (error.message.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, ''),
      })),
    };
  }
  return {
    file: {
      value: document.toJS({ maxAliasCount: 100 }) ?? {},
      locate: (path) => at(valueOffset(document, path)),
      locateKey: (path) => at(keyOffset(document, path)),
    },
  };
}

function valueOffset(document: Document.Parsed, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] | null } | undefined;
    const start = node?.range?.[0];
    if (start !== undefined) {
      return start;
    }
  }
  return 0;
}

function keyOffset(document: Document.Parsed, path: Path): number {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const key = parent.items.map((item) => item.key).find((item) => isScalar(item) && item.value === path.at(-1));
    if (isScalar(key) && key.range) {
      return key.range[0];
    }
  }
  return valueOffset(document, path);
}
