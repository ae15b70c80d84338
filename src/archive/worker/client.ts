/**
 * The archive as Tollgate itself has it: a process of its own that is asked by messages, and started again when it
 * ends. Nothing here takes time that calls would miss.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { ArchiveMetrics } from '../metrics.ts';
import type { Archive } from '../port.ts';
import type { ArchiveConfig, ArchiveLogger, ArchiveState, FollowedStore, FromArchive, ToArchive } from './protocol.ts';

export interface ArchiveProcessParts {
  readonly config: ArchiveConfig;
  readonly logger: ArchiveLogger;
  /** Told once a second, and when the process has ended. */
  readonly metrics: ArchiveMetrics;
}

const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 60_000;
/** A process that lived for so long begins again with the first pause. */
const STABLE_MS = 60_000;
/** How long it may take to end what it does. */
const STOP_MS = 5_000;
/** Of the heap of JavaScript; the database inside it has 128 MB of its own, which may grow with what is asked. */
const HEAP_MB = 256;

const NOT_THERE: ArchiveState = {
  trouble: 'its process is being started',
  open: false,
  epoch: 0,
  lagMs: 0,
  entries: 0,
  missed: 0,
  superseded: 0,
  memory: 0,
};

interface Asked {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

export class ArchiveProcess {
  readonly #parts: ArchiveProcessParts;
  readonly #asked = new Map<number, Asked>();
  #child: ChildProcess | undefined;
  #state = NOT_THERE;
  #store: FollowedStore | undefined;
  #lastId = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(parts: ArchiveProcessParts) {
    this.#parts = parts;
  }

  /** Nothing hinders it. */
  get isKeeping(): boolean {
    return this.#state.trouble === '';
  }

  /** Of the process, while there is one. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** What can be asked, as `methods` of the service. */
  readonly archive: Pick<Archive, 'calls' | 'movements' | 'usage' | 'csv' | 'status'> = {
    calls: (...args) => this.#ask('calls', args),
    movements: (...args) => this.#ask('movements', args),
    usage: (...args) => this.#ask('usage', args),
    csv: (...args) => this.#ask('csv', args),
    status: () => this.#ask('status', []),
  };

  start(): void {
    const entry = new URL(`process${extname(import.meta.url)}`, import.meta.url);
    const loader = entry.pathname.endsWith('.js') ? [] : ['--import', 'tsx'];
    const child = fork(entry, [], {
      // A session of its own: Ctrl-C must reach Tollgate alone, which drains first.
      detached: true,
      execArgv: ['--no-warnings', `--max-old-space-size=${HEAP_MB}`, ...loader],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    const startedAtMs = performance.now();
    this.#child = child;
    child.on('message', (message) => this.#hear(message as FromArchive));
    child.once('error', (error) => this.#ended(child, error.message, startedAtMs));
    child.once('exit', (code, signal) => this.#ended(child, signal ?? `code ${code}`, startedAtMs));
    child.unref();
    child.channel?.unref();
    this.#send({ kind: 'start', config: this.#parts.config });
    this.#send({ kind: 'follow', store: this.#store });
  }

  /** Follows the journal of this store from now on; undefined is none for now. */
  follow(store: FollowedStore | undefined): void {
    this.#store = store;
    this.#send({ kind: 'follow', store });
  }

  /** Waits until it has kept what it is at. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const killing = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    this.#send({ kind: 'stop' });
    child.ref();
    await ended;
    clearTimeout(killing);
  }

  #ask<Value>(method: string, args: readonly unknown[]): Promise<Value> {
    if (this.#child?.connected !== true) {
      return Promise.reject(new Fault('ARCHIVE_AWAY', `history cannot be read now: ${this.#state.trouble}`));
    }
    const id = ++this.#lastId;
    return new Promise<Value>((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#send({ kind: 'ask', id, method, args });
    });
  }

  #send(message: ToArchive): void {
    // What cannot be sent is answered when the process has ended.
    if (this.#child?.connected === true) this.#child.send(message, () => undefined);
  }

  #hear(message: FromArchive): void {
    switch (message.kind) {
      case 'state':
        this.#stands(message.state);
        return;
      case 'log':
        this.#parts.logger[message.level](message.facts, message.message);
        return;
      case 'answer':
        this.#take(message.id)?.resolve(message.value as never);
        return;
      case 'fault':
        this.#take(message.id)?.reject(new Fault(message.reason, message.message));
    }
  }

  #stands(state: ArchiveState): void {
    const { metrics } = this.#parts;
    const since = (key: 'entries' | 'missed' | 'superseded'): number => Math.max(0, state[key] - this.#state[key]);
    metrics.kept({ entries: since('entries'), missed: since('missed'), superseded: since('superseded') });
    metrics.stands({ isUp: state.trouble === '', lagMs: state.lagMs, memoryBytes: state.memory });
    this.#state = state;
  }

  #take(id: number): Asked | undefined {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    return asked;
  }

  #ended(child: ChildProcess, how: string, startedAtMs: number): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const trouble = `its process has ended (${how}) and is started again`;
    this.#stands({ ...NOT_THERE, trouble });
    for (const { reject } of this.#asked.values()) {
      reject(new Fault('ARCHIVE_AWAY', `history cannot be read now: ${trouble}`));
    }
    this.#asked.clear();
    if (this.#stopped) return;
    this.#parts.logger.error({ how }, 'the process of the archive has ended; it is started again');
    if (performance.now() - startedAtMs > STABLE_MS) this.#pauseMs = FIRST_PAUSE_MS;
    this.#timer = setTimeout(() => this.start(), this.#pauseMs).unref();
    this.#pauseMs = Math.min(2 * this.#pauseMs, LAST_PAUSE_MS);
  }
}
