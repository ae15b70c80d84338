/** Compares what is stored with what the journal says. Pure. */
import type { PartitionKeys } from '../redis/keys.ts';
import type { Finding, VerifyCheck } from '../verify-operations.ts';
import type { ExpectedAccount, ExpectedHold } from './expected.ts';
import { memberOf } from './expected.ts';
import { BALANCE, placeName, type Places, totalOf } from './places.ts';
import type { JournalBreak } from './replay.ts';
import { checkPeriods } from './spending.ts';
import type { StoredAccount, StoredHold, StoredTotals } from './stored.ts';

/** Where it is, for the findings and what mends them. */
export interface Where {
  readonly partition: number;
  readonly keys: PartitionKeys;
}

/** Holds behind this place in the index of deadlines are set aside; see `lua/include/aside.lua`. */
const ASIDE_FROM = 4_000_000_000_000_000;

type About = Partial<
  Pick<Finding, 'accountId' | 'holdId' | 'subject' | 'differenceMilliCents' | 'sinceSequence' | 'sinceMs'>
>;

export function finding(
  { partition }: Where,
  check: VerifyCheck,
  expected: string | number,
  found: string | number,
  advice: string,
  about: About = {},
): Finding {
  return {
    check,
    partition,
    accountId: '',
    holdId: '',
    subject: '',
    differenceMilliCents: 0,
    sinceSequence: 0,
    sinceMs: 0,
    ...about,
    expected: String(expected),
    found: String(found),
    advice,
  };
}

function accepting(accountId: string): string {
  return `if the store is right, \`tollgate verify --account ${accountId} --accept --yes\``;
}

/** Redis counts on whatever happens meanwhile, so that this is right under traffic too. */
function counting(key: string, field: string, difference: number): string {
  return `if the journal is right, \`HINCRBY ${key} ${field} ${-difference}\` in Redis`;
}

export function compareAccount(
  where: Where,
  expected: ExpectedAccount,
  stored: StoredAccount,
  context: { readonly paidHolds: readonly ExpectedHold[]; readonly breaks: readonly JournalBreak[] },
): readonly Finding[] {
  const { accountId } = expected;
  if (!stored.exists) {
    const advice = `bring the store back from a copy, or delete the key and create the account anew; the entries of ${
      accountId
    } say what it had: \`tollgate movements ${accountId}\``;
    const found = stored.broken ? 'what cannot be read' : 'no such account';
    return [finding(where, 'account', `entry ${expected.sequence}`, found, advice, { accountId })];
  }
  const findings: Finding[] = [];
  if (!stored.listed) {
    const advice = `\`ZADD ${where.keys.accounts} 0 ${accountId}\` in Redis, or lists of accounts miss it`;
    findings.push(finding(where, 'account_list', 'listed', 'not there', advice, { accountId }));
  }
  if (stored.sequence !== expected.sequence) {
    const advice = `entries are missing or were added by hand; ${accepting(accountId)}`;
    findings.push(finding(where, 'sequence', expected.sequence, stored.sequence, advice, { accountId }));
  }
  const key = where.keys.account(accountId);
  for (const [check, wanted, there] of [
    ['balance', expected.balanceMilliCents, stored.balanceMilliCents],
    ['held', expected.heldMilliCents, stored.heldMilliCents],
  ] as const) {
    const differenceMilliCents = there - wanted;
    if (differenceMilliCents === 0) continue;
    const first = context.breaks.find(({ accountId: id, what }) => id === accountId && what === check);
    const advice = `${counting(key, check, differenceMilliCents)}; ${accepting(accountId)}`;
    const since = { sinceSequence: first?.sequence ?? 0, sinceMs: first?.atMs ?? 0 };
    findings.push(finding(where, check, wanted, there, advice, { accountId, differenceMilliCents, ...since }));
  }
  return [...findings, ...compareLots(where, expected, stored, context.paidHolds)];
}

