/** Runs the cases of a catalog. Handed to the loader, which may not know the rooms above it. */
import { setImmediate } from 'node:timers/promises';
import type { CasesRunner, CatalogCases, CatalogCheck, CatalogProblem } from '../catalog/manager-port.ts';
import { loadCatalog } from '../catalog/manager.ts';
import { type CaseSource, EXPECTED_MONEY, type ExpectSource, type StepSource } from '../catalog/schema/cases-file.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { suggestion } from '../domain/did-you-mean.ts';
import type { SourcePath } from '../catalog/source/problems.ts';
import { Fault } from '../domain/fault.ts';
import { parseLocalTime } from '../domain/local-time.ts';
import { parseMoney } from '../domain/money.ts';
import { ownNumberProblem } from '../domain/traffic.ts';
import { runStep } from './case-steps.ts';
import { CaseWorld } from './case-world.ts';

/** Calls in progress are served between so many cases. */
const CASES_PER_TURN = 20;

type Fail = (path: SourcePath, message: string, hint?: string) => void;

/** What one case does otherwise than it says. */
export type Finding =
  /** An expectation that is not met: the figure under `key` is another one, or the step has none. */
  | {
      readonly kind: 'mismatch';
      readonly path: SourcePath;
      readonly expected: ExpectSource;
      readonly observed: Observed;
      readonly key: ExpectKey;
    }
  /** The case cannot be run to its end as it is written. */
  | { readonly kind: 'obstacle'; readonly path: SourcePath; readonly message: string; readonly hint: string };

/** Every expectation that is not met is a problem at its own line. */
export const runCases: CasesRunner = async (snapshot, cases) => {
  const problems: CatalogProblem[] = [];
  await walkCases(snapshot, cases.cases, (source, index, finding) => {
    const { path } = finding;
    const { message, hint } = finding.kind === 'obstacle' ? finding : mismatchText(finding);
    problems.push(caseProblem(cases, source.name, ['cases', index, ...path], message, hint));
    // After a step that went wrong the later ones would only repeat it.
    return false;
  });
  return problems;
};

/** What is wrong with one case, at its place in the file. */
export function caseProblem(
  cases: CatalogCases,
  name: string,
  path: SourcePath,
  message: string,
  hint: string,
): CatalogProblem {
  return { file: cases.file, ...cases.locate(path), message: `case "${name}": ${message}`, hint };
}

/** @param found told of each finding; whether the later steps of the case are still of interest. */
export async function walkCases(
  snapshot: CatalogSnapshot,
  cases: readonly CaseSource[],
  found: (source: CaseSource, index: number, finding: Finding) => boolean,
): Promise<void> {
  for (const [index, source] of cases.entries()) {
    if (index % CASES_PER_TURN === CASES_PER_TURN - 1) await setImmediate();
    await runCase(snapshot, source, (finding) => found(source, index, finding));
  }
}

async function runCase(
  snapshot: CatalogSnapshot,
  source: CaseSource,
  found: (finding: Finding) => boolean,
): Promise<void> {
  const beginsAtMs = parseLocalTime(source.at, source.account.time_zone);
  const fail: Fail = (path, message, hint = '') => void found({ kind: 'obstacle', path, message, hint });
  // The loader refuses cases of an impossible time before any of them runs.
  if (!areAccountsPossible(snapshot, source, fail) || beginsAtMs === undefined) return;
  const world = await CaseWorld.create(snapshot, source, beginsAtMs);
  if (source.steps === undefined) {
    await tryStep(world, source, [], found);
    return;
  }
  for (const [index, step] of source.steps.entries()) {
    if (!(await tryStep(world, step, ['steps', index], found))) return;
  }
}

/** Names that the account and its parents refer to, and their numbers. */
function areAccountsPossible(snapshot: CatalogSnapshot, { account, parents }: CaseSource, fail: Fail): boolean {
  const above = parents.map(({ id }) => id);
  const checks = parents.map((parent, index) =>
    isPossible(snapshot, parent, above.slice(0, index), ['parents', index], fail),
  );
  return [...checks, isPossible(snapshot, account, above, ['account'], fail)].every((possible) => possible);
}

