/**
 * Which lines an account has crossed since it was last told of them. Pure: what was told before goes in, and what is to
 * be told, with what is then known to have been told, comes out. Each crossing is told once; a line is armed again only
 * after a recovery that is more than a wobble around it.
 */
import type { AccountView } from '../accounts/requests.ts';
import type { AccountStatus } from '../domain/decision.ts';
import type { LineChange } from '../ledger/alert-operations.ts';
import type { AlertKind } from '../domain/alert-kinds.ts';
import type { Asked } from './asked.ts';

/** What is known of an account when it is looked at. */
export interface Seen {
  readonly view: AccountView;
  readonly asked: Asked;
  /** What it was told, by line, as this file wrote it. */
  readonly told: ReadonlyMap<string, string>;
}

/** A line that is moved, and what is said of it; nothing where it is only armed again. */
export interface Crossing {
  readonly changes: readonly LineChange[];
  readonly kind: AlertKind | undefined;
  readonly details: AlertDetails;
}

/** What is said beside how the account stands. */
export interface AlertDetails {
  /** Of `low_balance`: the lines that the credit has fallen below. */
  readonly lowBalance?: readonly LowLine[];
  /** Of `status_...`: what it was before. */
  readonly statusBefore?: AccountStatus;
  /** Of `plan_exhausted`: what the plan gives in a period, milli-cents. */
  readonly planMilliCents?: number;
  /** Of `limit_reached`. */
  readonly limit?: string;
  /** Of `hold_stranded`. */
  readonly holdId?: string;
  readonly service?: string;
  readonly chargedMilliCents?: number;
  /** Of `recharge_failed`: the payment, and why it failed. */
  readonly paymentId?: string;
  readonly reason?: string;
}

export interface LowLine {
  readonly basis: 'amount' | 'percent' | 'days';
  /** Milli-cents, percent or days: as it was asked for. */
  readonly value: number;
  /** What that is of this account now, milli-cents. */
  readonly thresholdMilliCents: number;
}

/** Armed again when the credit has risen this much above the line: a tenth, and at least one milli-cent. */
const RECOVERY_PART = 10;
const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** What happens again and again, such as a cap that many calls run into, is told once in so long. */
const ONCE_IN_MS = DAY_MS;

/**
 * What has not been spent: available, and held. Holds come and go with every call, and a warning that went by what they
 * leave would come with every busy hour.
 */
export function creditOf({ availableMilliCents, totalHeldMilliCents }: AccountView): number {
  return availableMilliCents + totalHeldMilliCents;
}

/** Everything that has changed. An account whose parent pays has no credit of its own to warn of. */
export function crossingsOf(seen: Seen): readonly Crossing[] {
  const { view, asked } = seen;
  if (view.payerAccountId !== view.profile.accountId || view.profile.state === 'closed') return [];
  const wants = (...kinds: readonly AlertKind[]): boolean => kinds.some((kind) => asked.kinds.includes(kind));
  return [
    ...(wants('low_balance') ? lowBalance(seen) : []),
    ...(wants('status_amber', 'status_red', 'status_green') ? status(seen) : []),
    ...(wants('plan_exhausted') ? planExhausted(seen) : []),
  ];
}

/* Low balance. */

function lowBalance({ view, asked, told }: Seen): readonly Crossing[] {
  const credit = creditOf(view);
  const crossed: LowLine[] = [];
  const down: LineChange[] = [];
  const up: LineChange[] = [];
  for (const line of lowLines(view, asked)) {
    const name = `low_${line.basis}`;
    const expected = told.get(name) ?? '';
    const wasLow = expected.startsWith('low');
    const { thresholdMilliCents } = line;
    const margin = Math.max(1, Math.floor(Math.abs(thresholdMilliCents) / RECOVERY_PART));
    if (!wasLow && credit < thresholdMilliCents) {
      crossed.push(line);
      down.push({ line: name, expected, next: `low ${view.nowMs}` });
    } else if (wasLow && credit >= thresholdMilliCents + margin) {
      up.push({ line: name, expected, next: `well ${view.nowMs}` });
    }
  }
  return [
    ...(down.length > 0 ? [{ changes: down, kind: 'low_balance' as const, details: { lowBalance: crossed } }] : []),
    ...(up.length > 0 ? [{ changes: up, kind: undefined, details: {} }] : []),
  ];
}

