/**
 * Trims the journal at an interval. Every sidecar does: two at once take off what one would. A reader that loses
 * entries to the ceiling is an alarm, said once until the reader has gone on beyond them.
 */
import { errorText } from '../../domain/fault.ts';
import { Passes } from '../../domain/passes.ts';
import type { JournalStream, JournalTrim, ReaderStanding } from '../journal-operations.ts';

export interface JournalTrimmerParts {
  readonly ledger: Pick<JournalStream, 'trimJournal'>;
  /** From the end of one pass to the beginning of the next. */
  readonly intervalMs: number;
  readonly metrics: JournalMetrics;
  readonly logger: JournalLogger;
}

/** What one pass found and did. Implemented by `telemetry`. */
export interface JournalMetrics {
  trimmedJournal(pass: JournalTrim): void;
}

export interface JournalLogger {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

export class JournalTrimmer {
  readonly #parts: JournalTrimmerParts;
  readonly #passes: Passes;
  #failing = false;
  /** Readers whose loss has been said. */
  readonly #overrun = new Set<string>();

  constructor(parts: JournalTrimmerParts) {
    this.#parts = parts;
    this.#passes = new Passes(() => this.pass(), parts.intervalMs);
  }

  start(): void {
    this.#passes.start();
  }

  /** Waits for the pass that is under way. */
  stop(): Promise<void> {
    return this.#passes.stop();
  }

  /** One pass now; a store that is away is said once. */
  async pass(): Promise<void> {
    const { ledger, metrics, logger } = this.#parts;
    try {
      const pass = await ledger.trimJournal();
      metrics.trimmedJournal(pass);
      this.#alarm(pass);
      if (this.#failing) logger.info({}, 'the journal is trimmed again');
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) logger.error({ error: errorText(error) }, 'could not trim the journal; it goes on trying');
      this.#failing = true;
    }
  }

  #alarm({ readers, overrun, failedPartitions }: JournalTrim): void {
    const { logger } = this.#parts;
    for (const standing of readers) {
      const { reader, missed } = standing;
      if (missed && !this.#overrun.has(reader)) {
        logger.error(
          { ...factsOf(standing), trimmed_unread: overrun },
          'the journal reached its ceiling before a reader had kept it: entries are lost to this reader',
        );
        this.#overrun.add(reader);
      }
      // What a partition that was not reached has lost is not known to be made up for.
      if (!missed && failedPartitions === 0 && this.#overrun.delete(reader)) {
        logger.info(factsOf(standing), 'a reader of the journal goes on beyond what it has lost');
      }
    }
    const known = new Set(readers.map(({ reader }) => reader));
    if (failedPartitions > 0) return;
    for (const reader of this.#overrun) if (!known.has(reader)) this.#overrun.delete(reader);
  }
}

function factsOf({ reader, lagMs, seenAtMs }: ReaderStanding): Readonly<Record<string, unknown>> {
  return { reader, lag_ms: lagMs, last_acknowledged: new Date(seenAtMs).toISOString() };
}
