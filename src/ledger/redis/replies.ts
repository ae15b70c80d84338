/**
 * How the replies of the scripts read: each kind of reply has a shape, which names its words in order, so that no
 * caller counts them. The headers of the scripts in `lua/` say the same.
 */
import { anchorMonthAt } from '../../domain/cycle.ts';
import type { DenialReason } from '../../domain/decision.ts';
import { Fault } from '../../domain/fault.ts';
import type { HoldState } from '../../domain/hold.ts';
import type { AccountLifecycle, AccountProfile, AccountState, PlanExhaustedPolicy, SettleReply } from '../port.ts';
import { inOrder, type PeriodSum, readSums } from '../rules/counters.ts';
import { readParts } from '../rules/lots.ts';
import { readCoverages } from '../rules/packs.ts';
import { readLots } from './stored-lots.ts';

/** Reads one word of a reply. */
type WordReader<Value> = (word: string) => Value;

type Fields = Readonly<Record<string, WordReader<unknown>>>;

type Read<Shape extends Fields> = { readonly [Name in keyof Shape]: ReturnType<Shape[Name]> };

/** The words of one kind of reply, or of a part of it, by name and in order. */
export interface ReplyShape<Shape extends Fields> {
  readonly names: readonly (keyof Shape & string)[];
  readonly readers: readonly WordReader<unknown>[];
}

export function replyShape<Shape extends Fields>(fields: Shape): ReplyShape<Shape> {
  return { names: Object.keys(fields), readers: Object.values(fields) };
}

export const text: WordReader<string> = (word) => word;

export const integer: WordReader<number> = (word) => {
  const value = Number(word);
  if (word === '' || !Number.isSafeInteger(value))
    throw new Fault('BAD_SCRIPT_REPLY', `a ledger script answered "${word}" where an integer was due`);
  return value;
};

/** `1`, or anything else for no. */
export const flag: WordReader<boolean> = (word) => word === '1';

/** The place of a limit in the request; the scripts count from 1, and 0 is none. */
export const limitIndex: WordReader<number | undefined> = (word) => (word === '0' ? undefined : integer(word) - 1);

/** A reason; empty or `-` where there is none. */
export const reason: WordReader<DenialReason | undefined> = (word) =>
  word === '' || word === '-' ? undefined : (word as DenialReason);

export const holdState: WordReader<HoldState> = (word) => word as HoldState;

/** What the money words at the end of many replies say. */
export const FUNDS = {
  balanceMilliCents: integer,
  availableMilliCents: integer,
  postedMilliCents: integer,
} as const;

/** Replies that say nothing but the time of the script. */
export const NOW = replyShape({ nowMs: integer });

/** The head of a page: what the next one is asked for with. */
export const NEXT = replyShape({ next: text });

/** A script's reply: its status word, and the others, which are read shape by shape. */
export class ReplyReader {
  readonly status: string;
  readonly #words: readonly string[];
  #at = 1;

  /** @param raw - a list of words; the scripts of calls answer one text, a word a line, which costs Redis less. */
  constructor(raw: unknown) {
    const words: unknown = typeof raw === 'string' ? raw.split('\n') : raw;
    if (!Array.isArray(words) || words.some((word) => typeof word !== 'string')) {
      throw new Fault('BAD_SCRIPT_REPLY', 'a ledger script answered something that is not a list of strings');
    }
    this.#words = words as string[];
    this.status = this.#words[0] ?? '';
  }

