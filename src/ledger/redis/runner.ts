/**
 * Runs ledger scripts: the clock argument, retries inside the deadline, and the faults that every script may answer. A
 * failure of Redis becomes a `Fault` here and nowhere else.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Fault, STORE_REASONS } from '../../domain/fault.ts';
import { type ScriptStore, StoreFault } from '../../redis/store.ts';
import { integer, NOW, ReplyReader, replyShape, text } from './replies.ts';
import type { Keys } from './keys.ts';
import { type ScriptName, type Scripts } from './scripts.ts';
import { graver, SILENCES, type StoreWatcher, troubleOf } from './store-trouble.ts';

/** What the ledger is told at boot. Milliseconds. */
export interface LedgerOptions {
  readonly keys: Keys;
  readonly tombstoneMs: number;
  readonly earlyReleaseMs: number;
  readonly journalRetentionMs: number;
  /** Above this the oldest entries of the journal go, whoever has read them; over all partitions. */
  readonly journalMaxBytes: number;
  /** How long keys of credit and adjustments are remembered; at least 400 days. */
  readonly onceMs: number;
  /** Time for the scripts to use; only tests set it. Otherwise Redis's own clock decides. */
  readonly now?: () => number;
  /** Who hears how the store is doing from the scripts, and knows more than one of them can see. */
  readonly watcher?: StoreWatcher;
}

/** The largest offset of the clock counts for one to two of these; then a step of the store's clock is followed. */
const CLOCK_WINDOW_MS = 5_000;

const FIRST_RETRY_MS = 25;
const LAST_RETRY_MS = 200;
/**
 * The longest that a failing script is tried again: a call that is being set up cannot wait, and its gateway retries by
 * itself.
 */
const PATIENCE_MS = 1_000;

/** What is missing, or impossible. */
export const WHAT = replyShape({ nowMs: integer, what: text });

/** Where the keys are instead: another root, or other owners. */
export const REKEY = replyShape({ nowMs: integer, which: text, where: text });

/** How a run may be repeated. */
export interface RunOptions {
  /** Redis time after which the script would do nothing; 0 means none. */
  readonly notAfterMs?: number;
  /**
   * True for the few verbs that an identical repeat would run twice: they are not retried when the outcome is unknown.
   */
  readonly once?: boolean;
  /** How long it is repeated at most, in milliseconds; absent, as long as a call may wait. */
  readonly patienceMs?: number;
}

export class ScriptRunner {
  readonly options: LedgerOptions;
  readonly #store: ScriptStore;
  readonly #scripts: Scripts;
  /** Redis time less this process's own clock, which nobody sets. */
  #clockOffsetMs = Date.now() - performance.now();
  /** The largest of this window and of the one before. */
  #largestMs = { before: -Infinity, now: -Infinity };
  #windowSinceMs = performance.now();

  constructor(store: ScriptStore, scripts: Scripts, options: LedgerOptions) {
    this.#store = store;
    this.#scripts = scripts;
    this.options = options;
  }

  /** Redis time, as far as the last reply told. */
  nowMs(): number {
    return this.options.now?.() ?? Math.floor(performance.now() + this.#clockOffsetMs);
  }

  /** The first argument of every script that needs the time: 0 makes the script ask Redis. */
  clockArgument(): number {
    return this.options.now?.() ?? 0;
  }

  /**
   * Keeps the offset between the sidecar's and Redis's clock. A reply that lay in the socket while this process stood
   * still makes the offset too small, and none makes it too large, so the largest of the last seconds is right: with
   * too small a one every deadline would have passed when the script looks at it.
   */
  learnTime(nowMs: number): void {
    const atMs = performance.now();
    const ageMs = atMs - this.#windowSinceMs;
    if (ageMs >= CLOCK_WINDOW_MS) {
      this.#largestMs = { before: ageMs < 2 * CLOCK_WINDOW_MS ? this.#largestMs.now : -Infinity, now: -Infinity };
      this.#windowSinceMs = atMs;
    }
    this.#largestMs.now = Math.max(this.#largestMs.now, nowMs - atMs);
    this.#clockOffsetMs = Math.max(this.#largestMs.before, this.#largestMs.now);
  }

  /** Runs a script and repeats it, with the same id, while the store fails and the deadline allows. */
  async run(
    name: ScriptName,
    keys: readonly string[],
    args: readonly (string | number)[],
    options: RunOptions = {},
  ): Promise<ReplyReader> {
    const startedAtMs = Date.now();
    const mostMs = options.patienceMs ?? PATIENCE_MS;
    const patienceMs = options.notAfterMs ? Math.min(mostMs, options.notAfterMs - this.nowMs()) : mostMs;
    let outcomeUnknown = false;
    let said: StoreFault | undefined;
    for (let pauseMs = FIRST_RETRY_MS; ; pauseMs = Math.min(2 * pauseMs, LAST_RETRY_MS)) {
      try {
        const reply = new ReplyReader(await this.#store.run(this.#scripts[name], keys, args));
        return this.#checked(name, reply);
      } catch (error) {
        const fault = error instanceof StoreFault ? error : undefined;
        // What Redis itself says tells more than the silence after it: a replica's refusal ends the connection.
        if (fault !== undefined && !SILENCES.has(fault.kind)) {
          said = fault;
          this.options.watcher?.heard(fault.kind);
        }
        // One attempt that may have run makes the whole run uncertain, whatever the last one says.
        outcomeUnknown ||= fault?.outcomeUnknown === true;
        const repeatable = fault?.retryable === true && !(options.once === true && outcomeUnknown);
        if (!repeatable || Date.now() - startedAtMs + pauseMs > patienceMs) {
          throw toFault(name, fault === undefined ? error : (said ?? fault), outcomeUnknown, this.options.watcher);
        }
        await delay(pauseMs);
      }
    }
  }

  #checked(name: ScriptName, reply: ReplyReader): ReplyReader {
    switch (reply.status) {
      case 'LATE':
        // A sidecar whose idea of Redis time is wrong would be late again and again if a refusal did not correct it.
        this.learnTime(reply.read(NOW).nowMs);
        throw new Fault('TOO_LATE', `${name} reached the store after its deadline and did nothing`);
      case 'STORE_LOST':
        this.options.watcher?.heardLost();
        throw new Fault('STORE_LOST', 'the store has lost its data: this partition carries no mark of the ledger', {
          retryAfterMs: 5_000,
        });
      case 'INVARIANT':
        throw new Fault('INVARIANT', `the ledger refused an impossible state in ${name}: ${reply.read(WHAT).what}`);
      default:
        return reply;
    }
  }
}

/** Tells the caller whether to try again; what failed in Redis is kept as the cause, for the log. */
function toFault(name: ScriptName, error: unknown, outcomeUnknown: boolean, watcher: StoreWatcher | undefined): Fault {
  if (error instanceof Fault) return error;
  if (!(error instanceof StoreFault)) throw error;
  if (error.kind === 'script') {
    return new Fault(
      'SCRIPT_FAILED',
      `the ledger script ${name} failed; nothing was changed before its checks were over`,
      { cause: error },
    );
  }
  const outcome = outcomeUnknown
    ? 'it is not known whether it was carried out: send the same request again'
    : 'nothing was carried out';
  return new Fault(
    STORE_REASONS[graver(troubleOf(error.kind) ?? 'away', watcher?.trouble())],
    `the credit store did not answer ${name} (${error.kind}); ${outcome}`,
    {
      retryAfterMs: 1_000,
      metadata: { store: error.kind },
      outcomeUnknown,
      cause: error,
    },
  );
}