function lowLines(view: AccountView, { lowBalance }: Asked): readonly LowLine[] {
  const { amountMilliCents, percent, days } = lowBalance;
  const daily = days === undefined ? undefined : typicalDayMilliCents(view);
  return [
    ...(amountMilliCents === undefined
      ? []
      : [{ basis: 'amount', value: amountMilliCents, thresholdMilliCents: amountMilliCents } as const]),
    ...(percent === undefined
      ? []
      : [
          {
            basis: 'percent',
            value: percent,
            thresholdMilliCents: Math.floor((planGrantOf(view).grantedMilliCents * percent) / 100),
          } as const,
        ]),
    ...(days === undefined || daily === undefined
      ? []
      : [{ basis: 'days', value: days, thresholdMilliCents: daily * days } as const]),
  ];
}

/** Less than a day of use says nothing about a day. */
const HISTORY_LEAST_MS = DAY_MS;

/**
 * What a day has cost this account, rounded up: the money of the running month and the one before, by the time over
 * which it was counted. The ledger counts it for every account (see `rules/counters.ts`), so this needs no archive and
 * no look at the journal. At the root of a company the accounts below it count too.
 *
 * @returns undefined where less than a day was counted
 */
export function typicalDayMilliCents({
  spent,
  spentBelow,
  nowMs,
}: Pick<AccountView, 'spent' | 'spentBelow' | 'nowMs'>) {
  const months = [...spent, ...spentBelow].filter(({ kind, startsAtMs }) => kind === 'm' && startsAtMs <= nowMs);
  if (months.length === 0) return undefined;
  const sinceMs = Math.min(...months.map((month) => month.sinceMs));
  const countedMs = nowMs - sinceMs;
  if (countedMs < HISTORY_LEAST_MS) return undefined;
  const total = months.reduce((sum, { milliCents }) => sum + Math.max(0, milliCents), 0);
  return Number((BigInt(total) * BigInt(DAY_MS) + BigInt(countedMs - 1)) / BigInt(countedMs));
}

/** What the plan gives in the periods that run now, and what of it has not been charged. */
function planGrantOf({ lots, nowMs }: AccountView): { grantedMilliCents: number; leftMilliCents: number } {
  const running = lots.filter(
    ({ kind, startsAtMs, expiresAtMs }) => kind === 'plan_credits' && startsAtMs <= nowMs && nowMs < expiresAtMs,
  );
  return {
    grantedMilliCents: running.reduce((sum, lot) => sum + lot.grantedMilliCents, 0),
    leftMilliCents: running.reduce((sum, lot) => sum + lot.grantedMilliCents - lot.usedMilliCents, 0),
  };
}

/* Red, amber, green. */

const RANK: Readonly<Record<AccountStatus, number>> = { green: 0, amber: 1, red: 2 };

/**
 * A worse colour is told at once. Green again counts as recovered when there is more credit than when the colour was
 * told, when the account had been suspended, or after a day: until then it may be no more than a call that has ended
 * and given its hold back.
 */
function status({ view, asked, told }: Seen): readonly Crossing[] {
  const { accountStatus: now, nowMs } = view;
  if (now === undefined) return [];
  const expected = told.get('status') ?? '';
  const [word = '', at = '0', credit = '0', why = ''] = expected.split(' ');
  const before = word in RANK ? (word as AccountStatus) : 'green';
  if (RANK[now] > RANK[before]) return [statusCrossing(view, asked, expected, before, now)];
  if (now !== 'green' || before === 'green') return [];
  const then = Number(credit);
  const margin = Math.max(1, Math.floor(Math.abs(then) / RECOVERY_PART));
  const recovered = creditOf(view) >= then + margin || why === 'inactive' || nowMs - Number(at) >= DAY_MS;
  return recovered ? [statusCrossing(view, asked, expected, before, 'green')] : [];
}

