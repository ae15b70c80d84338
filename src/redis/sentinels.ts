/** Watches the sentinels: all of them are asked again and again, and tell of a failover as it happens. */
import { Redis } from 'ioredis';
import { type Address, addressText, nodeOptions, parseHostPort, reachableFrom } from './client.ts';
import { namedPrimary, type Testimony } from './named-primary.ts';
import type { PrimarySource, Target } from './primary-connection.ts';
import { SentinelWitness } from './sentinel-witness.ts';
import type { StoreLogger, StoreOptions } from './store.ts';

/** How often each sentinel is asked. Events are faster, but a connection that died in silence brings none. */
const ASK_MS = 250;
/** What was said longer ago than this is not taken for the present. */
const FRESH_MS = 1_000;
/** How long the first answer waits for those of a majority. */
const FIRST_WAIT_MS = 500;
/** How often the sentinels are asked for each other. */
const DISCOVER_MS = 10_000;
const SENTINELS_MAX = 16;
/** A sentinel that was not configured, only found, is forgotten when it has said nothing for this long. */
const FORGET_MS = 60_000;
/** A promotion that does not come to its end is one that was given up. */
const PROMOTION_MS = 3_000;

export class Sentinels implements PrimarySource {
  readonly elects = true;
  readonly #options: StoreOptions;
  readonly #logger: StoreLogger;
  readonly #reachable: Readonly<Record<string, Address>>;
  readonly #configured: ReadonlySet<string>;
  readonly #witnesses = new Map<string, SentinelWitness>();
  readonly #startedAtMs = performance.now();
  #named: Testimony | undefined;
  #promotingUntilMs = 0;
  #lastDiscoveryMs = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #onChange: () => void = () => undefined;
  #onError: (error: Error) => void = () => undefined;

  constructor(options: StoreOptions, logger: StoreLogger) {
    this.#options = options;
    this.#logger = logger;
    this.#reachable = reachableFrom(options);
    this.#configured = new Set(options.sentinels.map((text) => addressText(parseHostPort(text))));
  }

  get promoting(): boolean {
    return performance.now() < this.#promotingUntilMs;
  }

  /** The primary, if a sentinel has named one just now. */
  target(): Target | undefined {
    if (this.#named === undefined || this.#fresh().length === 0) return undefined;
    const { address } = this.#named;
    const { host, port } = this.#reachable[address] ?? parseHostPort(address);
    return { name: address, create: () => new Redis({ ...nodeOptions(this.#options), host, port }) };
  }

  start(onChange: () => void, onError: (error: Error) => void): void {
    this.#onChange = onChange;
    this.#onError = onError;
    for (const address of this.#configured) this.#watch(address);
    this.#timer = setInterval(() => this.#tick(), ASK_MS);
    this.#timer.unref();
  }

  ask(): void {
    for (const witness of this.#witnesses.values()) void witness.ask();
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const witness of this.#witnesses.values()) witness.stop();
  }

  #watch(address: string): void {
    const witness: SentinelWitness = new SentinelWitness(this.#options, parseHostPort(address), {
      answered: () => this.#decide(),
      promoting: (is) => this.#promotion(is, address),
      failed: (error) => {
        if (this.#fresh().length === 0) this.#onError(new Error(`sentinel ${address}: ${error.message}`));
      },
    });
    this.#witnesses.set(address, witness);
  }

  #tick(): void {
    this.ask();
    const nowMs = performance.now();
    for (const [address, witness] of this.#witnesses) {
      if (this.#configured.has(address) || nowMs - witness.lastHeardMs < FORGET_MS) continue;
      witness.stop();
      this.#witnesses.delete(address);
    }
    if (nowMs - this.#lastDiscoveryMs > DISCOVER_MS) this.#discover();
    // A promotion ends in time, too.
    if (this.#promotingUntilMs === 0 || this.promoting) return;
    this.#promotingUntilMs = 0;
    this.#onChange();
  }

  /** Finds the sentinels that nobody configured, so that one is left when the others are gone. */
  #discover(): void {
    const [witness] = this.#fresh();
    if (witness === undefined) return;
    this.#lastDiscoveryMs = performance.now();
    witness.others().then(
      (others) => {
        for (const other of others) {
          const address = addressText(this.#reachable[other] ?? parseHostPort(other));
          if (!this.#witnesses.has(address) && this.#witnesses.size < SENTINELS_MAX) this.#watch(address);
        }
      },
      (error: Error) => this.#onError(error),
    );
  }

  #fresh(): SentinelWitness[] {
    const sinceMs = performance.now() - FRESH_MS;
    return [...this.#witnesses.values()].filter(({ said, saidAtMs }) => said !== undefined && saidAtMs >= sinceMs);
  }

  #decide(): void {
    const said = this.#fresh().flatMap((witness) => witness.said ?? []);
    const isFirst = this.#named === undefined;
    const waited = performance.now() - this.#startedAtMs > FIRST_WAIT_MS;
    if (isFirst && said.length * 2 <= this.#witnesses.size && !waited) return;
    const named = namedPrimary(said, this.#witnesses.size, this.#named);
    if (named === undefined) return;
    const was = this.#named?.address;
    this.#named = named;
    if (named.address === was) return;
    this.#promotingUntilMs = 0;
    const facts = { primary: named.address, epoch: named.epoch, was };
    if (!isFirst) this.#logger.warn(facts, `the sentinels name another primary: ${named.address}, before ${was}`);
    this.#onChange();
  }

  #promotion(is: boolean, sentinel: string): void {
    this.#promotingUntilMs = is ? performance.now() + PROMOTION_MS : 0;
    const primary = this.#named?.address;
    if (is)
      this.#logger.warn({ primary, sentinel }, 'a replica is being promoted; nothing is written until it is over');
    else this.#logger.warn({ primary, sentinel }, 'the promotion of a replica was given up; the primary stays');
    this.#onChange();
  }
}
