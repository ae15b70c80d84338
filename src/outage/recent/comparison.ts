/**
 * Which of the operations that the store has acknowledged are not in it any more. Each of them has left an entry in
 * the journal; where that is not to be found, and was not trimmed, the state itself is asked before anything is called
 * lost.
 */
import type { HoldRecord, Ledger, TailEntry } from '../../ledger/port.ts';
import type { RecentOperation } from './recent-operations.ts';

export interface Comparison {
  /** Oldest first. */
  readonly lost: readonly RecentOperation[];
  /** More is gone than is remembered. */
  readonly isIncomplete: boolean;
}

export interface Compared {
  readonly operations: readonly RecentOperation[];
  /** Older ones are looked for one by one. */
  readonly sinceMs: number;
  /** When the last one that is not remembered any more was done; 0 where there is none. */
  readonly goneUpToMs: number;
}

const PAGE_ENTRIES = 1_000;
/** Partitions that are read, and operations that are looked for, at once. */
const AT_ONCE = 64;
/**
 * A script that is repeated under its nonce, because its first reply did not come, answers with the time of the repeat
 * and has left its entry before.
 */
const REPEATED_MS = 3_000;

/** Which entries of the journal an operation may have left. */
const ENTRIES: Readonly<Record<RecentOperation['kind'], readonly string[]>> = {
  grant: ['open'],
  confirm: ['open'],
  answer: ['answer'],
  extend: ['extend'],
  interim: ['charge', 'extend'],
  settle: ['charge', 'release', 'correction'],
  release: ['charge', 'release', 'correction'],
  charge: ['charge'],
  credit: ['credit', 'adjustment'],
};

type Store = Pick<Ledger, 'tail' | 'partitionOf' | 'hold' | 'account'>;

/** @throws Fault where the store cannot be asked: ask again */
export async function compareWithStore(
  store: Store,
  { operations, sinceMs, goneUpToMs }: Compared,
): Promise<Comparison> {
  const missing: Missing[] = [];
  await eachOf(byPartition(store, operations), async ([partition, those]) => {
    const journal = await Journal.read(store, partition, sinceMs);
    for (const operation of those) {
      if (!journal.has(operation)) missing.push({ operation, partition, isTrimmed: journal.isTrimmed });
    }
  });
  const lost = new Set<RecentOperation>();
  const roots = new Roots(store);
  await eachOf(missing, async (each) => {
    if (!(await isThere(store, roots, each))) lost.add(each.operation);
  });
  const [first] = operations;
  // Where the first that is remembered is gone, so is some of what was done before it.
  const isIncomplete = goneUpToMs > 0 && first !== undefined && lost.has(first);
  return { lost: operations.filter((operation) => lost.has(operation)), isIncomplete };
}

function byPartition(
  store: Store,
  operations: readonly RecentOperation[],
): ReadonlyMap<number, readonly RecentOperation[]> {
  const groups = new Map<number, RecentOperation[]>();
  for (const operation of operations) {
    const partition = store.partitionOf(operation.rootAccountId);
    const group = groups.get(partition);
    if (group === undefined) groups.set(partition, [operation]);
    else group.push(operation);
  }
  return groups;
}

/** The entries of one partition since some time, by what they are about. Each is found once. */
class Journal {
  /** Entries of that time were trimmed. */
  isTrimmed = false;
  readonly #entries = new Map<string, { readonly kind: string; readonly atMs: number }[]>();

  static async read(store: Store, partition: number, sinceMs: number): Promise<Journal> {
    const journal = new Journal();
    for (let after = startOf(sinceMs); ;) {
      const { entries, missed } = await store.tail(partition, after, PAGE_ENTRIES);
      journal.isTrimmed ||= missed;
      for (const each of entries) journal.#add(each);
      const last = entries.at(-1);
      if (last === undefined || entries.length < PAGE_ENTRIES) return journal;
      after = last.id;
    }
  }

  #add({ entry }: TailEntry): void {
    const { kind, atMs, accountId, originAccountId, reference, flags } = entry;
    const name = nameOf(originAccountId || accountId, reference, flags.includes('k'));
    const others = this.#entries.get(name);
    if (others === undefined) this.#entries.set(name, [{ kind, atMs }]);
    else others.push({ kind, atMs });
  }

  has({ kind, accountId, reference, atMs }: RecentOperation): boolean {
    const isKeyed = kind === 'charge' || kind === 'credit';
    const entries = this.#entries.get(nameOf(accountId, reference, isKeyed)) ?? [];
    const ofKind = entries.filter((entry) => ENTRIES[kind].includes(entry.kind));
    const found =
      ofKind.find((entry) => entry.atMs === atMs) ??
      ofKind.find((entry) => entry.atMs < atMs && entry.atMs >= atMs - REPEATED_MS);
    if (found === undefined) return false;
    entries.splice(entries.indexOf(found), 1);
    return true;
  }
}

function nameOf(accountId: string, reference: string, isKeyed: boolean): string {
  return `${accountId}${isKeyed ? ' key ' : ' hold '}${reference}`;
}

function startOf(sinceMs: number): string {
  return `${Math.max(0, Math.floor(sinceMs) - REPEATED_MS)}-0`;
}

/** Callers wait for it: scripts that are sent together cost one round trip. */
async function eachOf<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true; next = left.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Where accounts are. A sidecar that does not know one takes it for its own root until the store corrects it. */
class Roots {
  readonly #store: Store;
  readonly #asked = new Map<string, Promise<string>>();

  constructor(store: Store) {
    this.#store = store;
  }

  of({ accountId, rootAccountId }: RecentOperation): Promise<string> {
    const asked =
      this.#asked.get(accountId) ??
      this.#store.account(accountId, []).then((account) => account?.profile.rootAccountId ?? rootAccountId);
    this.#asked.set(accountId, asked);
    return asked;
  }
}

/** An operation whose entry is not in the journal. */
interface Missing {
  readonly operation: RecentOperation;
  readonly partition: number;
  /** Entries since the first operation of the partition were trimmed. */
  readonly isTrimmed: boolean;
}

/** Whether the store knows of it all the same: by its state, or because its entry may have been trimmed. */
async function isThere(store: Store, roots: Roots, { operation, partition, isTrimmed }: Missing): Promise<boolean> {
  const { kind, accountId, reference, atMs } = operation;
  if (isTrimmed && (await store.tail(partition, `${atMs}-0`, 1)).missed) return true;
  const rootAccountId = await roots.of(operation);
  const actual = store.partitionOf(rootAccountId);
  if (kind === 'charge' || kind === 'credit') {
    return (await Journal.read(store, actual, atMs)).has(operation);
  }
  const hold = await store.hold({ rootAccountId, accountId, holdId: reference });
  return hold !== undefined && says(hold, operation);
}

/** Whether a hold that the store has is as it was left by the operation, or has gone on from there. */
function says(hold: HoldRecord, { kind, milliCents }: RecentOperation): boolean {
  const { state, holdMilliCents, chargedMilliCents } = hold;
  if (state !== 'reserved' && state !== 'answered') {
    // One that was swept meanwhile is corrected by its settle.
    return kind !== 'settle' || milliCents === 0 || hold.result?.estimated === false;
  }
  switch (kind) {
    case 'grant':
    case 'confirm':
      return true;
    case 'answer':
      return state === 'answered';
    case 'interim':
      return chargedMilliCents > 0 && chargedMilliCents >= milliCents;
    // A heartbeat that reserved nothing more is made good by the next one.
    case 'extend':
      return holdMilliCents + chargedMilliCents >= milliCents;
    default:
      return false;
  }
}
