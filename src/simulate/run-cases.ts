/** Runs the cases of a catalog. Handed to the loader, which may not know the rooms above it. */
import { setImmediate } from 'node:timers/promises';
import type { CasesRunner, CatalogCases } from '../catalog/cases.ts';
import type { CatalogProblem } from '../catalog/manager-port.ts';
import type { CaseSource, StepSource } from '../catalog/schema/cases-file.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { suggestion } from '../catalog/source/did-you-mean.ts';
import type { SourcePath } from '../catalog/source/problems.ts';
import { Fault } from '../domain/fault.ts';
import { parseLocalTime } from '../domain/local-time.ts';
import { ownNumberProblem } from '../domain/phone/numbers-match.ts';
import { runStep } from './case-steps.ts';
import { CaseWorld } from './case-world.ts';
import { mismatches, type Observed } from './expectations.ts';

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
  const found = mismatches(expected, observed);
  for (const { key, message } of found) fail([...path, 'expect', key], message, hintFor(expected, observed));
  return found.length === 0;
}

/** A decision that turned out otherwise is explained best by its reason. */
function hintFor(expected: NonNullable<StepSource['expect']>, observed: Observed): string {
  if (expected.decision === undefined || expected.decision === observed.decision) return '';
  return observed.decision === 'deny' ? `it was denied with ${String(observed.reason)}` : 'it was allowed';
}
