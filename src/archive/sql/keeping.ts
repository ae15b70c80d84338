/**
 * Keeps what the journal says: calls, movements, accounts and the cursor, in one transaction. So each entry is in the
 * archive once, whoever reads it how often: a cursor that somebody else moved keeps everything else out.
 */
import type { Transaction } from 'kysely';
import type { JournalPage } from '../worker/journal-batches.ts';
import type { JournalEntry } from '../../ledger/journal/entry.ts';
import { isBefore } from '../../ledger/journal/feed.ts';
import { foldAccount, type KeptAccount, subjectLabels, unknownAccount } from '../reader/accounts.ts';
import { accountOf, begins, callKey, foldCall, type KeptCall } from '../reader/fold.ts';
import { type Labels, readAccounts, readLabels, subjectKey, writeAccounts, writeLabels } from './accounts.ts';
import { findCalls, writeCalls } from './calls.ts';
import { moveCursors } from './cursors.ts';
import type { ArchiveDatabase } from './database.ts';
import { Months } from './months.ts';
import { type JsonRow, movementRow, writeMovements } from './movements.ts';
import { type Gap, noteGaps, supersede } from './superseding.ts';
import type { ArchiveTables, MovementsTable } from './tables.ts';

/** An entry with its place. */
interface Placed {
  readonly partition: number;
  readonly id: string;
  readonly entry: JournalEntry;
}

/** What keeping some pages came to. */
export interface Kept {
  /** Partitions in which somebody else has gone on. */
  readonly fenced: ReadonlySet<number>;
  readonly entries: number;
  /** Entries that were trimmed before anybody kept them. */
  readonly missed: number;
  /** Movements that the store, rolled back, does not know any more. */
  readonly superseded: number;
}

export class Keeping {
  readonly #db: ArchiveDatabase;
  readonly #epoch: number;
  readonly #months = new Months();

  /** @param epoch - of the store that is read */
  constructor(db: ArchiveDatabase, epoch: number) {
    this.#db = db;
    this.#epoch = epoch;
  }