function compareLots(
  where: Where,
  { accountId, lots, unknown }: ExpectedAccount,
  stored: StoredAccount,
  paidHolds: readonly ExpectedHold[],
): readonly Finding[] {
  const findings: Finding[] = [];
  const values = new Map(stored.lots.map(({ id, valueMilliCents }) => [id, valueMilliCents]));
  const held = new Map(stored.lots.map(({ id, heldMilliCents }) => [id, heldMilliCents]));
  const reserved = new Map<string, number>();
  for (const hold of paidHolds) {
    for (const [place, amount] of hold.reserved) reserved.set(place, (reserved.get(place) ?? 0) + amount);
  }
  reserved.delete(BALANCE);
  const advice = `\`HGET ${where.keys.lots(accountId)} ID\` in Redis shows the lot; ${accepting(accountId)}`;
  const compare = (check: 'lot' | 'lot_held', wanted: Places, there: Places): void => {
    for (const id of new Set([...wanted.keys(), ...there.keys()])) {
      const [must, is] = [wanted.get(id) ?? 0, there.get(id) ?? 0];
      if (must === is) continue;
      const about = { accountId, subject: id, differenceMilliCents: is - must };
      findings.push(finding(where, check, must, is, advice, about));
    }
  };
  if (unknown === 'none') compare('lot', lots, values);
  compare('lot_held', reserved, held);
  return findings;
}

/** What its periods have cost, and those of the accounts below it. */
export function compareSpending(where: Where, expected: ExpectedAccount, stored: StoredAccount): readonly Finding[] {
  const { accountId } = expected;
  const key = where.keys.account(accountId);
  const advice = `\`HGETALL ${key}\` in Redis shows the periods (spent_, past_ and below_); ${accepting(accountId)}`;
  return (
    [
      [expected.spent, stored.spent, ''],
      [expected.below, stored.spentBelow, 'below, '],
    ] as const
  ).flatMap(([sums, counted, whose]) =>
    !sums.known
      ? []
      : checkPeriods(sums, counted)
          .filter(({ period, expectedMilliCents }) => period.milliCents !== expectedMilliCents)
          .map(({ period, expectedMilliCents }) => {
            const subject = `${whose}${PERIODS[period.kind]} from ${new Date(period.startsAtMs).toISOString()}`;
            const differenceMilliCents = period.milliCents - expectedMilliCents;
            const about = { accountId, subject, differenceMilliCents };
            return finding(where, 'spending', expectedMilliCents, period.milliCents, advice, about);
          }),
  );
}

const PERIODS = { d: 'day', m: 'month', y: 'year', M: 'month', Y: 'year' } as const;

/** Whether it counts and names the holds that are open. @param open - those that concern it, as `account:hold` */
export function compareNames(where: Where, stored: StoredAccount, open: ReadonlySet<string>): readonly Finding[] {
  const { accountId, openHolds, names, namedApart } = stored;
  const key = where.keys.account(accountId);
  const findings: Finding[] = [];
  if (openHolds !== open.size) {
    const advice = counting(key, 'open', openHolds - open.size);
    findings.push(finding(where, 'open_holds', open.size, openHolds, advice, { accountId, subject: 'count' }));
  }
  for (const name of names.filter((each) => !open.has(each))) {
    const advice = `if the journal is right, \`HDEL ${key} h:${shortName(accountId, name)}\` in Redis`;
    findings.push(finding(where, 'open_holds', 'not open', 'named as open', advice, { accountId, holdId: name }));
  }
  // Which of those beside it are too many is found name by name.
  if (names.length + namedApart < open.size) {
    const advice = 'the findings about its holds say which; `tollgate release` or `settle` ends them all the same';
    const about = { accountId, subject: 'names' };
    findings.push(finding(where, 'open_holds', open.size, names.length + namedApart, advice, about));
  }
  return findings;
}

function shortName(accountId: string, name: string): string {
  return name.startsWith(`${accountId}:`) ? name.slice(accountId.length) : name;
}

