/** The archive at work: its database, what follows the journal into it, and what is asked of it. */
import { setTimeout as delay } from 'node:timers/promises';
import { errorText, Fault } from '../../domain/fault.ts';
import type { Archive } from '../port.ts';
import { type ArchiveDatabase, openDatabase } from '../sql/database.ts';
import { writeDay } from '../sql/days.ts';
import { type ArchiveReports, archiveReports } from '../sql/reports.ts';
import { dropOldMonths } from '../sql/retention.ts';
import { readSizes } from '../sql/sizes.ts';
import { Following, type FollowedCounts } from './following.ts';
import type { ArchiveConfig, ArchiveLogger, ArchiveState, FollowedStore } from './protocol.ts';

const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 15_000;
/** How often it is looked for months past their retention. */
const TIDY_MS = 3_600_000;

export class ArchiveService {
  readonly #config: ArchiveConfig;
  readonly #logger: ArchiveLogger;
  readonly #abort = new AbortController();
  readonly #counts: FollowedCounts = { entries: 0, missed: 0, superseded: 0 };
  #db: ArchiveDatabase | undefined;
  #why = 'it opens its database';
  #store: FollowedStore | undefined;
  #following: Following | undefined;
  #epoch = 0;
  #tidyTimer: NodeJS.Timeout | undefined;
  #tidied: Promise<void> = Promise.resolve();
  /** Changes happen one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(config: ArchiveConfig, logger: ArchiveLogger) {
    this.#config = config;
    this.#logger = logger;
  }

  /** Begins to open the database, for as long as it takes. */
  start(): void {
    this.#turn = this.#open();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#turn;
    clearInterval(this.#tidyTimer);
    await this.#tidied;
    await this.#following?.stop();
    await this.#db?.destroy();
  }

  /** Follows this store from now on; undefined is none for now. */
  follow(store: FollowedStore | undefined): void {
    this.#store = store;
    this.#turn = this.#turn.then(() => this.#followNow());
  }

  state(): ArchiveState {
    const following = this.#following;
    return {
      trouble: this.#why || (following?.trouble ?? 'it waits for the store'),
      open: this.#db !== undefined,
      epoch: following?.epoch ?? this.#epoch,
      lagMs: following?.lagMs ?? 0,
      ...this.#counts,
      memory: process.memoryUsage.rss(),
    };
  }

  /** Keeps now what there is, as far as nothing hinders it. */
  async catchUp(): Promise<void> {
    await this.#turn;
    await this.#following?.catchUp();
  }

  /** What can be asked, by name. */
  readonly methods: ArchiveReports & Pick<Archive, 'status'> = {
    ...archiveReports(() => this.#opened()),
    status: async () => {
      const { trouble, epoch, lagMs, missed, superseded } = this.state();
      const sizes = await readSizes(this.#opened());
      return {
        mode: this.#config.place.mode,
        trouble,
        epoch,
        lagSeconds: Math.round(lagMs / 1000),
        missedEntries: missed,
        supersededMovements: superseded,
        ...sizes,
      };
    },
  };

  #opened(): ArchiveDatabase {
    if (this.#db === undefined) throw new Fault('ARCHIVE_AWAY', `history cannot be read now: ${this.#why}`);
    return this.#db;
  }

  async #open(): Promise<void> {
    const { signal } = this.#abort;
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LAST_PAUSE_MS)) {
      try {
        this.#db = await openDatabase(this.#config.place);
        this.#why = '';
        this.#logger.info({ mode: this.#config.place.mode }, 'the archive is open');
        this.#tidyTimer = setInterval(() => this.#tidy(), TIDY_MS);
        this.#tidy();
        return;
      } catch (error) {
        const why = `its database cannot be opened: ${errorText(error)}`;
        if (why !== this.#why) this.#logger.error({ error: errorText(error) }, 'the archive cannot open its database');
        this.#why = why;
      }
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One after the other, until the archive stops. */
  #tidy(): void {
    this.#tidied = this.#tidied.then(() => this.#tidyNow());
  }

  /** Writes the day that is over, and drops what is past its retention. Never rejects. */
  async #tidyNow(): Promise<void> {
    if (this.#abort.signal.aborted) return;
    try {
      await writeDay(this.#opened(), Date.now());
      const dropped = await dropOldMonths(this.#opened(), this.#config.retention, Date.now());
      if (dropped.length > 0) this.#logger.info({ dropped }, 'the archive has dropped months past their retention');
    } catch (error) {
      this.#logger.error(
        { error: errorText(error) },
        'the archive could not write the day that is over, or drop what is past its retention',
      );
    }
  }

  /** Never rejects. */
  async #followNow(): Promise<void> {
    const store = this.#store;
    const before = this.#following;
    this.#epoch = before?.epoch ?? this.#epoch;
    this.#following = undefined;
    await before?.stop().catch((error: unknown) => {
      this.#logger.error({ error: errorText(error) }, 'the archive did not stop following cleanly');
    });
    if (this.#db === undefined || store === undefined || this.#abort.signal.aborted) return;
    const parts = { db: this.#db, config: this.#config, store, counts: this.#counts, logger: this.#logger };
    this.#following = new Following(parts);
    this.#following.start();
  }
}