function isPossible(
  snapshot: CatalogSnapshot,
  account: CaseSource['account'],
  above: readonly string[],
  path: SourcePath,
  fail: Fail,
): boolean {
  let possible = true;
  const wrong = (key: SourcePath, message: string, hint = ''): void => {
    fail([...path, ...key], message, hint);
    possible = false;
  };
  if (!snapshot.plans.has(account.plan)) {
    wrong(['plan'], `there is no plan "${account.plan}"`, suggestion(account.plan, snapshot.plans.keys()));
  }
  for (const [index, number] of account.numbers.entries()) {
    const problem = ownNumberProblem(number);
    if (problem !== undefined) wrong(['numbers', index], `${number} ${problem}`);
  }
  if (account.parent !== undefined && !above.includes(account.parent)) {
    wrong(['parent'], `"${account.parent}" does not stand before it in parents`, suggestion(account.parent, above));
  }
  for (const [id, { rate_plan: ratePlan }] of Object.entries(account.subjects)) {
    if (ratePlan === undefined || snapshot.ratePlans.has(ratePlan)) continue;
    wrong(
      ['subjects', id, 'rate_plan'],
      `there is no rate plan "${ratePlan}"`,
      suggestion(ratePlan, snapshot.ratePlans),
    );
  }
  return possible;
}

/** Whether the next step can be tried. */
async function tryStep(
  world: CaseWorld,
  step: StepSource,
  path: SourcePath,
  found: (finding: Finding) => boolean,
): Promise<boolean> {
  const expected = step.expect ?? {};
  let observed: Observed;
  try {
    observed = await runStep(world, step);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.reason === expected.fault) return true;
    const wanted = expected.fault === undefined ? '' : `, expected fault ${expected.fault}`;
    const at = expected.fault === undefined ? path : [...path, 'expect', 'fault'];
    found({ kind: 'obstacle', path: at, message: `${error.reason}: ${error.message}${wanted}`, hint: '' });
    return false;
  }
  let isOfInterest = true;
  for (const key of mismatches(expected, observed, world.snapshot.currency)) {
    isOfInterest = found({ kind: 'mismatch', path: [...path, 'expect', key], expected, observed, key }) && isOfInterest;
  }
  return isOfInterest;
}

function mismatchText({ key, expected, observed }: Finding & { readonly kind: 'mismatch' }): {
  readonly message: string;
  readonly hint: string;
} {
  const wanted = shown(expected[key] ?? '');
  const got = figureOf(key, observed);
  const message =
    got === undefined
      ? `expected ${key} ${wanted}, but the step has no ${key}`
      : `expected ${key} ${wanted}, got ${shown(got)}`;
  return { message, hint: hintFor(expected, observed) };
}

/** A decision that turned out otherwise is explained best by its reason. */
function hintFor(expected: ExpectSource, observed: Observed): string {
  if (expected.decision === undefined || expected.decision === observed.decision) return '';
  return observed.decision === 'deny' ? `it was denied with ${String(observed.reason)}` : 'it was allowed';
}

/* Compares what a step was expected to do with what it did. */

export type ExpectKey = keyof ExpectSource;

/** What a step did, money in milli-cents; a key that the verb has no answer for is absent. */
export type Observed = Partial<Record<ExpectKey, string | number | boolean>>;

const MONEY: ReadonlySet<ExpectKey> = new Set<ExpectKey>(EXPECTED_MONEY);

/** The keys whose value is another one. Only what is named is compared. */
function mismatches(expected: ExpectSource, observed: Observed, currency: string): readonly ExpectKey[] {
  return (Object.keys(expected) as ExpectKey[]).filter((key) => {
    const wanted = expected[key];
    return wanted !== undefined && !isSame(key, wanted, observed[key], currency);
  });
}

/** What a step did, as its case would say it: money in currency units. Undefined where the step has no such figure. */
export function figureOf(key: ExpectKey, observed: Observed): string | number | boolean | undefined {
  const got = observed[key];
  return got !== undefined && MONEY.has(key) ? decimalText(Number(got)) : got;
}

function isSame(
  key: ExpectKey,
  wanted: string | number | boolean,
  got: string | number | boolean | undefined,
  currency: string,
): boolean {
  return MONEY.has(key) && typeof wanted === 'string' ? parseMoney(wanted, currency) === got : wanted === got;
}

/** Exact, at least two decimals: what an author can copy into the file. */
function decimalText(milliCents: number): string {
  const digits = String(Math.abs(milliCents)).padStart(6, '0');
  const decimals = digits.slice(-5).replace(/0{1,3}$/, '');
  return `${milliCents < 0 ? '-' : ''}${digits.slice(0, -5)}.${decimals}`;
}

function shown(value: string | number | boolean): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/**
 * Checks a catalog directory, its cases included, without a running Tollgate. `inForce` is false: nothing is put into
 * force.
 */
export async function checkCatalog(directory: string): Promise<CatalogCheck & { readonly cases: number }> {
  const loaded = await loadCatalog(directory, { runCases });
  if ('problems' in loaded) return { ...loaded, warnings: [], inForce: false, cases: 0 };
  const { snapshot, warnings } = loaded;
  return { version: snapshot.version, problems: [], warnings, inForce: false, cases: snapshot.caseCount };
}