export function compareHold(where: Where, expected: ExpectedHold, stored: StoredHold): readonly Finding[] {
  const { accountId, holdId, payerId } = expected;
  const about = { accountId, holdId };
  const { keys } = where;
  if (stored.state !== 'reserved' && stored.state !== 'answered') {
    const advice =
      `\`tollgate holds ${accountId} --hold ${holdId}\`; it cannot be ended by itself: bring the store back from a ` +
      `copy, or ${accepting(payerId)} and free what it holds`;
    const found = stored.state === '' ? 'no such hold' : stored.state;
    return [
      finding(where, 'hold', 'open', found, advice, { ...about, differenceMilliCents: -totalOf(expected.reserved) }),
    ];
  }
  const findings: Finding[] = [];
  for (const place of new Set([...expected.reserved.keys(), ...stored.reserved.keys()])) {
    const [must, is] = [expected.reserved.get(place) ?? 0, stored.reserved.get(place) ?? 0];
    if (must === is) continue;
    const advice = `\`tollgate release ${accountId} ${holdId}\` or its settle ends it; then verify ${payerId} again`;
    const subject = placeName(place);
    findings.push(finding(where, 'hold', must, is, advice, { ...about, subject, differenceMilliCents: is - must }));
  }
  const { place, deadlineAtMs } = stored;
  const member = memberOf(expected);
  if (place === undefined || (place !== deadlineAtMs && place < ASIDE_FROM)) {
    const advice = `\`ZADD ${keys.open} ${deadlineAtMs} ${member}\` in Redis, or the sweeper never ends it in time`;
    findings.push(finding(where, 'deadline_index', deadlineAtMs, place ?? 'not there', advice, about));
  }
  for (const [there, by] of [
    [stored.byGateway, 'its gateway'],
    [stored.byParent, 'the hold that it was forwarded from'],
  ] as const) {
    if (there !== false) continue;
    const advice = 'lists by gateway miss it; its end is not concerned';
    findings.push(finding(where, 'gateway_index', `listed by ${by}`, 'not there', advice, about));
  }
  if (stored.named.includes(false)) {
    const advice = 'lists of open holds miss it, and the number of open holds may be wrong after its end; settle it';
    findings.push(finding(where, 'open_holds', 'named as open', 'not named', advice, about));
  }
  return findings;
}

/** Something in an index that is no open hold. */
export function strayMember(
  where: Where,
  check: 'deadline_index' | 'gateway_index' | 'open_holds',
  key: string,
  member: string,
  hold: { readonly accountId: string; readonly holdId: string },
): Finding {
  const advice = `\`ZREM ${key} ${member.replaceAll('\t', String.raw`\t`)}\` in Redis`;
  return finding(where, check, 'no open hold', 'listed', advice, hold);
}

/** A name in the list of accounts under which there is none. */
export function strayAccount(where: Where, accountId: string): Finding {
  const advice = `\`ZREM ${where.keys.accounts} ${accountId}\` in Redis`;
  return finding(where, 'account_list', 'no such account', 'listed', advice, { accountId });
}

export function compareTotals(
  where: Where,
  expected: Omit<StoredTotals, 'openHolds'>,
  stored: StoredTotals,
): readonly Finding[] {
  return (
    [
      ['held', expected.heldMilliCents, stored.heldMilliCents],
      ['balance', expected.balanceMilliCents, stored.balanceMilliCents],
      ['lots', expected.lotsMilliCents, stored.lotsMilliCents],
    ] as const
  ).flatMap(([subject, wanted, there]) => {
    const differenceMilliCents = there - wanted;
    if (differenceMilliCents === 0) return [];
    const advice = `only gauges are wrong; ${counting(where.keys.meta, subject, differenceMilliCents)}`;
    return [finding(where, 'totals', wanted, there, advice, { subject, differenceMilliCents })];
  });
}

/** What is wrong with the journal itself; a jump that the account shows is told there. */
export function brokenJournal(where: Where, breaks: readonly JournalBreak[]): readonly Finding[] {
  return breaks.map(({ accountId, sequence, atMs, what, by }) => {
    const about = { accountId, sinceSequence: sequence, sinceMs: atMs, subject: what };
    const money = what === 'balance' || what === 'held' || what === 'amount';
    return finding(where, 'journal', EXPECTED[what], `${SAYS[what]}${money ? '' : ` (${by})`}`, BROKEN_ADVICE, {
      ...about,
      differenceMilliCents: money ? by : 0,
    });
  });
}

const EXPECTED: Readonly<Record<JournalBreak['what'], string>> = {
  entries_missing: 'the next entry of the account',
  entry_twice: 'the next entry of the account',
  balance: 'the balance after the entry before, and its amount',
  held: 'what was held after the entry before, and what it holds',
  amount: 'the sum of its parts',
};

const SAYS: Readonly<Record<JournalBreak['what'], string>> = {
  entries_missing: 'entries before it are missing',
  entry_twice: 'an entry that was there before',
  balance: 'another balance: it was changed beside the journal before this entry',
  held: 'something else: it was changed beside the journal before this entry',
  amount: 'another amount',
};

const BROKEN_ADVICE =
  'somebody wrote to Redis beside Tollgate, or a part of it came from a copy: keep its append-only file and report it';