  /** The next words, as the shape names them. */
  read<Shape extends Fields>({ names, readers }: ReplyShape<Shape>): Read<Shape> {
    const words = this.#words;
    if (this.#at + names.length > words.length)
      throw new Fault('BAD_SCRIPT_REPLY', `the ${this.status} reply of a ledger script is too short`);
    const found: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) found[names[i] ?? ''] = readers[i]?.(words[this.#at + i] ?? '');
    this.#at += names.length;
    return found as Read<Shape>;
  }

  /** How many words no shape has named yet. */
  get restCount(): number {
    return this.#words.length - this.#at;
  }

  /** All words that no shape has named yet. */
  rest(): readonly string[] {
    return this.#words.slice(this.#at);
  }
}

/* Accounts. */

/** Allowances by name, as words `name=units`. */
export function packUnits(units: ReadonlyMap<string, number>): string {
  return [...units].map(([name, count]) => `${name}=${count}`).join(' ');
}

const wordList: WordReader<readonly string[]> = (list) => list.split(' ').filter((word) => word !== '');

const unitsByName: WordReader<ReadonlyMap<string, number>> = (list) =>
  new Map(wordList(list).map((word) => [word.split('=')[0] ?? '', Number(word.split('=')[1])]));

/** In the order of account_profile_reply in `lua/include/account.lua`; what older versions did not store is empty. */
const PROFILE = replyShape({
  rootAccountId: text,
  parentAccountId: (word) => word || undefined,
  revision: integer,
  state: (word) => word as AccountLifecycle,
  plan: text,
  currency: text,
  timeZone: text,
  cycleAnchorDay: integer,
  seats: integer,
  creditLimitMilliCents: integer,
  numbers: wordList,
  maxOpenHolds: integer,
  createdAtMs: integer,
  fundedBy: (word) => (word === 'parent' ? 'parent' : 'self'),
  onPlanExhausted: (word) => (word || undefined) as PlanExhaustedPolicy | undefined,
  allowanceUnits: unitsByName,
  subjects: (word) => integer(word || '0'),
  cycleAnchorMonth: (word) => integer(word || '0'),
  coverages: readCoverages,
});

export function readProfile(accountId: string, reply: ReplyReader): AccountProfile {
  const stored = reply.read(PROFILE);
  return {
    ...stored,
    accountId,
    rootAccountId: stored.rootAccountId || accountId,
    // Accounts of older versions have no month of their own.
    cycleAnchorMonth: stored.cycleAnchorMonth || anchorMonthAt(stored, stored.createdAtMs),
  };
}

const MONEY = replyShape({
  nowMs: integer,
  replayed: flag,
  balanceMilliCents: integer,
  heldMilliCents: integer,
  openHolds: integer,
});

const sums: WordReader<readonly PeriodSum[]> = (word) => inOrder(readSums(word));
const COUNTED = replyShape({ spent: sums, spentBelow: sums, lots: integer });
const LOT = replyShape({ id: text, stored: text });

const NOT_COUNTED = { spent: [], spentBelow: [], lots: 0 };

/** CREATED, UPDATED and ACCOUNT: money, profile, then (in ACCOUNT alone) what is spent, lots, and counters in pairs. */
export function readAccountState(accountId: string, reply: ReplyReader): { account: AccountState; replayed: boolean } {
  const { replayed, ...money } = reply.read(MONEY);
  const profile = readProfile(accountId, reply);
  const { lots: lotCount, ...spending } = reply.status === 'ACCOUNT' ? reply.read(COUNTED) : NOT_COUNTED;
  const stored = Array.from({ length: lotCount }, () => reply.read(LOT));
  const counters = new Map<string, string>();
  const pairs = reply.rest();
  for (let i = 0; i < pairs.length; i += 2) counters.set(pairs[i] ?? '', pairs[i + 1] ?? '');
  return { account: { ...money, profile, ...spending, ...readLots(stored), counters }, replayed };
}

/* The end of a hold. */

/** What a reply says of an end beside the stored result. */
export interface EndContext extends Pick<
  SettleReply,
  | 'service'
  | 'unit'
  | 'orphan'
  | 'holdRule'
  | 'grantedUnits'
  | 'nowMs'
  | 'replayed'
  | 'changeMilliCents'
  | 'forgivenMilliCents'
> {
  /** As stored. */
  readonly parts: string;
  /** What interim settles had charged before, as parts. */
  readonly earlier?: string;
  readonly stillHeldMilliCents?: number;
}

/** The stored result of an ended hold: the words that `lua/include/finish.lua` writes. */
export function readResult(result: string, context: EndContext): SettleReply {
  const words = result.split(' ');
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
    inconsistent: words[12] === '1',
    grantedUnits: context.grantedUnits,
    holdRule: context.holdRule,
    parts: readParts(context.parts, chargedMilliCents),
    earlierParts: readParts(context.earlier ?? '', 0),
    stillHeldMilliCents: context.stillHeldMilliCents ?? 0,
    service: context.service,
    unit: context.unit,
    orphan: context.orphan,
    nowMs: context.nowMs,
    replayed: context.replayed,
    changeMilliCents: context.changeMilliCents,
    forgivenMilliCents: context.forgivenMilliCents,
  };
}
