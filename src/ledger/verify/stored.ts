/** A partition as it is stored, read in pieces: each at one place of its journal. Money in milli-cents. */
import type { PartitionKeys } from '../redis/keys.ts';
import { flag, integer, NEXT, type ReplyReader, replyShape, text } from '../redis/replies.ts';
import type { ScriptRunner } from '../redis/runner.ts';
import { type PeriodSum, readSums } from '../rules/counters.ts';
import { readParts } from '../rules/lots.ts';
import type { ExpectedHold, Family } from './expected.ts';
import { type Places, placesOf } from './places.ts';

/** A lot, as far as its money goes. */
export interface StoredLot {
  readonly id: string;
  readonly heldMilliCents: number;
  readonly valueMilliCents: number;
}

export interface StoredAccount {
  readonly accountId: string;
  /** False where its hash is gone, or cannot be read. */
  readonly exists: boolean;
  readonly broken: boolean;
  /** Whether the list of the accounts has it, as far as that is complete. */
  readonly listed: boolean;
  readonly family: Family;
  readonly sequence: number;
  readonly balanceMilliCents: number;
  readonly heldMilliCents: number;
  readonly openHolds: number;
  /** How many open holds are named beside it. */
  readonly namedApart: number;
  /** The names of the others, as `account:hold`. */
  readonly names: readonly string[];
  readonly spent: readonly PeriodSum[];
  readonly spentBelow: readonly PeriodSum[];
  readonly lots: readonly StoredLot[];
}

/** The sums that the partition keeps. */
export interface StoredTotals {
  readonly heldMilliCents: number;
  readonly balanceMilliCents: number;
  readonly lotsMilliCents: number;
  readonly openHolds: number;
}

export interface StoredHold {
  readonly accountId: string;
  readonly holdId: string;
  /** Empty where there is none; `old` where an older version wrote it; `broken` where it cannot be read. */
  readonly state: string;
  readonly amountMilliCents: number;
  readonly reserved: Places;
  readonly authorizedAtMs: number;
  readonly deadlineAtMs: number;
  /** In the index of deadlines; undefined where it is not there. */
  readonly place: number | undefined;
  /** The payer's place among the owners. */
  readonly payer: number;
  /** Whether the indexes list it; undefined where they need not. */
  readonly byGateway: boolean | undefined;
  readonly byParent: boolean | undefined;
  /** Whether each of its owners names it. */
  readonly named: readonly boolean[];
}

/** Something that was read, and up to which entry of the journal it is. */
export interface At<What> {
  readonly position: string;
  readonly what: What;
}

/** Of each kind the newest first, as they stand. */
const sums = (word: string): readonly PeriodSum[] => readSums(word);

const TOTALS = replyShape({
  position: text,
  heldMilliCents: integer,
  balanceMilliCents: integer,
  lotsMilliCents: integer,
  openHolds: integer,
});
const ACCOUNT = replyShape({
  state: text,
  listed: (word) => word !== '0',
  rootId: text,
  parentId: text,
  sequence: integer,
  balanceMilliCents: integer,
  heldMilliCents: integer,
  openHolds: integer,
  namedApart: integer,
  nameCount: integer,
});
const NAME = replyShape({ name: text });
const SPENT = replyShape({ spent: sums, spentBelow: sums, lotCount: integer });
const LOT = replyShape({ id: text, stored: text });
const POSITION = replyShape({ position: text });
const HOLD = replyShape({
  state: text,
  amountMilliCents: integer,
  parts: text,
  authorizedAtMs: integer,
  deadlineAtMs: integer,
  place: text,
  payer: integer,
  byGateway: (word) => (word === '' ? undefined : word === '1'),
  byParent: (word) => (word === '' ? undefined : word === '1'),
  named: (word) => word.split('').map((letter) => letter === '1'),
});
const INDEX = replyShape({ position: text, cursor: text });
const VERIFIED = replyShape({ trimmed: flag });

export type StoredAccounts = At<{ readonly totals: StoredTotals; readonly accounts: readonly StoredAccount[] }>;

export async function readStoredAccounts(
  runner: ScriptRunner,
  keys: PartitionKeys,
  ids: readonly string[],
): Promise<StoredAccounts> {
  const reply = await runner.run(
    'verify_accounts',
    [keys.meta, keys.journal, keys.open, keys.accounts, ...ids.flatMap((id) => keys.owner(id))],
    [],
  );
  const { position, ...totals } = reply.read(TOTALS);
  return { position, what: { totals, accounts: ids.map((id) => readAccount(id, reply)) } };
}

