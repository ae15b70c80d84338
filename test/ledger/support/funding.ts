/**
 * Helpers of the tests that are about where money comes from: a round price, grants, lots, and the books of an account.
 */
import { expect } from 'vitest';
import { type CountedPeriod, countedPeriodsAt, periodName, periodNamed } from '../../../src/domain/cycle.ts';
import { allowanceFieldOf, usageOf } from '../../../src/ledger/rules/allowance-use.ts';
import { readCounter, type SumKind } from '../../../src/ledger/rules/counters.ts';
import type {
  AuthorizeOperation,
  FundingPart,
  Grant,
  HoldRef,
  Ledger,
  Limit,
  MovementKind,
  ReverseOperation,
} from '../../../src/ledger/port.ts';
import { call, createAccount, credited, DAY_MS, PER_SECOND } from './test-ledger.ts';

/** $0.06 a minute, per second: every second costs 100 milli-cents. */
export const ROUND = { ...PER_SECOND, rateMilliCents: 6_000 };

/** A call of at most 60 s at a round price: its hold is 6,000 milli-cents. */
export function roundCall(
  accountId: string,
  holdId: string,
  changes: Partial<AuthorizeOperation> = {},
): AuthorizeOperation {
  return call(accountId, holdId, { terms: ROUND, ...changes });
}

/** So many seconds reserved at once. */
export function seconds(units: number): Pick<AuthorizeOperation, 'units' | 'maxUnits'> {
  return { units, maxUnits: units };
}

/** What a plan gives for thirty days. */
export function planCredits(grantedMilliCents: number, startsAtMs: number, changes: Partial<Grant> = {}): Grant {
  const expiresAtMs = startsAtMs + 30 * DAY_MS;
  return { kind: 'plan_credits', id: 'plan@1', grantedMilliCents, startsAtMs, expiresAtMs, services: [], ...changes };
}

/** A cap that counts for the account of the request, and enforces. */
export function limitOf(kind: Limit['kind'], max: number, changes: Partial<Limit> = {}): Limit {
  const counted = {
    velocity: { counter: 'limit/new', span: 60 },
    spend: { counter: '', span: 'month' },
    plan_spend: { counter: 'subject/agent-7', span: 'month' },
    open_holds: { counter: '', span: 0 },
    call_cost: { counter: '', span: 0 },
  } as const;
  return { kind, owner: 0, max, mode: 'enforce', ...counted[kind], ...changes };
}

/** The day, month and year of a moment, by the clock of an account in UTC. */
export function periodsAt(atMs: number): readonly CountedPeriod[] {
  return countedPeriodsAt({ timeZone: 'UTC', cycleAnchorDay: 1, cycleAnchorMonth: 1 }, true, atMs);
}

/** What makes a request count what it costs, and keep these limits. */
export function limited(
  accountId: string,
  atMs: number,
  limits: readonly Limit[],
): Pick<AuthorizeOperation, 'owners' | 'limits'> {
  return { owners: [{ accountId, revision: 1, periods: periodsAt(atMs) }], limits };
}

/** On behalf of one user. */
export function onBehalfOf(subjectId: string): Pick<AuthorizeOperation, 'facts'> {
  return { facts: { ...call('', '').facts, subjectId } };
}

/** One of the counters of an account. */
export async function counterIn(ledger: Ledger, accountId: string, name: string): Promise<string | undefined> {
  return (await ledger.account(accountId, [name]))?.counters.get(name);
}

/** What a counter says was spent in one kind of period: a day, month or year, or (in capitals) by plan credits. */
export async function spentIn(
  ledger: Ledger,
  accountId: string,
  name: string,
  kind: SumKind,
): Promise<number | undefined> {
  const account = await ledger.account(accountId, [name]);
  const sums = name === '' ? account?.spent : readCounter(account?.counters.get(name)).sums;
  return sums?.find((sum) => sum.kind === kind)?.milliCents;
}

/**
 * An account with so much on its balance, and lots that end after so many milliseconds: they are `lot-3`, `lot-4` and
 * so on.
 */
