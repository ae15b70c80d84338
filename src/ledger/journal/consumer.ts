/**
 * A registered reader of the journal that several sidecars share: each partition is read by whoever has its lease, from
 * where the last one acknowledged. What was handed over but not acknowledged comes again, so work on it must stand
 * being done twice. The journal waits for the reader, up to its ceiling.
 */
import { errorText } from '../../domain/fault.ts';
import { Passes } from '../../domain/passes.ts';
import type { JournalStream, TailEntry } from '../journal-operations.ts';
import type { LeasePurpose, Leasing } from '../lease-operations.ts';

/** What is done with what was read. A rejection leaves the entries unacknowledged, and the partition for a while. */
export interface ConsumerWork {
  /** Entries of a partition, oldest first; never none. They are acknowledged once it resolves. */
  handle(partition: number, entries: readonly TailEntry[]): Promise<void>;
  /**
   * Once a look, after the entries, with the lease in hand.
   *
   * @param isNew - the first time since this sidecar has the lease, or after entries were missed: whoever had it may
   *   have left anything undone
   */
  turn(partition: number, isNew: boolean): Promise<void>;
  /** The lease is somebody else's now, or given back. */
  lost(partition: number): void;
}

export interface ConsumerParts {
  readonly ledger: Pick<JournalStream, 'partitions' | 'tail' | 'acknowledgeJournal'> & Leasing;
  readonly purpose: LeasePurpose;
  /** As the journal knows it. */
  readonly reader: string;
  /** Names this sidecar to the others. */
  readonly owner: string;
  readonly work: ConsumerWork;
  readonly logger: ConsumerLogger;
}

export interface ConsumerLogger {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** From the end of one look at all partitions to the beginning of the next. */
const LOOK_MS = 1_000;
const PARTITIONS_AT_ONCE = 4;
const PAGE_ENTRIES = 500;
/** A look reads at most so many pages of a partition: the others have their turn too. */
const PAGES_PER_LOOK = 8;
/** A sidecar that dies keeps its partitions for so long. */
const LEASE_MS = 15_000;
/** A lease is renewed, and one that somebody else has is asked for, so often. */
const ASK_MS = 5_000;
/** How long a partition is left alone after it failed. */
const PAUSE_MS = 5_000;

interface Standing {
  /** Empty before it is known; reading goes on after it. */
  lastId: string | undefined;
  isMine: boolean;
  isNew: boolean;
  /** When the lease is asked for again. */
  askAt: number;
}

export class JournalConsumer {
  readonly #parts: ConsumerParts;
  readonly #passes: Passes;
  readonly #standings: readonly Standing[];
  #failing = '';
  /** Of the look under way: why the first partition failed that did. */
  #failed: string | undefined;

  constructor(parts: ConsumerParts) {
    this.#parts = parts;
    this.#passes = new Passes(() => this.#look(), LOOK_MS);
    this.#standings = Array.from({ length: parts.ledger.partitions }, () => ({
      lastId: undefined,
      isMine: false,
      isNew: true,
      askAt: 0,
    }));
  }

  start(): void {
    this.#passes.start();
  }

  /** Waits for the look that is under way, and gives the leases back, so that another sidecar need not wait. */
  async stop(): Promise<void> {
    await this.#passes.stop();
    const { ledger, purpose, owner } = this.#parts;
    const mine = [...this.#standings.entries()].filter(([, { isMine }]) => isMine);
    for (const [partition, standing] of mine) this.#lose(partition, standing);
    await Promise.allSettled(mine.map(([partition]) => ledger.leasePartition(purpose, partition, owner, 0)));
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    this.#failed = undefined;
    const queue = [...this.#standings.entries()];
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined && this.#passes.goingOn; next = queue.shift()) {
        await this.#visit(...next);
      }
    };
    await Promise.all(Array.from({ length: PARTITIONS_AT_ONCE }, worker));
    this.#tell(this.#failed ?? '');
  }

  /** Never rejects. */
  async #visit(partition: number, standing: Standing): Promise<void> {
    try {
      if (!(await this.#isMine(partition, standing))) return;
      await this.#readOn(partition, standing);
      const { isNew } = standing;
      standing.isNew = false;
      await this.#parts.work.turn(partition, isNew);
    } catch (error) {
      this.#failed ??= errorText(error);
      // Whatever was in hand is looked at anew, also where the lease was kept.
      standing.lastId = undefined;
      standing.isNew = true;
      standing.isMine = false;
      standing.askAt = performance.now() + PAUSE_MS;
      this.#parts.work.lost(partition);
    }
  }

  async #isMine(partition: number, standing: Standing): Promise<boolean> {
    if (performance.now() < standing.askAt) return standing.isMine;
    const { ledger, purpose, owner } = this.#parts;
    const isMine = await ledger.leasePartition(purpose, partition, owner, LEASE_MS);
    if (standing.isMine && !isMine) this.#lose(partition, standing);
    standing.isMine = isMine;
    standing.askAt = performance.now() + ASK_MS;
    return isMine;
  }

  #lose(partition: number, standing: Standing): void {
    standing.isMine = false;
    standing.lastId = undefined;
    standing.isNew = true;
    this.#parts.work.lost(partition);
  }

  async #readOn(partition: number, standing: Standing): Promise<void> {
    const { ledger, reader, work } = this.#parts;
    standing.lastId ??= (await ledger.acknowledgeJournal(reader, partition, '')).lastId;
    for (let page = 0; page < PAGES_PER_LOOK; page++) {
      const { entries, missed } = await ledger.tail(partition, standing.lastId, PAGE_ENTRIES);
      if (missed) standing.isNew = true;
      const last = entries.at(-1);
      if (last === undefined) return;
      await work.handle(partition, entries);
      await ledger.acknowledgeJournal(reader, partition, last.id);
      standing.lastId = last.id;
      if (entries.length < PAGE_ENTRIES) return;
    }
  }

  /** Once for each change. */
  #tell(why: string): void {
    const { logger, reader } = this.#parts;
    if ((why === '') === (this.#failing === '')) return;
    this.#failing = why;
    if (why === '') logger.info({ reader }, 'this reader of the journal goes on in all partitions');
    else logger.error({ reader, error: why }, 'a reader of the journal cannot work on some partitions; it tries again');
  }
}
