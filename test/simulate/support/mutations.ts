/** Every number of a catalog, each changed on its own. The cases are left alone: they are what must notice. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isScalar, parseDocument, visit, type Scalar } from 'yaml';

/** One number in one file, and what stands there instead. */
export interface Mutation {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
  /** The file with the change. */
  readonly text: string;
}

/** Keys whose texts are for people, or name something. */
const NOT_NUMBERS: ReadonlySet<string> = new Set(['name', 'message', 'label', 'noun', 'deck', 'service', 'services']);

export function mutationsOf(directory: string): readonly Mutation[] {
  const files = [...yamlFiles(directory), ...deckFiles(directory)];
  return files.flatMap((file) => {
    const source = readFileSync(join(directory, file), 'utf8');
    const places = file.endsWith('.csv') ? placesInDeck(source) : placesInYaml(source);
    return places.map(({ at, from, to }): Mutation => {
      const text = source.slice(0, at) + to + source.slice(at + from.length);
      return { file, line: source.slice(0, at).split('\n').length, from, to, text };
    });
  });
}

/** Runs something on a copy of the catalog that has the change. */
export async function onMutant<Result>(
  directory: string,
  { file, text }: Mutation,
  run: (mutant: string) => Promise<Result>,
): Promise<Result> {
  const mutant = mkdtempSync(join(tmpdir(), 'tollgate-mutant-'));
  try {
    cpSync(directory, mutant, { recursive: true });
    writeFileSync(join(mutant, file), text);
    return await run(mutant);
  } finally {
    rmSync(mutant, { recursive: true, force: true });
  }
}

function yamlFiles(directory: string): readonly string[] {
  return readdirSync(directory).filter((name) => name.endsWith('.yaml') && name !== 'cases.yaml');
}

function deckFiles(directory: string): readonly string[] {
  if (!readdirSync(directory).includes('decks')) return [];
  return readdirSync(join(directory, 'decks')).map((name) => join('decks', name));
}

interface Place {
  readonly at: number;
  readonly from: string;
  readonly to: string;
}

function placesInYaml(source: string): readonly Place[] {
  const places: Place[] = [];
  visit(parseDocument(source), {
    Scalar: (key, node, path) => {
      if (key === 'key' || node.range === undefined || node.range === null) return;
      const names = path.flatMap((parent) =>
        'key' in parent && isScalar(parent.key) ? [String(parent.key.value)] : [],
      );
      if (NOT_NUMBERS.has(names.at(-1) ?? '')) return;
      places.push(...placesInScalar(node, node.range[0]));
    },
  });
  return places;
}

function placesInScalar(node: Scalar, start: number): readonly Place[] {
  const text = node.source ?? String(node.value);
  const at = start + (node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE' ? 1 : 0);
  return placesIn(text, at);
}

/** Columns hold numbers but for the name and the date; a prefix is changed like any number. */
function placesInDeck(source: string): readonly Place[] {
  const [header = '', ...rows] = source.split('\n');
  const columns = header.split(',');
  const places: Place[] = [];
  let at = header.length + 1;
  for (const row of rows) {
    let cellAt = at;
    row.split(',').forEach((cell, index) => {
      const column = columns[index];
      if (column !== 'name' && column !== 'effective_at') places.push(...placesIn(cell, cellAt));
      cellAt += cell.length + 1;
    });
    at += row.length + 1;
  }
  return places;
}

/** The numbers of one text: `60/60` has two, `22:00` has two, a whole telephone number is changed in its country. */
function placesIn(text: string, at: number): readonly Place[] {
  if (/^\+\d{8,}$/.test(text)) return [{ at: at + 1, from: text.slice(1, 2), to: nextDigit(text.slice(1, 2)) }];
  if (!/^[-+]?\d+([./:-]\d+)*$/.test(text)) return [];
  const numbers = /^[-+]?\d+\.\d+$/.test(text) ? [...text.matchAll(/\d+\.\d+/g)] : [...text.matchAll(/\d+/g)];
  return numbers.map((match) => ({ at: at + match.index, from: match[0], to: increased(match[0]) }));
}

/** One more in the last place, so that `0.05` becomes `0.06` and `59` becomes `60`. */
function increased(number: string): string {
  const decimals = number.split('.')[1]?.length ?? 0;
  const digits = String(BigInt(number.replace('.', '')) + 1n).padStart(number.replace('.', '').length, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

function nextDigit(digit: string): string {
  return digit === '9' ? '1' : String(Number(digit) + 1);
}
