/** Runs the cases of a catalog. Handed to the loader, which may not know the rooms above it. */
import { setImmediate } from 'node:timers/promises';
import type { CasesRunner, CatalogCases, CatalogCheck, CatalogProblem } from '../catalog/manager-port.ts';
import { loadCatalog } from '../catalog/manager.ts';
import { type CaseSource, EXPECTED_MONEY, type ExpectSource, type StepSource } from '../catalog/schema/cases-file.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { suggestion } from '../catalog/source/did-you-mean.ts';
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

/** Every expectation that is not met is a problem at its own line. */
export const runCases: CasesRunner = async (snapshot, cases) => {
  const problems: CatalogProblem[] = [];
  for (const [index, source] of cases.cases.entries()) {
    if (index % CASES_PER_TURN === CASES_PER_TURN - 1) await setImmediate();
    const fail: Fail = (path, message, hint = '') => {
      problems.push(problemAt(cases, ['cases', index, ...path], `case "${source.name}": ${message}`, hint));
    };
    await runCase(snapshot, source, fail);
  }
  return problems;
};

function problemAt(cases: CatalogCases, path: SourcePath, message: string, hint: string): CatalogProblem {
  return { file: cases.file, ...cases.locate(path), message, hint };
}

async function runCase(snapshot: CatalogSnapshot, source: CaseSource, fail: Fail): Promise<void> {
  const beginsAtMs = parseLocalTime(source.at, source.account.time_zone);
  // The loader refuses cases of an impossible time before any of them runs.
  if (!areAccountsPossible(snapshot, source, fail) || beginsAtMs === undefined) return;
  const world = await CaseWorld.create(snapshot, source, beginsAtMs);
  if (source.steps === undefined) {
    await tryStep(world, source, [], fail);
    return;
  }
  for (const [index, step] of source.steps.entries()) {
    // After a step that went wrong the later ones would only repeat it.
    if (!(await tryStep(world, step, ['steps', index], fail))) return;
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

/** True when everything was as expected. */
async function tryStep(world: CaseWorld, step: StepSource, path: SourcePath, fail: Fail): Promise<boolean> {
  const expected = step.expect ?? {};
  let observed: Observed;
  try {
    observed = await runStep(world, step);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.reason === expected.fault) return true;
    const wanted = expected.fault === undefined ? '' : `, expected fault ${expected.fault}`;
    fail(
      expected.fault === undefined ? path : [...path, 'expect', 'fault'],
      `${error.reason}: ${error.message}${wanted}`,
    );
    return false;
  }
  const found = mismatches(expected, observed, world.snapshot.currency);
  for (const { key, message } of found) fail([...path, 'expect', key], message, hintFor(expected, observed));
  return found.length === 0;
}

/** A decision that turned out otherwise is explained best by its reason. */
function hintFor(expected: NonNullable<StepSource['expect']>, observed: Observed): string {
  if (expected.decision === undefined || expected.decision === observed.decision) return '';
  return observed.decision === 'deny' ? `it was denied with ${String(observed.reason)}` : 'it was allowed';
}

/* Compares what a step was expected to do with what it did. */

export type ExpectKey = keyof ExpectSource;

/** What a step did, money in milli-cents; a key that the verb has no answer for is absent. */
export type Observed = Partial<Record<ExpectKey, string | number | boolean>>;

export interface Mismatch {
  readonly key: ExpectKey;
  readonly message: string;
}

const MONEY: ReadonlySet<ExpectKey> = new Set<ExpectKey>(EXPECTED_MONEY);

/** Only what is named is compared. */
function mismatches(expected: ExpectSource, observed: Observed, currency: string): readonly Mismatch[] {
  const found: Mismatch[] = [];
  for (const key of Object.keys(expected) as ExpectKey[]) {
    const wanted = expected[key];
    const got = observed[key];
    if (wanted === undefined || isSame(key, wanted, got, currency)) continue;
    const message =
      got === undefined
        ? `expected ${key} ${shown(wanted)}, but the step has no ${key}`
        : `expected ${key} ${shown(wanted)}, got ${shown(MONEY.has(key) ? dollars(Number(got)) : got)}`;
    found.push({ key, message });
  }
  return found;
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
function dollars(milliCents: number): string {
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
  if ('problems' in loaded) return { ...loaded, inForce: false, cases: 0 };
  return { version: loaded.snapshot.version, problems: [], inForce: false, cases: loaded.snapshot.caseCount };
}
