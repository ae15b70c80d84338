/** Mistakes of a catalog, gathered until all of it has been looked at. */
import type { z } from 'zod';
import type { CatalogProblem } from '../manager-port.ts';
import { splitHint, withHint } from '../schema/scalars.ts';
import { didYouMean, suggestion } from '../../domain/did-you-mean.ts';
import type { YamlFile } from './read-files.ts';

/** Keys and indexes from the top of a file to a value. */
export type SourcePath = readonly (string | number)[];

/** From 1; 0 for a whole file or line. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export const WHOLE_FILE: Place = { line: 0, column: 0 };

/** Notes a mistake at a value of one file. The message says what is wrong, the hint how to mend it. */
export interface Report {
  (path: SourcePath, message: string, hint?: string): void;
  /** Notes what is no mistake for sure: the catalog is taken, and its author is told. */
  readonly warn: (path: SourcePath, message: string, hint?: string) => void;
  /** `rates.yaml:12`, for a message that names a second place. */
  readonly placeOf: (path: SourcePath) => string;
}

/** More than this many problems help nobody; a broken deck could have half a million. */
const PROBLEMS_MAX = 200;

export class ProblemList {
  readonly #problems: CatalogProblem[] = [];
  readonly #warnings: CatalogProblem[] = [];
  #left = 0;

  warn(file: string, place: Place, message: string, hint = ''): void {
    if (this.#warnings.length < PROBLEMS_MAX) this.#warnings.push({ file, ...place, message, hint });
  }

  /** In the order in which they were noted. */
  get warnings(): readonly CatalogProblem[] {
    return this.#warnings;
  }

  add(file: string, place: Place, message: string, hint = ''): void {
    if (this.#problems.length < PROBLEMS_MAX) this.#problems.push({ file, ...place, message, hint });
    else this.#left += 1;
  }

  get isEmpty(): boolean {
    return this.#problems.length === 0;
  }

  /** By file, then by place. */
  sorted(): readonly CatalogProblem[] {
    const sorted = this.#problems.toSorted(
      (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
    );
    if (this.#left === 0) return sorted;
    return [...sorted, { file: '', ...WHOLE_FILE, message: `${this.#left} more problems`, hint: 'mend these first' }];
  }
}

/** `rules[2].match.service`, or nothing for the top of a file. */
export function pathText(path: SourcePath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/* Says in words what a schema found wrong, at the right line. */

type Issue = z.core.$ZodIssue;

/** The value of the file in the schema's words; undefined when something is wrong, which the problems then say. */
export function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  file: YamlFile,
  problems: ProblemList,
): z.infer<Schema> | undefined {
  const result = schema.safeParse(file.value ?? {}, { error: knownKeys });
  if (result.success) return result.data;
  for (const issue of result.error.issues) report(issue, [], file, problems);
  return undefined;
}

/** The final issue no longer knows which keys its object has, so the message carries them as its hint. */
function knownKeys(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const definition: unknown = issue.inst?._zod.def;
  const shape = typeof definition === 'object' && definition !== null && 'shape' in definition ? definition.shape : {};
  return withHint('unknown key', Object.keys(shape as object).join(' '));
}

function report(issue: Issue, above: SourcePath, file: YamlFile, problems: ProblemList): void {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  if (issue.code === 'invalid_union') {
    for (const inner of likeliestBranch(issue.errors)) report(inner, path, file, problems);
    return;
  }
  if (issue.code === 'unrecognized_keys') {
    const known = splitHint(issue.message).hint.split(' ');
    for (const key of issue.keys) {
      const place = file.locate([...path, key], 'key');
      problems.add(file.name, place, `unknown key "${key}"${within(path)}`, suggestion(key, known));
    }
    return;
  }
  const value = valueAt(file.value, path);
  const { message, hint } = splitHint(wording(issue, path, value));
  // A bad name is told apart from the place where it stands, since a path with it would not read as one.
  const isKey = issue.code === 'invalid_key';
  const where = pathText(isKey ? path.slice(0, -1) : path) || 'the file';
  problems.add(
    file.name,
    file.locate(path, isKey ? 'key' : 'value'),
    `${where}${isKey ? ':' : ''} ${message}`.trim(),
    hint,
  );
}

function within(path: SourcePath): string {
  return path.length === 0 ? '' : ` in ${pathText(path)}`;
}

/**
 * The alternative that the author meant: one whose kind of value fits, so that its own complaint is the helpful one.
 */
function likeliestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const atTop = (issue: Issue, codes: readonly string[]): boolean =>
    issue.path.length === 0 && codes.includes(issue.code);
  const without = (...codes: string[]): readonly Issue[] | undefined =>
    branches.find((issues) => !issues.some((issue) => atTop(issue, codes)));
  return without('invalid_type', 'invalid_value') ?? without('invalid_type') ?? branches[0] ?? [];
}

function wording(issue: Issue, path: SourcePath, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return withHint('is missing', `add it; ${typeName(issue.expected)} is expected`);
      // A schema of ours explains numbers that should have been quoted; zod's own words begin with "Invalid".
      return issue.message.startsWith('Invalid')
        ? withHint(
            `must be ${typeName(issue.expected)}, not ${value === null ? 'empty' : quoted(value)}`,
            emptyHint(issue, path, value),
          )
        : issue.message;
    case 'invalid_value': {
      const values = issue.values.map(String);
      if (value === undefined) return withHint('is missing', `one of ${values.join(', ')}`);
      // The values stand in the message or in the hint, but not in both.
      const near = didYouMean(typeof value === 'string' ? value : '', values);
      return near === undefined
        ? withHint(`${quoted(value)} is not one of its values`, `write one of ${values.join(', ')}`)
        : withHint(`${quoted(value)} is not one of ${values.join(', ')}`, `did you mean "${near}"?`);
    }
    case 'too_small':
      // Our own words where a schema has them; zod's begin with "Too small".
      if (!issue.message.startsWith('Too small')) return issue.message;
      return `must be at least ${issue.minimum}${counted(issue.origin)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${counted(issue.origin)}`;
    case 'invalid_key':
      return splitJoin(quoted(path.at(-1)), issue.issues[0]?.message ?? issue.message);
    default:
      return splitJoin(quoted(value), issue.message);
  }
}

/** YAML reads a key with nothing behind it as null, where its author means that there is nothing to say. */
function emptyHint(issue: Issue & { readonly code: 'invalid_type' }, path: SourcePath, value: unknown): string {
  const isBlock = issue.expected === 'object' || issue.expected === 'record';
  const key = path.at(-1);
  return value === null && isBlock && typeof key === 'string' ? `write \`${key}: {}\` for one without keys` : '';
}

/** Puts words before a message and keeps its hint. */
function splitJoin(before: string, text: string): string {
  const { message, hint } = splitHint(text);
  return withHint(`${before} ${message}`, hint);
}

function counted(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' entries long' : '';
}

function typeName(expected: string): string {
  switch (expected) {
    case 'string':
      return 'text';
    case 'int':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    default:
      return 'a block of keys';
  }
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function valueAt(value: unknown, path: SourcePath): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[step] : undefined,
    value,
  );
}
