/**
 * Brings the figures of a catalog's cases up to what the catalog does now. What a case decides stays its author's word:
 * an answer that turned from allow to deny, or back, is rewritten only where the case was named.
 */
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogProblem } from '../catalog/manager-port.ts';
import { loadCatalog } from '../catalog/manager.ts';
import type { SourcePath } from '../catalog/source/problems.ts';
import { YamlText } from '../catalog/source/yaml-text.ts';
import { DENIAL_REASONS } from '../domain/decision.ts';
import { caseProblem, type Finding, figureOf, walkCases } from './run-cases.ts';

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
  /**
   * Writes the changes into `cases.yaml`; everything else in the file stays as it is, to the letter. Tells why the file
   * cannot be written; undefined when it was.
   */
  readonly write: () => Promise<string | undefined>;
}

type Mismatch = Finding & { readonly kind: 'mismatch' };

/** Runs the cases of the directory and says what would have to be rewritten. Nothing is written yet. */
export async function planCasesUpdate(directory: string): Promise<CasesUpdate> {
  const file = join(directory, CASES_FILE);
  const yaml = new YamlText(await readFile(file, 'utf8').catch(() => ''));
  const changes: FigureChange[] = [];
  const flips: Flip[] = [];
  const loaded = await loadCatalog(directory, {
    runCases: async (snapshot, cases) => {
      const problems: CatalogProblem[] = [];
      const replaced: { readonly path: SourcePath; readonly name: string; readonly key: string }[] = [];
      const problem = (path: SourcePath, name: string, message: string, hint: string): void => {
        problems.push(caseProblem(cases, name, path, message, hint));
      };
      await walkCases(snapshot, cases.cases, (source, index, finding) => {
        const path = ['cases', index, ...finding.path];
        const { line } = cases.locate(path);
        const wrong = (message: string, hint: string): void => problem(path, source.name, message, hint);
        if (finding.kind === 'obstacle') {
          wrong(finding.message, finding.hint === '' ? 'change the steps of this case by hand' : finding.hint);
          return false;
        }
        const flip = flipOf(finding);
        if (flip !== undefined) flips.push({ case: source.name, line, ...flip });
        const after = figureOf(finding.key, finding.observed);
        if (after === undefined) wrong(`the step has no ${finding.key} any more`, 'take the key out by hand');
        else if (!yaml.replace(path, after)) wrong(`${finding.key} stands behind an alias`, 'change it by hand');
        else {
          replaced.push({ path, name: source.name, key: finding.key });
          const before = finding.expected[finding.key] ?? '';
          changes.push({ case: source.name, line, key: finding.key, before, after });
        }
        return true;
      });
      for (const { path, name, key } of replaced) {
        if (!yaml.isUsedElsewhere(path)) continue;
        problem(path, name, `an alias uses this ${key} where another one is right`, 'write both out by hand');
      }
      return problems;
    },
  });
  const problems = 'problems' in loaded ? loaded.problems : [];
  return { problems, changes, flips: oncePerCase(flips), write: () => replaceFile(file, yaml.edited()) };
}

/** Whether a step that was to be allowed is denied, or the other way round. Undefined where the decision stands. */
function flipOf({ expected, observed }: Mismatch): Omit<Flip, 'case' | 'line'> | undefined {
  const after = observed.decision;
  if (after !== 'allow' && after !== 'deny') return undefined;
  const isDenial = (reason: unknown): boolean => (DENIAL_REASONS as readonly unknown[]).includes(reason);
  // A step that names neither its decision nor what only a denial has was written for one that is allowed.
  const tellsOfDenial =
    isDenial(expected.reason) || (expected.message ?? '') !== '' || /[1-9]/.test(expected.shortfall ?? '');
  const before = expected.decision ?? (tellsOfDenial && observed.shadowed !== true ? 'deny' : 'allow');
  if (before === after) return undefined;
  return { before, after, reason: String((after === 'deny' ? observed.reason : expected.reason) ?? '') };
}

/** Several figures of one case tell the same flip. */
function oncePerCase(flips: readonly Flip[]): readonly Flip[] {
  const seen = new Set<string>();
  return flips.filter((flip) => {
    const key = `${flip.case}\0${flip.before}\0${flip.after}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** In one step, since a running Tollgate may be reading: through a name that no catalog looks at. */
async function replaceFile(file: string, text: string): Promise<string | undefined> {
  const target = await realpath(file);
  const { mode } = await stat(target);
  if ((mode & 0o222) === 0) return 'it is read-only';
  const beside = join(target, '..', `.${CASES_FILE}.${process.pid}`);
  try {
    await writeFile(beside, text, { mode });
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    if (error instanceof Error && 'code' in error) return error.message;
    throw error;
  }
  return undefined;
}
