/**
 * Replays the past on several threads, companies apart: one that answers calls goes on doing so meanwhile. A small past
 * is replayed at once, since a thread takes longer to start.
 */
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { type MessagePort, Worker } from 'node:worker_threads';
import { loadCatalog } from '../catalog/manager.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { companyOf, type PartReports, type PartSetup, ReplayPart, type RestOfPast } from './part.ts';
import type { PastCall } from './past-call.ts';
import type { TallyData } from './tally.ts';
import type { Variant } from './trade-offs.ts';

/** More would only share the memory's width. */
const THREADS_MAX = 4;

const CALLS_PER_MESSAGE = 2_000;

/** Few objects live long, and many are made: the usual young generation fills again and again. */
const YOUNG_GENERATION_MB = 96;

export interface ThreadsOptions extends PartSetup {
  readonly catalogDirectory: string;
  readonly snapshot: CatalogSnapshot;
  /** How many; 0 does the work here. */
  readonly threads: number;
  readonly reports: PartReports;
}

/** As many as there are processors, within reason. */
export function usefulThreads(): number {
  return Math.min(THREADS_MAX, availableParallelism());
}

export interface Replaying {
  add(call: PastCall): void;
  run(rest: RestOfPast): Promise<readonly TallyData[]>;
  /** @param most - how many calls at the most, of all parts together */
  try(variant: Variant, rest: RestOfPast, most: number): Promise<readonly TallyData[]>;
  close(): Promise<void>;
}

export function startReplaying(options: ThreadsOptions): Replaying {
  return options.threads === 0 ? new ReplayingHere(options) : new ReplayingOnThreads(options);
}

class ReplayingHere implements Replaying {
  readonly #part: ReplayPart;

  constructor({ snapshot, reports, ...setup }: ThreadsOptions) {
    this.#part = new ReplayPart(snapshot, setup, reports);
  }

  add(call: PastCall): void {
    this.#part.add([call]);
  }

  async run(rest: RestOfPast): Promise<readonly TallyData[]> {
    return [await this.#part.run(rest)];
  }

  async try(variant: Variant, rest: RestOfPast, most: number): Promise<readonly TallyData[]> {
    return [await this.#part.try(variant, rest, most)];
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class ReplayingOnThreads implements Replaying {
  readonly #threads: readonly Thread[];
  readonly #companies = new Map<string, Thread>();
  readonly #setup: PartSetup;

  constructor({ catalogDirectory, snapshot, threads, reports, accounts, defaults, gateway }: ThreadsOptions) {
    this.#setup = { accounts, defaults, gateway };
    const setup: WorkerSetup = {
      catalogDirectory,
      version: snapshot.version,
      wantsLines: reports.lines !== undefined,
      ...this.#setup,
    };
    this.#threads = Array.from({ length: threads }, () => new Thread(setup, reports));
  }

  add(call: PastCall): void {
    this.#threadOf(call.accountId).add(call);
  }

  run(rest: RestOfPast): Promise<readonly TallyData[]> {
    return Promise.all(this.#threads.map((thread) => thread.ask({ kind: 'run', rest })));
  }

  try(variant: Variant, rest: RestOfPast, most: number): Promise<readonly TallyData[]> {
    const share = Math.ceil(most / this.#threads.length);
    return Promise.all(this.#threads.map((thread) => thread.ask({ kind: 'try', variant, rest, most: share })));
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  /** The thread that has the least to do so far takes the next company. */
  #threadOf(accountId: string): Thread {
    const { accounts, defaults } = this.#setup;
    const known = this.#companies.get(accountId);
    if (known !== undefined) return known;
    const company = companyOf(accountId, (id) => accounts.get(id) ?? defaults);
    const thread = this.#companies.get(company) ?? leastBusy(this.#threads);
    this.#companies.set(company, thread).set(accountId, thread);
    return thread;
  }
}

function leastBusy(threads: readonly Thread[]): Thread {
  return threads.reduce((least, each) => (each.count < least.count ? each : least));
}

/* What goes to a thread and comes back. */

export interface WorkerSetup extends PartSetup {
  readonly catalogDirectory: string;
  /** Of the catalog that is meant: the directory may change meanwhile. */
  readonly version: string;
  readonly wantsLines: boolean;
}

export type ToWorker =
  | { readonly kind: 'calls'; readonly calls: readonly PastCall[] }
  | { readonly kind: 'run'; readonly rest: RestOfPast }
  | { readonly kind: 'try'; readonly variant: Variant; readonly rest: RestOfPast; readonly most: number };

export type FromWorker =
  | { readonly kind: 'progress'; readonly calls: number }
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'tally'; readonly data: TallyData }
  | { readonly kind: 'failed'; readonly message: string };

class Thread {
  readonly #worker: Worker;
  readonly #reports: PartReports;
  #calls: PastCall[] = [];
  #asked: { resolve(data: TallyData): void; reject(error: Error): void } | undefined;
  #failure: Error | undefined;
  count = 0;

  constructor(setup: WorkerSetup, reports: PartReports) {
    this.#worker = startWorker(setup);
    this.#reports = reports;
    this.#worker.on('message', (message: FromWorker) => {
      this.#hear(message);
    });
    this.#worker.on('error', (error: Error) => {
      this.#fail(error);
    });
    this.#worker.on('exit', (code) => {
      this.#fail(new Error(`a thread that replays calls ended with code ${code}`));
    });
  }

