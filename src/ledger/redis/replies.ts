/** How the replies of the scripts read. */
import { anchorMonthAt } from '../../domain/cycle.ts';
import { Fault } from '../../domain/fault.ts';
import type { HoldState } from '../../domain/hold.ts';
import type { AccountLifecycle, AccountProfile, AccountState, PlanExhaustedPolicy, SettleReply } from '../port.ts';
import { inFundingOrder, type Lot, readParts } from '../rules/lots.ts';

/** Allowances by name, as words `name=units`. */
export function packUnits(units: ReadonlyMap<string, number>): string {
  return [...units].map(([name, count]) => `${name}=${count}`).join(' ');
}

function unpackUnits(text: string): ReadonlyMap<string, number> {
  const words = text.split(' ').filter((word) => word !== '');
  return new Map(
    words.map((word) => word.split('=') as [string, string]).map(([name, count]) => [name, Number(count)]),
  );
}

/** A script's reply: its status word, the script's time, and the rest in order. */
export class ReplyReader {
  readonly status: string;
  readonly #words: readonly string[];
  #at = 1;

  constructor(raw: unknown) {
    if (!Array.isArray(raw) || raw.some((word) => typeof word !== 'string')) {
      throw new Fault('BAD_SCRIPT_REPLY', 'a ledger script answered something that is not a list of strings');
    }
    this.#words = raw as string[];
    this.status = this.#words[0] ?? '';
  }

  text(): string {
    const word = this.#words[this.#at++];
    if (word === undefined)
      throw new Fault('BAD_SCRIPT_REPLY', `the ${this.status} reply of a ledger script is too short`);
    return word;
  }

  number(): number {
    const value = Number(this.text());
    if (!Number.isSafeInteger(value))
      throw new Fault('BAD_SCRIPT_REPLY', `the ${this.status} reply holds a number that is not an integer`);
    return value;
  }

  flag(): boolean {
    return this.text() === '1';
  }

  rest(): readonly string[] {
    return this.#words.slice(this.#at);
  }
}

/** The profile fields in the order of ACCOUNT_PROFILE in `lua/include/account.lua`. */
export function readProfile(accountId: string, reply: ReplyReader): AccountProfile {
  const profile = {
    accountId,
    rootAccountId: reply.text() || accountId,
    parentAccountId: reply.text() || undefined,
    revision: reply.number(),
    state: reply.text() as AccountLifecycle,
    plan: reply.text(),
    currency: reply.text(),
    timeZone: reply.text(),
    cycleAnchorDay: reply.number(),
    seats: reply.number(),
    creditLimitMilliCents: reply.number(),
    numbers: reply
      .text()
      .split(' ')
      .filter((number) => number !== ''),
    maxOpenHolds: reply.number(),
    createdAtMs: reply.number(),
    fundedBy: reply.text() === 'parent' ? ('parent' as const) : ('self' as const),
    onPlanExhausted: (reply.text() || undefined) as PlanExhaustedPolicy | undefined,
    allowanceUnits: unpackUnits(reply.text()),
    subjects: reply.number(),
  };
  // Accounts of older versions have no month of their own.
  return { ...profile, cycleAnchorMonth: reply.number() || anchorMonthAt(profile, profile.createdAtMs) };
}

/** The words that `lua/include/lots.lua` keeps of a lot. */
function readLot(id: string, text: string): Lot {
  const words = text.split(' ');
  const number = (index: number): number => Number(words[index]);
  const services = words[7] ?? '-';
  return {
    id,
    kind: words[0] as Lot['kind'],
    grantedMilliCents: number(1),
    usedMilliCents: number(2),
    heldMilliCents: number(3),
    valueMilliCents: number(4),
    startsAtMs: number(5),
    expiresAtMs: number(6),
    services: services === '-' ? [] : services.split(','),
  };
}

/** CREATED, UPDATED and ACCOUNT: now, replayed, balance, held, open holds, profile, then (in ACCOUNT alone) lots and counters in pairs. */
export function readAccountState(accountId: string, reply: ReplyReader): { account: AccountState; replayed: boolean } {
  const nowMs = reply.number();
  const replayed = reply.flag();
  const balanceMilliCents = reply.number();
  const heldMilliCents = reply.number();
  const openHolds = reply.number();
  const profile = readProfile(accountId, reply);
  const lotCount = reply.status === 'ACCOUNT' ? reply.number() : 0;
  const lots = Array.from({ length: lotCount }, () => readLot(reply.text(), reply.text()));
  const counters = new Map<string, string>();
  const pairs = reply.rest();
  for (let i = 0; i < pairs.length; i += 2) counters.set(pairs[i] ?? '', pairs[i + 1] ?? '');
  return {
    account: { profile, balanceMilliCents, heldMilliCents, lots: inFundingOrder(lots), openHolds, counters, nowMs },
    replayed,
  };
}

/** The stored result of an ended hold: the words that `lua/include/finish.lua` writes. */
export function readResult(
  text: string,
  context: Pick<
    SettleReply,
    'service' | 'unit' | 'orphan' | 'nowMs' | 'replayed' | 'changeMilliCents' | 'forgivenMilliCents'
  > & {
    /** As stored. */
    readonly parts: string;
  },
): SettleReply {
  const words = text.split(' ');
  const number = (index: number): number => Number(words[index]);
  const chargedMilliCents = number(3);
  return {
    kind: 'done',
    state: words[0] as HoldState,
    durationSeconds: number(1),
    billedUnits: number(2),
    chargedMilliCents,
    releasedMilliCents: number(4),
    writeOffMilliCents: number(5),
    balanceMilliCents: number(6),
    availableMilliCents: number(7),
    estimated: words[8] === '1',
    corrected: words[9] === '1',
    clamped: words[10] === '1',
    heldMilliCents: number(11),
    parts: readParts(context.parts, chargedMilliCents),
    service: context.service,
    unit: context.unit,
    orphan: context.orphan,
    nowMs: context.nowMs,
    replayed: context.replayed,
    changeMilliCents: context.changeMilliCents,
    forgivenMilliCents: context.forgivenMilliCents,
  };
}
