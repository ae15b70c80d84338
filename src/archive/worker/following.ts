/** Follows the journal of one store into the database, as long as it is that store. */
import { setTimeout as delay } from 'node:timers/promises';
import { errorText } from '../../domain/fault.ts';
import { JournalBatches, type JournalKeeper } from './journal-batches.ts';
import { Keys } from '../../ledger/redis/keys.ts';
import { createRedisLedger } from '../../ledger/redis/redis-ledger.ts';
import { type LedgerOptions, ScriptRunner } from '../../ledger/redis/runner.ts';
import { loadScripts } from '../../ledger/redis/scripts.ts';
import { createRegister } from '../../ledger/sidecars/register.ts';
import { connectStore } from '../../redis/connect.ts';
import type { RedisStore, StoreMetrics } from '../../redis/store.ts';
import { epochOf } from '../sql/cursors.ts';
import type { ArchiveDatabase } from '../sql/database.ts';
import { Keeping } from '../sql/keeping.ts';
import { PartitionStart } from './partition-start.ts';
import { type ArchiveConfig, type ArchiveLogger, type FollowedStore, READER } from './protocol.ts';

/** How late history may be while there is news, and how long nobody looks while there is none. */
const INTERVAL_MS = { busy: 250, quiet: 1_000 } as const;
const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 15_000;
/** How often it is looked whether other sidecars have come. */
const LOOK_MS = 5_000;

/** What has been kept since the process began. */
export interface FollowedCounts {
  entries: number;
  missed: number;
  superseded: number;
}

export interface FollowingParts {
  readonly db: ArchiveDatabase;
  readonly config: ArchiveConfig;
  readonly store: FollowedStore;
  readonly counts: FollowedCounts;
  readonly logger: ArchiveLogger;
}

export class Following {
  readonly #parts: FollowingParts;
  readonly #abort = new AbortController();
  #store: RedisStore | undefined;
  #consumer: JournalBatches | undefined;
  #why = 'it connects to the store';
  #running: Promise<void> = Promise.resolve();
  #epoch = 0;

  constructor(parts: FollowingParts) {
    this.#parts = parts;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** Why nothing is kept; empty while it is. */
  get trouble(): string {
    return this.#why || (this.#consumer?.trouble ?? '');
  }

  /** Keeps now what there is. Never rejects. */
  async catchUp(): Promise<void> {
    await this.#consumer?.readOn();
  }

  get lagMs(): number {
    return this.#consumer?.lagMs ?? 0;
  }

  start(): void {
    this.#running = this.#followForEver();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
    await this.catchUp();
    await this.#consumer?.stop();
    await this.#store?.close();
  }

  async #followForEver(): Promise<void> {
    const { signal } = this.#abort;
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LAST_PAUSE_MS)) {
      try {
        await this.#follow(signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        const why = errorText(error);
        if (why !== this.#why) this.#parts.logger.error({ error: why }, 'the archive cannot follow the journal yet');
        this.#why = why;
      }
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { config, store, db, logger } = this.#parts;
    const url = store.url === undefined ? {} : { url: store.url };
    // What is doubtful of a Redis is Tollgate's to say.
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const options = { ...config.redis, ...url, allowUnsafe: true };
    this.#store ??= await connectStore(options, quiet, NO_METRICS, { signal });
    const scripts = loadScripts();
    const keys = new Keys(config.redis.prefix, config.redis.partitions);
    const runner = new ScriptRunner(this.#store, scripts, { ...UNUSED, keys });
    const ledger = createRedisLedger(this.#store, { ...UNUSED, keys }, scripts);
    this.#epoch = await epochOf(db, store);
    const keeping = new Keeping(db, this.#epoch);
    const starts = new PartitionStart({ db, ledger, runner, epoch: this.#epoch, reader: READER, logger });
    const consumer = new JournalBatches({
      ledger,
      reader: READER,
      owner: config.owner,
      keeper: {
        position: (partition) => this.#position(starts, partition),
        keep: (pages) => this.#keep(keeping, pages),
      },
      intervalMs: INTERVAL_MS,
      logger,
    });
    const register = createRegister(runner);
    for (let isAlone = await this.#isAlone(register); ; isAlone = await this.#isAlone(register)) {
      if (isAlone && this.#consumer === undefined) consumer.start();
      if (!isAlone && this.#consumer !== undefined) await consumer.stop();
      this.#consumer = isAlone ? consumer : undefined;
      if (config.place.mode === 'postgres') return;
      await delay(LOOK_MS, undefined, { signal });
    }
  }

  /** A database inside one sidecar has only what this one reads: with several, each would have a part. */
  async #isAlone(register: ReturnType<typeof createRegister>): Promise<boolean> {
    const { config, logger } = this.#parts;
    const others = config.place.mode === 'postgres' ? [] : await register.list();
    const names = others.flatMap(({ id, host, pid, archive }) =>
      id === config.owner || archive === 'off' || archive === undefined ? [] : [`${host}/${pid}`],
    );
    const why =
      names.length === 0
        ? ''
        : `the archive is embedded in this sidecar, but others archive the same store (${names.join(', ')}): ` +
          'set archive.mode to postgres and archive.url on all of them, or archive.mode to off on all but one';
    if (why !== '' && why !== this.#why) logger.error({ others: names }, why);
    this.#why = why;
    return names.length === 0;
  }

  async #position(starts: PartitionStart, partition: number): Promise<string> {
    const { lastId, superseded } = await starts.of(partition);
    this.#parts.counts.superseded += superseded;
    return lastId;
  }

  async #keep(keeping: Keeping, pages: Parameters<JournalKeeper['keep']>[0]): Promise<ReadonlySet<number>> {
    const { counts, logger } = this.#parts;
    const kept = await keeping.keep(pages);
    counts.entries += kept.entries;
    counts.missed += kept.missed;
    counts.superseded += kept.superseded;
    if (kept.missed > 0) {
      logger.error({ entries: kept.missed }, 'entries of the journal were trimmed before the archive had kept them');
    }
    if (kept.superseded > 0) {
      const facts = { movements: kept.superseded };
      logger.error(facts, 'the store was rolled back: what the archive had and the store has not is set apart');
    }
    return kept.fenced;
  }
}

const NO_METRICS: StoreMetrics = { observeCommand: () => undefined, setInfo: () => undefined };

/** Options of a ledger that are about what the archive does not do. */
const UNUSED: Omit<LedgerOptions, 'keys'> = {
  tombstoneMs: 0,
  earlyReleaseMs: 0,
  journalRetentionMs: 0,
  journalMaxBytes: 0,
  onceMs: 0,
};