function statusCrossing(
  view: AccountView,
  asked: Asked,
  expected: string,
  statusBefore: AccountStatus,
  now: AccountStatus,
): Crossing {
  const why = view.profile.state === 'active' ? 'active' : 'inactive';
  const kind = `status_${now}` as const;
  return {
    changes: [{ line: 'status', expected, next: `${now} ${view.nowMs} ${creditOf(view)} ${why}` }],
    kind: asked.kinds.includes(kind) ? kind : undefined,
    details: { statusBefore },
  };
}

/* The plan's credits are used up. */

function planExhausted({ view, told }: Seen): readonly Crossing[] {
  const { grantedMilliCents, leftMilliCents } = planGrantOf(view);
  const expected = told.get('plan') ?? '';
  const wasOut = expected.startsWith('out');
  const isOut = view.planExhausted || (grantedMilliCents > 0 && leftMilliCents <= 0);
  if (!wasOut && isOut) {
    const changes = [{ line: 'plan', expected, next: `out ${view.nowMs}` }];
    return [{ changes, kind: 'plan_exhausted', details: { planMilliCents: grantedMilliCents } }];
  }
  const isBack = !isOut && leftMilliCents * RECOVERY_PART >= grantedMilliCents;
  if (!wasOut || !isBack) return [];
  return [{ changes: [{ line: 'plan', expected, next: `in ${view.nowMs}` }], kind: undefined, details: {} }];
}

/* What happened, and is no state that an account recovers from: told at most once a day. */

/** A request was denied for a cap on spending. */
export function limitReached({ view, asked, told }: Seen, limit: string): readonly Crossing[] {
  if (!asked.kinds.includes('limit_reached')) return [];
  const expected = told.get('limits') ?? '';
  const recent = recentLimits(expected, view.nowMs);
  if (recent.has(limit)) return [];
  const next = JSON.stringify(Object.fromEntries([...recent, [limit, view.nowMs]].slice(-LIMITS_REMEMBERED)));
  return [{ changes: [{ line: 'limits', expected, next }], kind: 'limit_reached', details: { limit } }];
}

/** More caps than these of one account are told again when they are reached again. */
const LIMITS_REMEMBERED = 100;

function recentLimits(text: string, nowMs: number): Map<string, number> {
  const told = text === '' ? {} : (JSON.parse(text) as Record<string, number>);
  return new Map(Object.entries(told).filter(([, atMs]) => nowMs - atMs < ONCE_IN_MS));
}

/** A hold was ended by the sweeper, with an estimate, because nobody had settled it. */
export function holdStranded(
  { view, asked, told }: Seen,
  details: Required<Pick<AlertDetails, 'holdId' | 'service' | 'chargedMilliCents'>>,
): readonly Crossing[] {
  if (!asked.kinds.includes('hold_stranded')) return [];
  const expected = told.get('stranded') ?? '';
  if (expected !== '' && view.nowMs - Number(expected) < ONCE_IN_MS) return [];
  return [{ changes: [{ line: 'stranded', expected, next: `${view.nowMs}` }], kind: 'hold_stranded', details }];
}

/** A payment that recharges the account has failed. Each is told once; they come one after the other. */
export function rechargeFailed(
  { view, asked, told }: Seen,
  details: Required<Pick<AlertDetails, 'paymentId' | 'reason'>>,
): readonly Crossing[] {
  if (!asked.kinds.includes('recharge_failed')) return [];
  const expected = told.get('recharge') ?? '';
  if (expected.split(' ')[0] === details.paymentId) return [];
  const next = `${details.paymentId} ${view.nowMs}`;
  return [{ changes: [{ line: 'recharge', expected, next }], kind: 'recharge_failed', details }];
}
