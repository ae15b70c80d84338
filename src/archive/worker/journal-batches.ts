/**
 * Reads the whole journal for the archive, the partitions that this sidecar has by lease: pages of several at once, so
 * that they are kept in one transaction. Where to go on is the database's to say, not what was acknowledged: where a
 * lease changed hands unnoticed two may read the same entries, and the cursor keeps one of them out.
 */
import { errorText } from '../../domain/fault.ts';
import { Passes } from '../../domain/passes.ts';
import type { JournalStream, JournalTail, Leasing } from '../../ledger/port.ts';

/** What came in one partition. */
export interface JournalPage extends JournalTail {
  readonly partition: number;
  /** The id after which it was read. */
  readonly afterId: string;
}

/** Where entries are kept. */
export interface JournalKeeper {
  /** The id after which to go on: asked for when a lease is newly taken, after a failure, and once a minute. */
  position(partition: number): Promise<string>;
  /**
   * Keeps the pages, all of them or none, none of them empty.
   *
   * @returns the partitions in which somebody else has gone on meanwhile: their leases are given up
   */
  keep(pages: readonly JournalPage[]): Promise<ReadonlySet<number>>;
}

export interface JournalBatchesParts {
  readonly ledger: Pick<JournalStream, 'partitions' | 'tail' | 'acknowledgeJournal'> & Leasing;
  /** As trimming knows it; see `acknowledgeJournal`. */
  readonly reader: string;
  /** Names this sidecar. */
  readonly owner: string;
  readonly keeper: JournalKeeper;
  /** From the end of one pass to the beginning of the next, while there is news, and while there is none. */
  readonly intervalMs: { readonly busy: number; readonly quiet: number };
  readonly logger: JournalBatchesLogger;
}

export interface JournalBatchesLogger {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** Much longer than a pass takes. A sidecar that dies keeps its partitions from the others for so long. */
const LEASE_MS = 15_000;
const CHECK_MS = 60_000;
/** A lease is asked for again when a third of it is over, so that quiet partitions cost one script in five seconds. */
const RENEW_MS = LEASE_MS / 3;
/** How many partitions are read, and kept together. */
const PARTITIONS_AT_ONCE = 16;
const PAGE_ENTRIES = 1_000;
const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 15_000;

/** What is known of a partition whose lease this sidecar has. */
interface Held {
  renewAtMs: number;
  /** The keeper is asked again where to go on: the store may have lost what was read. */
  readonly checkAtMs: number;
  position: string;
}

export class JournalBatches {
  readonly #parts: JournalBatchesParts;
  readonly #passes: Passes;
  readonly #held = new Map<number, Held>();
  /** Partitions of others are asked for again at a time of their own. */
  readonly #askAgainAtMs = new Map<number, number>();
  #pauseMs = 0;
  #tryAgainAtMs = 0;
  #failing = '';
  #quiet = false;
  #lastPassAtMs = 0;
  #caughtUpAtMs = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: JournalBatchesParts) {
    this.#parts = parts;
    this.#passes = new Passes(() => this.#inTurn(() => this.#passIfDue()), parts.intervalMs.busy);
  }

  /** Why it does not go on; empty while it does. */
  get trouble(): string {
    return this.#failing;
  }

  /** For how long not all of the partitions of this sidecar have been read to their ends, in milliseconds. */
  get lagMs(): number {
    return this.#caughtUpAtMs === 0 ? 0 : Math.max(0, performance.now() - this.#caughtUpAtMs);
  }

  start(): void {
    this.#caughtUpAtMs = performance.now();
    this.#passes.start();
  }

