/** The log: JSON lines on standard output. */
import { createHmac, randomBytes } from 'node:crypto';
import { write, writeSync } from 'node:fs';
import { pino } from 'pino';
import type { ControlLogger } from '../control/environment.ts';
import { BoundedCache } from '../domain/bounded-cache.ts';
import { maskNumber } from '../domain/phone/classify.ts';
import type { TransportLogger } from '../transport/telemetry.ts';

export interface LogOptions extends NumberMaskOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** Satisfies what every room asks of a logger. */
export interface Logger extends ControlLogger, TransportLogger {
  /** Writes what is buffered; call it before the process ends. */
  flush(): void;
}

export interface LogDestination {
  write(line: string): void;
  flushSync?(): void;
}

/** @param target - where lines go; standard output when absent. */
export function createLogger(options: LogOptions, target: LogDestination = new LineBuffer(1)): Logger {
  const mask = createNumberMask(options);
  const log = pino(
    {
      level: options.level,
      base: null,
      timestamp: isoTimestamps(),
      formatters: { level: (label) => ({ level: label }) },
      // Errors are made safe before pino sees them; its own serializer would take them apart again.
      serializers: { err: (value: unknown) => value },
    },
    target,
  );
  return {
    verbose: log.isLevelEnabled('debug'),
    decision(line) {
      const { traffic, result } = line;
      // Written out: spreading two objects into one costs five times as much as the whole line.
      log.info(
        {
          verb: line.verb,
          request_id: line.requestId,
          account_id: traffic.accountId,
          hold_id: line.holdId,
          decision: result.decision,
          reason: result.reason,
          service: traffic.service,
          direction: traffic.direction,
          number_class: result.numberClass,
          from: mask(traffic.from),
          to: mask(traffic.to),
          hold_milli_cents: result.holdMilliCents,
          available_milli_cents: result.availableMilliCents,
          granted_units: result.grantedUnits,
          shadowed: result.shadowed,
          replayed: result.replayed,
          subject_id: traffic.subjectId,
          limit: result.limit,
          rule: result.rule,
          gateway_id: traffic.gatewayId,
        },
        'decision',
      );
    },
    debug: (facts, message) => log.debug(safeFacts(facts, mask), message),
    info: (facts, message) => log.info(safeFacts(facts, mask), message),
    warn: (facts, message) => log.warn(safeFacts(facts, mask), message),
    error: (facts, message) => log.error(safeFacts(facts, mask), message),
    flush: () => target.flushSync?.(),
  };
}

/** Pino's member for the time, made anew only when the millisecond has changed. */
function isoTimestamps(): () => string {
  let last = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== last) {
      last = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}

/* How numbers are written to the log: never whole. */

export interface NumberMaskOptions {
  /**
   * `last2` keeps the last two digits; `hash` writes a keyed hash, so that lines about one number can be found
   * together.
   */
  readonly numberMasking: 'last2' | 'hash';
  /** Without one a key is made up for this run: hashes of different runs cannot be compared. */
  readonly hashKey?: string | undefined;
}

/** The same numbers come again and again, twice for every decision. */
const CACHED_NUMBERS = 20_000;
/** A flood of long rubbish must not fill the memory. */
const CACHED_LENGTH_MAX = 128;
const HASH_LENGTH = 16;

function createNumberMask({ numberMasking, hashKey }: NumberMaskOptions): (number: string) => string {
  const key = hashKey ?? randomBytes(32);
  const write = numberMasking === 'last2' ? maskNumber : (number: string) => keyedHash(number, key);
  const cache = new BoundedCache<string>(CACHED_NUMBERS);
  return (number) => {
    if (number === '') return '';
    const known = cache.get(number);
    if (known !== undefined) return known;
    const written = write(number);
    if (number.length <= CACHED_LENGTH_MAX) cache.set(number, written);
    return written;
  };
}

function keyedHash(number: string, key: string | Buffer): string {
  return `h:${createHmac('sha256', key).update(number).digest('hex').slice(0, HASH_LENGTH)}`;
}

/* What may be written to a log, whoever writes it: no secrets, no whole numbers. */

/** Without case and underscores, so that the words of code and of the wire both count. */
const SECRETS: ReadonlySet<string> = new Set([
  'authorization',
  'hashkey',
  'password',
  'secret',
  'settletoken',
  'token',
  'tokenkeys',
]);
const NUMBERS: ReadonlySet<string> = new Set(['from', 'to', 'number', 'othernumber', 'dialled']);
/** To the last @ of the word: a password may hold one, or a slash. */
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/)\S*@/gi;

type Facts = Readonly<Record<string, unknown>>;

