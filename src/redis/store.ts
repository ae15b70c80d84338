/**
 * What the rest of Tollgate knows of Redis: scripts go in, raw replies come out, and a failure says
 * whether the script may have run.
 */

/** A Lua script with the hash by which Redis caches it. */
export interface Script {
  /** Short name for metrics and messages, such as `authorize`. */
  readonly name: string;
  readonly source: string;
  /** SHA-1 of `source`, 40 lower-case hexadecimal digits. */
  readonly sha1: string;
}

/** Runs scripts; the part of Redis that the ledger uses. */
export interface ScriptStore {
  /**
   * Runs a script once: one EVALSHA, and an EVAL only where Redis answered NOSCRIPT (then nothing had run).
   * All keys must share a hash tag. Replies are raw: strings, integers, null and arrays of these.
   *
   * @throws {StoreFault} whenever there is no reply; `outcomeUnknown` says whether the script may have run.
   */
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
}

/**
 * - `unavailable`: no usable connection, or it broke before the reply came
 * - `timeout`: no reply in time
 * - `oom`: Redis is at maxmemory and refuses writes
 * - `misconf`: Redis refuses writes because it cannot persist
 * - `readonly`: this node is a replica
 * - `busy`: a script is hanging
 * - `loading`: Redis is reading its data file
 * - `cluster`: slots are moving or the cluster is down
 * - `script`: the script itself failed, which is a bug
 */
export type StoreFaultKind =
  | 'unavailable'
  | 'timeout'
  | 'oom'
  | 'misconf'
  | 'readonly'
  | 'busy'
  | 'loading'
  | 'cluster'
  | 'script';

/** A command got no reply. Never a denial: the caller decides what a missing answer means. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  readonly kind: StoreFaultKind;
  /** True if the same command with the same idempotency key may succeed when it is sent again. */
  readonly retryable: boolean;
  /** True if the command may have been executed, now or later: only its idempotency key makes a repeat safe. */
  readonly outcomeUnknown: boolean;

  constructor(kind: StoreFaultKind, message: string, options: { outcomeUnknown: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryable = kind !== 'script';
    this.outcomeUnknown = options.outcomeUnknown;
  }
}