  /** Waits for what is being kept, and gives the leases back. */
  async stop(): Promise<void> {
    await this.#passes.stop();
    const { ledger, owner } = this.#parts;
    const given = [...this.#held.keys()].map((partition) => ledger.leasePartition('archive', partition, owner, 0));
    this.#held.clear();
    // The leases end by themselves.
    await Promise.allSettled(given);
  }

  /** Reads on now, out of turn, because somebody waits for it. Never rejects; `trouble` says whether it could. */
  readOn(): Promise<void> {
    return this.#inTurn(() => this.#pass());
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    return (this.#turn = this.#turn.then(work));
  }

  async #passIfDue(): Promise<void> {
    const now = performance.now();
    const { busy, quiet } = this.#parts.intervalMs;
    const isQuiet = this.#quiet && now - this.#lastPassAtMs < quiet - busy / 2;
    if (now >= this.#tryAgainAtMs && !isQuiet) await this.#pass();
  }

  async #pass(): Promise<void> {
    const now = performance.now();
    this.#lastPassAtMs = now;
    try {
      let came = 0;
      const all = Array.from({ length: this.#parts.ledger.partitions }, (_, partition) => partition);
      for (let at = 0; at < all.length && this.#passes.goingOn; at += PARTITIONS_AT_ONCE) {
        came += await this.#visit(all.slice(at, at + PARTITIONS_AT_ONCE));
      }
      this.#quiet = came === 0;
      this.#caughtUpAtMs = now;
      if (this.#failing !== '') this.#parts.logger.info({ reader: this.#parts.reader }, 'the journal is kept again');
      [this.#failing, this.#pauseMs] = ['', 0];
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const why = errorText(error);
    if (this.#failing === '') {
      this.#parts.logger.error({ reader: this.#parts.reader, error: why }, 'the journal cannot be kept; it waits');
    }
    this.#failing = why;
    // What was kept last is not known.
    this.#held.clear();
    this.#pauseMs = Math.min(LAST_PAUSE_MS, 2 * this.#pauseMs || FIRST_PAUSE_MS);
    this.#tryAgainAtMs = performance.now() + this.#pauseMs;
  }

  /** Reads on in some partitions until each has less than a page to come. @returns how many entries came */
  async #visit(partitions: readonly number[]): Promise<number> {
    let came = 0;
    let mine = (await Promise.all(partitions.map((each) => this.#take(each)))).flatMap((each) => each ?? []);
    while (mine.length > 0 && this.#passes.goingOn) {
      const pages = await Promise.all(mine.map((partition) => this.#read(partition)));
      const news = pages.filter(({ entries }) => entries.length > 0);
      if (news.length === 0) break;
      await this.#keep(news);
      came += news.reduce((sum, { entries }) => sum + entries.length, 0);
      const full = news.filter(({ entries }) => entries.length === PAGE_ENTRIES).map(({ partition }) => partition);
      mine = (await Promise.all(full.map((each) => this.#take(each)))).flatMap((each) => each ?? []);
    }
    return came;
  }

  /** @returns the partition where it is this sidecar's */
  async #take(partition: number): Promise<number | undefined> {
    const { ledger, owner, reader, keeper } = this.#parts;
    const now = performance.now();
    const held = this.#held.get(partition);
    if (held !== undefined && now < held.renewAtMs) return partition;
    if (held === undefined && now < (this.#askAgainAtMs.get(partition) ?? 0)) return undefined;
    this.#askAgainAtMs.set(partition, now + RENEW_MS);
    if (!(await ledger.leasePartition('archive', partition, owner, LEASE_MS))) {
      this.#held.delete(partition);
      return undefined;
    }
    if (held !== undefined && now < held.checkAtMs) held.renewAtMs = now + RENEW_MS;
    else {
      await ledger.acknowledgeJournal(reader, partition, '');
      this.#held.set(partition, {
        renewAtMs: now + RENEW_MS,
        checkAtMs: now + CHECK_MS,
        position: await keeper.position(partition),
      });
    }
    return partition;
  }

  async #read(partition: number): Promise<JournalPage> {
    const afterId = this.#held.get(partition)?.position ?? '';
    return { partition, afterId, ...(await this.#parts.ledger.tail(partition, afterId, PAGE_ENTRIES)) };
  }

  async #keep(pages: readonly JournalPage[]): Promise<void> {
    const { keeper, ledger, reader } = this.#parts;
    const fenced = await keeper.keep(pages);
    for (const partition of fenced) this.#held.delete(partition);
    const kept = pages.filter(({ partition }) => !fenced.has(partition));
    await Promise.all(
      kept.map(async ({ partition, entries }) => {
        const held = this.#held.get(partition);
        const last = entries.at(-1);
        if (held === undefined || last === undefined) return;
        held.position = last.id;
        await ledger.acknowledgeJournal(reader, partition, last.id);
      }),
    );
  }
}
