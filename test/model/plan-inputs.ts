/**
 * From random choices to what an admission brings along: chains of owners, periods that roll over, and limits that fit
 * them.
 */
import { type CountedPeriod, periodName } from '../../src/domain/cycle.ts';
import type { Admission, Grant, Ledger, Limit } from '../../src/ledger/port.ts';
import { coverageText } from '../../src/ledger/rules/packs.ts';
import { type AdmissionInput, type LimitInput, PACKS, type PlanInput } from './arbitraries.ts';

/** Long enough for a few commands, short enough to end in the middle of a call. */
const PERIOD_MS = 36 * 3_600_000;

/** The account and its parents. */
export function chainOf(account: string, id: (short: string) => string): readonly string[] {
  return account === 'c' ? [id('c'), id('a')] : [id(account)];
}

export function rootOf(account: string, id: (short: string) => string): string {
  return account === 'c' ? id('a') : id(account);
}

const LENGTHS = { short: PERIOD_MS, shifted: PERIOD_MS, long: 4 * PERIOD_MS };
const SHIFTS = { short: 0, shifted: 0.3 * PERIOD_MS, long: 0 };

function periodAt(
  nowMs: number,
  periods: PlanInput['periods'] = 'short',
): { startsAtMs: number; endsAtMs: number; label: string } {
  const length = LENGTHS[periods];
  const startsAtMs = nowMs - ((nowMs - SHIFTS[periods]) % length);
  const label = new Date(startsAtMs).toISOString().slice(0, 10).replaceAll('-', '');
  return { startsAtMs, endsAtMs: startsAtMs + length, label: label + (periods === 'long' ? 'y' : '') };
}

/** Short ones too, so that they end in the middle of sequences. */
const LENGTHS_MS = { day: 24 * 3_600_000, month: PERIOD_MS, year: 4 * PERIOD_MS } as const;

function countedPeriod(length: CountedPeriod['length'], zoneHours: number, nowMs: number): CountedPeriod {
  const lengthMs = LENGTHS_MS[length];
  const local = nowMs + zoneHours * 3_600_000;
  const startsAtMs = nowMs - (local % lengthMs);
  return { length, startsAtMs, endsAtMs: startsAtMs + lengthMs };
}

function countedPeriods(zoneHours: number, nowMs: number): readonly CountedPeriod[] {
  return (['day', 'month', 'year'] as const).map((length) => countedPeriod(length, zoneHours, nowMs));
}

/** One that the catalog could have made of this: undefined where there is none. */
function limitFor(input: LimitInput, subjectId: string, root: number): Limit | undefined {
  const { kind, of, rule, max, mode, windowSeconds, length } = input;
  if (kind === 'call_cost') {
    return mode === 'count' ? undefined : { kind, owner: 0, counter: '', max, mode, span: 0 };
  }
  if (of === 'subject' && subjectId === '') return undefined;
  const whose = of === 'subject' ? `/${subjectId}` : '';
  const all = { account: '', company: '*', subject: `subject/${subjectId}` }[of];
  const counter = rule === '' ? all : `${of === 'company' ? 'company' : 'limit'}/${rule}${whose}`;
  const owner = of === 'company' ? root : 0;
  if (kind === 'plan_spend') {
    if (of !== 'subject') return undefined;
    return { kind, owner: 0, counter: all, max, mode: 'enforce', span: length === 'day' ? 'month' : length };
  }
  if (mode === 'count' && rule === '') return undefined;
  if (kind === 'spend') return { kind, owner, counter, max, mode, span: length };
  if (kind === 'open_holds') return { kind, owner, counter: counter === '*' ? '' : counter, max, mode, span: 0 };
  const own = rule === '' ? `${of === 'company' ? 'company' : 'limit'}/new${whose}` : counter;
  return { kind, owner, counter: own, max, mode, span: windowSeconds };
}

/** A rule limits each thing once. */
function withoutDoubles(limits: readonly Limit[]): readonly Limit[] {
  const names = limits.map(({ kind, counter, span }) => `${kind} ${counter} ${span === 'day'}`);
  return limits.filter((_, index) => names.indexOf(names[index] ?? '') === index);
}

/** The name of the running period. */
export function labelAt(nowMs: number): string {
  return periodAt(nowMs).label;
}

export function grantsFor(plan: PlanInput, nowMs: number): readonly Grant[] {
  const { startsAtMs, endsAtMs: expiresAtMs, label } = periodAt(nowMs, plan.periods);
  const grant = (
    kind: Grant['kind'],
    name: string,
    amount: number | undefined,
    services: readonly string[],
  ): Grant[] =>
    amount === undefined
      ? []
      : [{ kind, id: `${name}@${label}`, grantedMilliCents: amount, startsAtMs, expiresAtMs, services }];
  return [
    ...grant('plan_credits', 'plan', plan.credits, []),
    ...grant('bundle', plan.bundleName, plan.bundle, plan.bundleServices),
  ];
}

/** All that an account has packs for. */
export async function packsOf(ledger: Ledger, accountId: string): Promise<readonly string[]> {
  return ((await ledger.account(accountId))?.profile.coverages ?? []).map((each) => each.id);
}

/** What of the payer's packs may pay. */
async function packsFor(ledger: Ledger, payer: string, { packs }: PlanInput): Promise<readonly string[]> {
  const wanted = packs.map((index) => coverageText(PACKS[index] ?? PACKS[0]!));
  const coverages = (await ledger.account(payer))?.profile.coverages ?? [];
  return coverages.filter((each) => wanted.includes(coverageText(each))).map(({ id }) => id);
}

/** Revisions and bounds in time are relative to what the ledger says now, so that both ledgers are asked the same. */
export async function planFor(
  ledger: Ledger,
  account: string,
  input: AdmissionInput,
  id: (short: string) => string,
): Promise<Omit<Admission, 'verdict' | 'blockedAtZero' | 'terms' | 'facts'>> {
  const nowMs = ledger.nowMs();
  const chain = chainOf(account, id);
  const owners = await Promise.all(
    chain.map(async (accountId, index) => {
      const revision = (await ledger.account(accountId))?.profile.revision ?? 1;
      const isRoot = index === chain.length - 1;
      const periods = input.isFree ? [] : countedPeriods(input.zoneHours, nowMs);
      return { accountId, revision: revision + (isRoot ? input.revisionOff : 0), periods };
    }),
  );
  const bound = (by: number): number => (by === 0 ? 0 : nowMs - by);
  const { label } = periodAt(nowMs);
  const names = new Map(input.plan.allowances.map((allowance) => [allowance.name, allowance]));
  return {
    owners,
    payer: input.paidByParent ? chain.length - 1 : 0,
    allowances: [...names.values()].map(({ name, units, every }) => ({
      counter: `${name}/-/${periodName(countedPeriod(every, input.zoneHours, nowMs))}`,
      totalUnits: units,
    })),
    packs: await packsFor(ledger, owners[input.paidByParent ? chain.length - 1 : 0]?.accountId ?? account, input.plan),
    grants: grantsFor(input.plan, nowMs),
    stop: input.plan.stop ? label : '',
    limits: withoutDoubles(
      input.limits.flatMap((limit) => limitFor(limit, input.facts.subjectId, chain.length - 1) ?? []),
    ),
    notAfterMs: bound(input.lateBy),
    validFromMs: input.aheadBy === 0 ? 0 : nowMs + input.aheadBy,
    validUntilMs: bound(input.outlivedBy),
  };
}