  add(call: PastCall): void {
    this.count += 1;
    this.#calls.push(call);
    if (this.#calls.length >= CALLS_PER_MESSAGE) this.#flush();
  }

  async ask(message: ToWorker): Promise<TallyData> {
    this.#flush();
    if (this.#failure !== undefined) throw this.#failure;
    return new Promise((resolve, reject) => {
      this.#asked = { resolve, reject };
      this.#send(message);
    });
  }

  async close(): Promise<void> {
    this.#worker.removeAllListeners('exit');
    await this.#worker.terminate();
  }

  #flush(): void {
    if (this.#calls.length > 0) this.#send({ kind: 'calls', calls: this.#calls });
    this.#calls = [];
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'progress') this.#reports.progress(message.calls);
    else if (message.kind === 'lines') this.#reports.lines?.(message.lines);
    else if (message.kind === 'failed') this.#fail(new Error(message.message));
    else this.#asked?.resolve(message.data);
  }

  #fail(error: Error): void {
    this.#failure = error;
    this.#asked?.reject(error);
  }
}

function startWorker(setup: WorkerSetup): Worker {
  const entry = new URL(`part-worker${extname(import.meta.url)}`, import.meta.url);
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };
  const options = { workerData: setup, resourceLimits, name: 'replay' };
  if (entry.pathname.endsWith('.js')) return new Worker(entry, options);
  // From the sources, in development and in tests: a thread does not inherit what understands TypeScript.
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import('${entry.href}'); })`;
  return new Worker(start, { ...options, eval: true });
}

/** What a thread does: it loads the catalog itself, because a compiled one cannot be handed over. */
export async function serveThread(setup: WorkerSetup, port: MessagePort): Promise<void> {
  const send = (message: FromWorker): void => {
    port.postMessage(message);
  };
  const reports = {
    progress: (calls: number) => {
      send({ kind: 'progress', calls });
    },
    lines: setup.wantsLines ? (lines: readonly string[]) => send({ kind: 'lines', lines }) : undefined,
  };
  const waiting: ToWorker[] = [];
  let part: ReplayPart | undefined;
  let turn = Promise.resolve();
  const serve = (message: ToWorker): void => {
    if (part === undefined) waiting.push(message);
    else turn = turn.then(() => answer(part as ReplayPart, message, send));
  };
  port.on('message', serve);
  const loaded = await loadCatalog(setup.catalogDirectory);
  if (!('snapshot' in loaded) || loaded.snapshot.version !== setup.version) {
    send({ kind: 'failed', message: `${setup.catalogDirectory} changed while it was read; begin anew` });
    return;
  }
  part = new ReplayPart(loaded.snapshot, setup, reports);
  for (const message of waiting) serve(message);
}

async function answer(part: ReplayPart, message: ToWorker, send: (message: FromWorker) => void): Promise<void> {
  if (message.kind === 'calls') {
    part.add(message.calls);
    return;
  }
  try {
    const { rest } = message;
    const data = await (message.kind === 'run' ? part.run(rest) : part.try(message.variant, rest, message.most));
    send({ kind: 'tally', data });
  } catch (error) {
    send({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
