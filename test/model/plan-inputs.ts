/**
 * From random choices to what an admission brings along: chains of owners, periods that roll over, and limits that fit
 * them.
 */
import type { Admission, Grant, Ledger } from '../../src/ledger/port.ts';
import type { AdmissionInput, PlanInput } from './arbitraries.ts';

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
      return { accountId, revision: revision + (index === chain.length - 1 ? input.revisionOff : 0) };
    }),
  );
  const bound = (by: number): number => (by === 0 ? 0 : nowMs - by);
  const { label } = periodAt(nowMs);
  const names = new Map(input.plan.allowances.map(({ name, units }) => [name, units]));
  return {
    owners,
    payer: input.paidByParent ? chain.length - 1 : 0,
    allowances: [...names].map(([name, totalUnits]) => ({ counter: `${name}/-/${label}`, totalUnits })),
    grants: grantsFor(input.plan, nowMs),
    stop: input.plan.stop ? label : '',
    limits: input.limits.map(({ ofParent, ...limit }) => ({
      ...limit,
      owner: ofParent ? chain.length - 1 : 0,
      counter: limit.counter === '' && limit.kind.endsWith('spend') ? 'day' : limit.counter,
      shadow: limit.shadow && limit.kind !== 'plan_spend',
    })),
    notAfterMs: bound(input.lateBy),
    validFromMs: input.aheadBy === 0 ? 0 : nowMs + input.aheadBy,
    validUntilMs: bound(input.outlivedBy),
  };
}