function readAccount(accountId: string, reply: ReplyReader): StoredAccount {
  const { state, rootId, parentId, nameCount, ...numbers } = reply.read(ACCOUNT);
  const names = Array.from({ length: nameCount }, () => reply.read(NAME).name);
  const { spent, spentBelow, lotCount } = reply.read(SPENT);
  const stored = Array.from({ length: lotCount }, () => reply.read(LOT));
  return {
    accountId,
    exists: state !== '' && state !== 'broken',
    broken: state === 'broken',
    family: { rootId: rootId || accountId, parentId },
    ...numbers,
    names: names.map((name) => fullName(accountId, name)),
    spent,
    spentBelow,
    lots: stored.flatMap(readLot),
  };
}

/** Names of the account's own holds begin with the colon. */
export function fullName(accountId: string, name: string): string {
  return name.startsWith(':') ? accountId + name : name;
}

/** Those that are money; the words are those of `lua/include/lot.lua`. */
function readLot({ id, stored }: { readonly id: string; readonly stored: string }): readonly StoredLot[] {
  const [, held, value] = /^(?:plan_credits|bundle|lot) \d+ -?\d+ (\d+) (\d+) /.exec(stored) ?? [];
  return value === undefined ? [] : [{ id, heldMilliCents: Number(held), valueMilliCents: Number(value) }];
}

/** @param owners - of each hold: its account, and those above it */
export async function readStoredHolds(
  runner: ScriptRunner,
  keys: PartitionKeys,
  holds: readonly Pick<ExpectedHold, 'accountId' | 'holdId'>[],
  owners: (accountId: string) => readonly string[],
): Promise<At<readonly StoredHold[]>> {
  const scriptKeys = [keys.journal, keys.open, keys.gateways];
  const args: (string | number)[] = [runner.clockArgument()];
  for (const { accountId, holdId } of holds) {
    const ids = owners(accountId);
    scriptKeys.push(keys.hold(accountId, holdId), ...ids.flatMap((id) => [keys.account(id), keys.accountOpen(id)]));
    args.push(accountId, holdId, ids.length);
  }
  const reply = await runner.run('verify_holds', scriptKeys, args);
  const { position } = reply.read(POSITION);
  const what = holds.map(({ accountId, holdId }): StoredHold => {
    const { parts, place, ...hold } = reply.read(HOLD);
    const reserved = placesOf(readParts(parts, hold.amountMilliCents));
    return { accountId, holdId, ...hold, reserved, place: place === '' ? undefined : Number(place) };
  });
  return { position, what };
}

/** Every member of an index, in pieces; one may be seen twice. */
export async function* scanIndex(
  runner: ScriptRunner,
  { journal }: PartitionKeys,
  index: string,
): AsyncGenerator<At<readonly string[]>> {
  for (let cursor = ''; cursor !== '0';) {
    const reply = await runner.run('verify_index', [journal, index], [cursor || '0', MEMBERS_AT_ONCE]);
    const read = reply.read(INDEX);
    cursor = read.cursor;
    yield { position: read.position, what: reply.rest() };
  }
}

const MEMBERS_AT_ONCE = 500;

/** The hold that a member of the index of gateways names. */
export function memberOfGateways(name: string): string {
  return name.slice(name.lastIndexOf('\t') + 1);
}

/** Every account of the partition, by looking at all keys of its node. */
export async function scanAccounts(runner: ScriptRunner, keys: PartitionKeys): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const first = keys.account('');
  const pattern = `${first.replaceAll(/[*?[\]\\]/g, String.raw`\$&`)}*`;
  for (let cursor = ''; cursor !== '0';) {
    const reply = await runner.run('scan_keys', [keys.meta], [cursor || '0', pattern, KEYS_AT_ONCE]);
    cursor = reply.read(NEXT).next;
    for (const key of reply.rest()) {
      const id = key.slice(first.length);
      // Those of its holds and lots have the same beginning.
      if (!id.includes(':')) found.add(id);
    }
  }
  return found;
}

const KEYS_AT_ONCE = 2_000;

/** What the last verification of a partition left in the store. */
export interface Standing {
  /** Whether the journal was trimmed since the store was created. */
  readonly trimmed: boolean;
  readonly fields: ReadonlyMap<string, string>;
}

export async function readStanding(runner: ScriptRunner, keys: PartitionKeys): Promise<Standing> {
  const reply = await runner.run('read_verified', [keys.meta, keys.verified], []);
  const { trimmed } = reply.read(VERIFIED);
  const words = reply.rest();
  const fields = new Map<string, string>();
  for (let at = 0; at < words.length; at += 2) fields.set(words[at] ?? '', words[at + 1] ?? '');
  return { trimmed, fields };
}
