/**
 * Brings the figures of a catalog's cases up to what the catalog does now. What a case decides stays its author's word:
 * an answer that turned from allow to deny, or back, is rewritten only where the case was named.
 */
import { readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isScalar, parseDocument, type Scalar } from 'yaml';
import type { CatalogProblem } from '../catalog/manager-port.ts';
import { loadCatalog } from '../catalog/manager.ts';
import { DENIAL_REASONS } from '../domain/decision.ts';
import { type Finding, figureOf, walkCases } from './run-cases.ts';

const CASES_FILE = 'cases.yaml';

/** One value behind `expect` that is another one now. */
export interface FigureChange {
  readonly case: string;
  /** In `cases.yaml`, from 1. */
  readonly line: number;
  /** The key of `expect`. */
  readonly key: string;
  readonly before: string | number | boolean;
  readonly after: string | number | boolean;
}

/** A case whose answer turned round. */
export interface Flip {
  readonly case: string;
  readonly line: number;
  readonly before: 'allow' | 'deny';
  readonly after: 'allow' | 'deny';
  /** Why it is denied now, or was before, where that is known. */
  readonly reason: string;
}

export interface CasesUpdate {
  /** What is wrong with the catalog besides its figures: nothing can be rewritten before that is mended. */
  readonly problems: readonly CatalogProblem[];
  readonly changes: readonly FigureChange[];
  readonly flips: readonly Flip[];
  /** Writes the changes into `cases.yaml`; everything else in the file stays as it is, to the letter. */
  write(): Promise<void>;
}

type Mismatch = Finding & { readonly kind: 'mismatch' };

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Runs the cases of the directory and says what would have to be rewritten. Nothing is written yet. */
export async function planCasesUpdate(directory: string): Promise<CasesUpdate> {
  const file = join(directory, CASES_FILE);
  const text = await readFile(file, 'utf8').catch(() => '');
  const document = parseDocument(text);
  const changes: FigureChange[] = [];
  const flips: Flip[] = [];
  const edits: Edit[] = [];
  const loaded = await loadCatalog(directory, {
    runCases: async (snapshot, cases) => {
      const problems: CatalogProblem[] = [];
      await walkCases(snapshot, cases.cases, (source, index, finding) => {
        const path = ['cases', index, ...finding.path];
        const { line, column } = cases.locate(path);
        const wrong = (message: string, hint: string): void => {
          problems.push({ file: cases.file, line, column, message: `case "${source.name}": ${message}`, hint });
        };
        if (finding.kind === 'obstacle') {
          wrong(finding.message, finding.hint === '' ? 'change the steps of this case by hand' : finding.hint);
          return false;
        }
        const flip = flipOf(finding);
        if (flip !== undefined && !flips.some((each) => each.case === source.name && each.line === line)) {
          flips.push({ case: source.name, line, ...flip });
        }
        const after = figureOf(finding.key, finding.observed);
        const node = document.getIn(path, true);
        if (after === undefined) wrong(`the step has no ${finding.key} any more`, 'take the key out by hand');
        else if (!isScalar(node) || !node.range) wrong(`${finding.key} stands behind an alias`, 'change it by hand');
        else {
          changes.push({
            case: source.name,
            line,
            key: finding.key,
            before: finding.expected[finding.key] ?? '',
            after,
          });
          edits.push({ start: node.range[0], end: node.range[1], text: rewritten(node, text, after) });
        }
        return true;
      });
      return problems;
    },
  });
  const problems = 'problems' in loaded ? loaded.problems : [];
  return { problems, changes, flips: oncePerStep(flips), write: () => replaceFile(file, applied(text, edits)) };
}

/** Whether a step that was to be allowed is denied, or the other way round. Undefined where the decision stands. */
function flipOf({ expected, observed }: Mismatch): Omit<Flip, 'case' | 'line'> | undefined {
  const after = observed.decision;
  if (after !== 'allow' && after !== 'deny') return undefined;
  const isDenial = (reason: unknown): boolean => (DENIAL_REASONS as readonly unknown[]).includes(reason);
  // A step that names neither its decision nor a reason was written for one that is allowed.
  const before = expected.decision ?? (isDenial(expected.reason) && observed.shadowed !== true ? 'deny' : 'allow');
  if (before === after) return undefined;
  return { before, after, reason: String((after === 'deny' ? observed.reason : expected.reason) ?? '') };
}

/** Several figures of one step tell the same flip. */
function oncePerStep(flips: readonly Flip[]): readonly Flip[] {
  const seen = new Set<string>();
  return flips.filter((flip) => {
    const key = `${flip.case}\0${flip.before}\0${flip.after}`;
    return !seen.has(key) && seen.add(key);
  });
}

/* Edits of the text. The file is its author's: quotes, comments and order stay. */

const PLAIN = /^[A-Za-z][\w./ -]*\w$/;
const WORDS_OF_YAML = /^(?:true|false|yes|no|on|off|null|y|n)$/i;
const LINE_WIDTH = 120;

/** The value in the style in which the old one stands. */
function rewritten(node: Scalar, text: string, value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const [start, end] = node.range ?? [0, 0];
  const old = text.slice(start, end);
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

function applied(text: string, edits: readonly Edit[]): string {
  let result = text;
  // From the end, so that the offsets of those before stay true.
  for (const { start, end, text: value } of edits.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + value + result.slice(end);
  }
  return result;
}

/** In one step, since a running Tollgate may be reading: through a name that no catalog looks at. */
async function replaceFile(file: string, text: string): Promise<void> {
  const target = await realpath(file);
  const { mode } = await stat(target);
  const beside = join(target, '..', `.${CASES_FILE}.${process.pid}`);
  await writeFile(beside, text, { mode });
  await rename(beside, target);
}
