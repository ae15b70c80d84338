/** What an app is made of: parts that start in order and stop in reverse, and openings that are tried for ever. */
import { setTimeout as delay } from 'node:timers/promises';
import { errorText } from './domain/fault.ts';

/** One thing that is started and stopped. */
export interface Part {
  readonly name: string;
  /** A failure ends the start of the whole app. */
  start?(): Promise<void> | void;
  stop?(): Promise<void> | void;
}

export interface PartsLogger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/**
 * Starts the parts in order. What was started before a failure is stopped again.
 *
 * @returns stops them in reverse; one that fails to stop does not keep the others. Safe to call twice.
 */
export async function startParts(parts: readonly Part[], logger: PartsLogger): Promise<() => Promise<void>> {
  const started: Part[] = [];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= stopParts(started, logger));
  try {
    for (const part of parts) {
      // It may have begun before it failed, so it is stopped too.
      started.push(part);
      await part.start?.();
    }
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function stopParts(parts: readonly Part[], logger: PartsLogger): Promise<void> {
  for (const part of [...parts].reverse()) {
    try {
      await part.stop?.();
    } catch (error) {
      logger.error({ part: part.name, error: errorText(error) }, 'a part of Tollgate did not stop cleanly');
    }
  }
}

/** Something that is tried again for ever, in the background. */
export interface Opening {
  /** For the log, such as `the store`. */
  readonly name: string;
  /** Rejects with what is wrong, where, and how to mend it. Ends soon after the signal. */
  attempt(signal: AbortSignal): Promise<void>;
  /** Told of each trouble that differs from the last one. */
  onTrouble(why: string): void;
}

/** The first pause between two attempts, and the longest; each is twice the one before. */
const FIRST_PAUSE_MS = 250;
const PAUSE_MAX_MS = 5_000;
/** How often the same trouble is written to the log. */
const REPEAT_LOG_MS = 60_000;

/** Begins all openings at once, and gives those up that have not come to their end when it is stopped. */
export function openInBackground(openings: readonly Opening[], logger: PartsLogger): Part {
  const abort = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  return {
    name: 'openings',
    start() {
      running = Promise.all(openings.map((opening) => tryForEver(opening, logger, abort.signal)));
    },
    async stop() {
      abort.abort();
      await running;
    },
  };
}

async function tryForEver(opening: Opening, logger: PartsLogger, signal: AbortSignal): Promise<void> {
  let [last, loggedAtMs] = ['', 0];
  for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, PAUSE_MAX_MS)) {
    try {
      await opening.attempt(signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      const why = errorText(error);
      if (why !== last) opening.onTrouble(why);
      if (why !== last || Date.now() - loggedAtMs >= REPEAT_LOG_MS) {
        logger.error(
          { error: why },
          `Tollgate waits for ${opening.name}; only emergency calls are answered until then`,
        );
        loggedAtMs = Date.now();
      }
      last = why;
    }
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Starts and stops parts with a condition that changes, one change after the other. */
export function whileTrue(parts: readonly Part[], logger: PartsLogger): { set(holds: boolean): void } & Part {
  let stopParts: (() => Promise<void>) | undefined;
  let wanted = false;
  let turn: Promise<void> = Promise.resolve();
  const adjust = async (): Promise<void> => {
    if (wanted && stopParts === undefined) stopParts = await startParts(parts, logger);
    if (wanted || stopParts === undefined) return;
    const stop = stopParts;
    stopParts = undefined;
    await stop();
  };
  const set = (holds: boolean): void => {
    wanted = holds;
    turn = turn.then(adjust).catch((error: unknown) => {
      logger.error({ error: errorText(error) }, 'work in the background could not be begun');
    });
  };
  return {
    name: parts.map(({ name }) => name).join(', '),
    set,
    async stop() {
      set(false);
      await turn;
    },
  };
}

/** What is read now and then. */
interface Sampling {
  readonly name: string;
  readonly intervalMs: number;
  readonly sample: () => Promise<void>;
  /** What a failure is called in the log. */
  readonly problem: string;
}

/** Samples at the start and at every interval. A failure is told, unless it comes after the stop. */
export function sampledPart({ name, intervalMs, sample, problem }: Sampling, logger: PartsLogger): Part {
  let timer: NodeJS.Timeout | undefined;
  const once = (): void => {
    sample().catch((error: unknown) => {
      if (timer !== undefined) logger.warn({ error: errorText(error) }, problem);
    });
  };
  return {
    name,
    start() {
      timer = setInterval(once, intervalMs).unref();
      once();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}

/**
 * The journal would wait for a reader that does not come any more. Where other sidecars do this work, theirs registers
 * itself again with its next step.
 *
 * @param why - as the end of a sentence
 */
export function forgottenReaderPart(
  journal: { forgetJournalReader(reader: string): Promise<void> },
  logger: PartsLogger,
  reader: string,
  why: string,
): Part {
  return {
    name: reader,
    start() {
      journal.forgetJournalReader(reader).catch((error: unknown) => {
        logger.warn({ error: errorText(error) }, `could not tell the journal that ${why}`);
      });
    },
  };
}