  /** Keeps the pages of partitions in which nobody else has gone on; all of these, or none. */
  async keep(pages: readonly JournalPage[]): Promise<Kept> {
    try {
      return await this.#db.transaction().execute(async (transaction) => {
        const moved = await moveCursors(transaction, this.#epoch, pages.map(moveOf));
        const mine = pages.filter(({ partition }) => moved.has(partition));
        const fenced = new Set(pages.map(({ partition }) => partition).filter((each) => !moved.has(each)));
        const placed = mine.flatMap(({ partition, entries }) => entries.map((each) => ({ partition, ...each })));
        return { fenced, entries: placed.length, ...(await this.#keepEntries(transaction, placed)) };
      });
    } catch (error) {
      // Parts that were created are gone again.
      this.#months.forget();
      throw error;
    }
  }

  async #keepEntries(transaction: Transaction<ArchiveTables>, placed: readonly Placed[]) {
    const accounts = await accountsOf(transaction, placed, this.#epoch);
    const rolledBack = rollbacks(placed, accounts, this.#epoch);
    const superseded = await supersede(transaction, rolledBack);
    const labels = new Map(await labelsOf(transaction, placed));
    const calls = await callsBefore(transaction, placed);
    const batch = new Batch(this.#epoch, accounts, labels, calls);
    for (const each of placed) batch.add(each);
    const { changedCalls, movements, gaps } = batch;
    await this.#months.ensure(transaction, 'calls', new Set([...changedCalls].map((call) => call.authorizedAtMs)));
    await this.#months.ensure(transaction, 'movements', new Set(movements.map(({ at }) => Date.parse(String(at)))));
    await writeCalls(transaction, changedCalls);
    await writeMovements(transaction, movements);
    await writeAccounts(transaction, batch.changedAccounts);
    await writeLabels(transaction, batch.changedLabels);
    await noteGaps(transaction, gaps);
    return { superseded, missed: gaps.reduce((sum, gap) => sum + gap.toSequence - gap.fromSequence + 1, 0) };
  }
}

function moveOf({ partition, afterId, entries }: JournalPage) {
  const last = entries.at(-1);
  return { partition, afterId, lastId: last?.id ?? afterId, lastAtMs: last?.entry.atMs ?? 0 };
}

async function accountsOf(
  db: ArchiveDatabase,
  placed: readonly Placed[],
  epoch: number,
): Promise<Map<string, KeptAccount>> {
  const partitions = new Map(
    placed.flatMap(({ partition, entry }) => [
      [accountOf(entry), partition],
      [entry.accountId, partition],
    ]),
  );
  const known = await readAccounts(db, [...partitions.keys()]);
  const accounts = new Map(known.map((account) => [account.accountId, account]));
  for (const [id, partition] of partitions) {
    if (!accounts.has(id)) accounts.set(id, unknownAccount(id, partition, epoch));
  }
  return accounts;
}

/** From which entry on the store tells another story than the archive has kept, by account. */
function rollbacks(placed: readonly Placed[], accounts: ReadonlyMap<string, KeptAccount>, epoch: number) {
  const seen = new Set<string>();
  return placed.flatMap(({ id, entry: { accountId, sequence, kind } }) => {
    const known = accounts.get(accountId);
    if (known === undefined || seen.has(accountId)) return [];
    seen.add(accountId);
    // An account that is opened anew in a store that lost it begins another life; the first one stays as it was.
    const isNewLife = known.epoch !== epoch && kind === 'account' && sequence === 1;
    if (isKept(known, sequence, id)) return [];
    return sequence > known.lastSequence || isNewLife
      ? []
      : [{ accountId, epoch: known.epoch, fromSequence: sequence }];
  });
}

/** Whether this very entry was kept before: what came later of the same account stands behind it in the stream too. */
function isKept({ lastSequence, lastId }: KeptAccount, sequence: number, id: string): boolean {
  return sequence <= lastSequence && !isBefore(lastId, id);
}

/** The labels of the subjects whose calls begin. */
function labelsOf(db: ArchiveDatabase, placed: readonly Placed[]) {
  const subjects = new Map(
    placed
      .filter(({ entry }) => entry.subjectId !== '' && callKey(entry) !== '')
      .map(({ entry }) => {
        const pair = [accountOf(entry), entry.subjectId] as const;
        return [subjectKey(...pair), pair];
      }),
  );
  return readLabels(db, [...subjects.values()]);
}

/** The calls that were there before, of those that the entries are about. */
async function callsBefore(db: ArchiveDatabase, placed: readonly Placed[]): Promise<Map<string, KeptCall>> {
  const wanted = new Map<string, Parameters<typeof findCalls>[1][number]>();
  const begun = new Set<string>();
  for (const { entry } of placed) {
    const key = callKey(entry);
    if (key === '' || begun.has(key) || wanted.has(key)) continue;
    if (begins(entry)) begun.add(key);
    else {
      const kind = entry.flags.includes('k') ? 'charge' : 'hold';
      wanted.set(key, { key, accountId: accountOf(entry), kind, reference: entry.reference, atMs: entry.atMs });
    }
  }
  return findCalls(db, [...wanted.values()]);
}

/** What some entries make of what was there. Pure. */
class Batch {
  readonly movements: JsonRow<MovementsTable>[] = [];
  readonly gaps: Gap[] = [];
  readonly #epoch: number;
  readonly #accounts: Map<string, KeptAccount>;
  readonly #labels: Map<string, Labels>;
  readonly #calls: Map<string, KeptCall>;
  /** Two calls may have one name, one after the other: the key tells them apart. */
  readonly #changedCalls = new Map<string, KeptCall>();
  readonly #changedAccounts = new Set<string>();
  readonly #changedLabels = new Map<string, Labels>();

  constructor(
    epoch: number,
    accounts: Map<string, KeptAccount>,
    labels: Map<string, Labels>,
    calls: Map<string, KeptCall>,
  ) {
    this.#epoch = epoch;
    this.#accounts = accounts;
    this.#labels = labels;
    this.#calls = calls;
  }

  get changedCalls(): readonly KeptCall[] {
    return [...this.#changedCalls.values()];
  }

  get changedAccounts(): readonly KeptAccount[] {
    return [...this.#changedAccounts].flatMap((id) => this.#accounts.get(id) ?? []);
  }

  get changedLabels(): ReadonlyMap<string, Labels> {
    return this.#changedLabels;
  }

  add({ partition, id, entry }: Placed): void {
    const before = this.#accounts.get(entry.accountId) ?? unknownAccount(entry.accountId, partition, this.#epoch);
    if (isKept(before, entry.sequence, id)) return;
    this.#noteGap(before, entry);
    const call = this.#foldCall(before, entry);
    const movement = movementRow(entry, this.#epoch, call);
    if (movement !== undefined) this.movements.push(movement);
    this.#accounts.set(entry.accountId, foldAccount(before, entry, id, this.#epoch));
    this.#changedAccounts.add(entry.accountId);
    if (entry.kind === 'subject') {
      const labels = subjectLabels(entry.note);
      this.#labels.set(subjectKey(entry.accountId, entry.subjectId), labels);
      this.#changedLabels.set(subjectKey(entry.accountId, entry.subjectId), labels);
    }
  }

  /** What is missing before the first entry that is known of an account was written before the archive began. */
  #noteGap({ accountId, epoch, lastSequence }: KeptAccount, { sequence }: JournalEntry): void {
    if (lastSequence === 0 || sequence <= lastSequence + 1) return;
    this.gaps.push({ accountId, epoch, fromSequence: lastSequence + 1, toSequence: sequence - 1 });
  }

  #foldCall(payer: KeptAccount, entry: JournalEntry): KeptCall | undefined {
    const key = callKey(entry);
    if (key === '') return undefined;
    const account = this.#accounts.get(accountOf(entry)) ?? payer;
    const call = foldCall(this.#calls.get(key), entry, {
      epoch: this.#epoch,
      heldBeforeMilliCents: payer.lastSequence === entry.sequence - 1 ? payer.heldMilliCents : undefined,
      parentAccountId: account.parentAccountId,
      rootAccountId: account.rootAccountId,
      subjectLabels: this.#labels.get(subjectKey(account.accountId, entry.subjectId)) ?? {},
    });
    this.#calls.set(key, call);
    this.#changedCalls.set(`${key} ${call.authorizedAtMs}`, call);
    return call;
  }
}