/** The same facts with secrets taken out and numbers masked. */
function safeFacts(facts: Facts, mask: (number: string) => string): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(facts)) {
    const word = key.replaceAll('_', '').toLowerCase();
    if (SECRETS.has(word)) safe[key] = '[redacted]';
    else if (value instanceof Error) safe[key] = safeError(value);
    else if (typeof value !== 'string') safe[key] = value;
    else safe[key] = NUMBERS.has(word) ? mask(value) : withoutPassword(value);
  }
  return safe;
}

/** Only what is known to be harmless: client libraries hang whole commands on their errors. */
function safeError(error: Error, depth = 0): Record<string, unknown> {
  const { code, kind, reason } = error as Error & { code?: unknown; kind?: unknown; reason?: unknown };
  return {
    type: error.name,
    message: withoutPassword(error.message),
    ...(isWord(code) && { code }),
    ...(isWord(kind) && { kind }),
    ...(isWord(reason) && { reason }),
    stack: withoutPassword(error.stack ?? ''),
    ...(error.cause instanceof Error && depth < 3 && { cause: safeError(error.cause, depth + 1) }),
  };
}

function isWord(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function withoutPassword(text: string): string {
  return text.replace(URL_PASSWORD, '$1***@');
}

/*
 * Standard output, many lines to a system call. A write for each line costs more than making the line, and a
 * synchronous one would let a log reader that has stalled hold up calls: here it only fills the queue, and what no
 * longer fits is dropped and counted. Lines are copied into blocks at once: as strings they would be the garbage
 * collector's largest customer.
 */

const FLUSH_MS = 100;
const BLOCK_BYTES = 256 * 1024;
const MAX_QUEUED_BLOCKS = 64;
/** The most bytes of UTF-8 that one UTF-16 code unit can need. */
const BYTES_PER_UNIT = 3;
/** At the end of the process there is no later: a full pipe is tried this often before the rest is given up. */
const FINAL_TRIES = 200;

export class LineBuffer {
  readonly #descriptor: number;
  /** Room for lines; `#used` bytes of it are taken. */
  #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #used = 0;
  /** Waiting to be written, oldest first; the first one may be on its way. */
  #queue: Buffer[] = [];
  #writing = false;
  #timer: NodeJS.Timeout | undefined;
  #dropped = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    process.once('exit', () => this.flushSync());
  }

  write(line: string): void {
    if (this.#queue.length >= MAX_QUEUED_BLOCKS) {
      this.#dropped += 1;
      return;
    }
    if (line.length * BYTES_PER_UNIT > this.#block.length - this.#used) this.#makeRoom(line.length * BYTES_PER_UNIT);
    this.#used += this.#block.write(line, this.#used);
    this.#flushLater();
  }

  /** Writes everything now, waiting for the reader as long as it takes within reason. */
  flushSync(): void {
    this.#seal();
    // A block that is on its way arrives by itself; writing it again would double its lines.
    let rest = Buffer.concat(this.#queue.splice(this.#writing ? 1 : 0));
    for (let tries = 0; rest.length > 0 && tries < FINAL_TRIES; tries += 1) {
      try {
        rest = rest.subarray(writeSync(this.#descriptor, rest));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      }
    }
  }

  #flushLater(): void {
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#flush(), FLUSH_MS).unref();
  }

  #makeRoom(bytes: number): void {
    this.#seal();
    this.#block = Buffer.allocUnsafe(Math.max(BLOCK_BYTES, bytes));
    this.#writeNext();
  }

  /** Queues what the block holds; the room behind it stays in use. */
  #seal(): void {
    if (this.#used > 0) this.#queue.push(this.#block.subarray(0, this.#used));
    this.#block = this.#block.subarray(this.#used);
    this.#used = 0;
  }

  #flush(): void {
    this.#timer = undefined;
    this.#seal();
    this.#writeNext();
  }

  #writeNext(): void {
    const block = this.#queue[0];
    if (this.#writing || block === undefined) return;
    this.#writing = true;
    write(this.#descriptor, block, (error, written) => {
      this.#writing = false;
      this.#written(block, error, written);
    });
  }

  #written(block: Buffer, error: NodeJS.ErrnoException | null, written: number): void {
    if (error?.code === 'EAGAIN') {
      this.#flushLater();
      return;
    }
    // A closed pipe never opens again: what was meant for it is of no use.
    const rest = error === null ? block.subarray(written) : block.subarray(block.length);
    if (rest.length > 0) this.#queue[0] = rest;
    else this.#queue.shift();
    if (this.#dropped > 0 && this.#queue.length < MAX_QUEUED_BLOCKS) this.#confess();
    this.#writeNext();
  }

  #confess(): void {
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.write(
      `${JSON.stringify({ level: 'warn', dropped, msg: 'log lines were dropped: their reader is too slow' })}\n`,
    );
  }
}