export async function createFunded(
  bench: { readonly ledger: Ledger; readonly clock: { readonly ms: number } },
  accountId: string,
  balanceMilliCents: number,
  lots: readonly (readonly [amountMilliCents: number, endsInMs: number, services?: readonly string[]])[] = [],
): Promise<void> {
  await createAccount(bench.ledger, accountId, balanceMilliCents);
  for (const [index, [amountMilliCents, endsInMs, services = []]] of lots.entries()) {
    const lot = { expiresAtMs: bench.clock.ms + endsInMs, services };
    await bench.ledger.post(credited(accountId, `lot${index}`, amountMilliCents, lot));
  }
}

/** All that is left of what an ended hold was charged, under a key of its own. */
export function reversal(accountId: string, holdId: string, changes: Partial<ReverseOperation> = {}): ReverseOperation {
  return {
    rootAccountId: accountId,
    accountId,
    target: { kind: 'hold', holdId },
    share: undefined,
    idempotencyKey: `reverse-${holdId}`,
    fingerprint: 'f',
    note: '',
    ...changes,
  };
}

/** Source and amount of every part, in order: `plan_credits plan@1` and 2,000. */
export function shares(parts: readonly FundingPart[] | undefined): (readonly [string, number])[] {
  return (parts ?? []).map(({ source, name, amountMilliCents, units }) => [
    `${source} ${name}`.trim(),
    amountMilliCents + units,
  ]);
}

/** Where a hold has reserved its money, or has been charged. */
export async function sharesOf(ledger: Ledger, ref: HoldRef): Promise<(readonly [string, number])[]> {
  return shares((await ledger.hold(ref))?.parts);
}

/** Kind, amount and lot of every movement since the account was opened with its signup credit. */
export async function movementsOf(
  ledger: Ledger,
  accountId: string,
  rootAccountId = accountId,
): Promise<[MovementKind, number, string][]> {
  const found: [MovementKind, number, string][] = [];
  const place = { rootAccountId, accountId };
  for await (const each of ledger.movements(place, { fromMs: 0, toMs: 0 }, { after: '', limit: 1_000 })) {
    found.push([each.kind, each.amountMilliCents, each.lotId]);
  }
  return found;
}

/** Value and holds of every lot that the account knows, by id. */
export async function lotsOf(ledger: Ledger, accountId: string): Promise<Record<string, [number, number]>> {
  const { lots } = (await ledger.account(accountId)) ?? { lots: [] };
  return Object.fromEntries(
    lots.map(({ id, valueMilliCents, heldMilliCents }) => [id, [valueMilliCents, heldMilliCents]]),
  );
}

/** The counter of an allowance in November 2023, in which the clocks of these tests stand. */
export function counterOf(name: string, whose = '-'): string {
  const november = { startsAtMs: Date.UTC(2023, 10, 1), endsAtMs: Date.UTC(2023, 11, 1) };
  return `${name}/${whose}/${periodName(november)}`;
}

/** What it counts, as `used held`; undefined when it is forgotten. */
export async function unitsOf(ledger: Ledger, accountId: string, counter: string): Promise<string | undefined> {
  const field = allowanceFieldOf(counter);
  const account = await ledger.account(accountId, [field]);
  const { startsAtMs, endsAtMs } = periodNamed(counter.slice(counter.lastIndexOf('/') + 1));
  if (account?.counters.get(field)?.includes(`${startsAtMs}-${endsAtMs}@`) !== true) return undefined;
  const { used, held } = usageOf(account.counters, counter, account.nowMs);
  return `${used} ${held}`;
}

/**
 * What the journal says in all is what there is: the balance, and the known value of every lot. A write-off moves
 * nothing.
 */
export async function expectBalancedBooks(ledger: Ledger, accountId: string, rootAccountId = accountId): Promise<void> {
  const state = await ledger.account(accountId);
  const worth = (state?.lots ?? []).reduce((sum, lot) => sum + lot.valueMilliCents, state?.balanceMilliCents ?? 0);
  const movements = await movementsOf(ledger, accountId, rootAccountId);
  const moved = movements.reduce((sum, [kind, amount]) => (kind === 'write_off' ? sum : sum + amount), 0);
  expect(moved).toBe(worth);
}
