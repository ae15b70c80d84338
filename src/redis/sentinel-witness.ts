/** One sentinel: what it says when it is asked, and what it tells by itself. */
import { Redis } from 'ioredis';
import { type Address, addressText, retryDelayMs, tlsOptions } from './client.ts';
import type { Testimony } from './named-primary.ts';
import type { StoreOptions } from './store.ts';

/** How a sentinel is heard. */
export interface WitnessListener {
  /** It has said which node is the primary. */
  answered(): void;
  /** It begins to promote a replica, or gives that up. */
  promoting(is: boolean): void;
  failed(error: Error): void;
}

/** Events after which the answer may be another. */
const NEWS = ['+switch-master', '+config-update-from', '+promoted-slave', '+failover-end', '+monitor', '+reset-master'];
/** A tenth of a second later the chosen replica is told to be a primary; the old one takes writes all the while. */
const PROMOTING = '+failover-state-send-slaveof-noone';
const GIVEN_UP = ['-failover-abort-slave-timeout', '-failover-abort-no-good-slave', '-failover-abort-not-elected'];

const COMMAND_TIMEOUT_MS = 500;
/**
 * No byte for this long while commands wait means that the connection is dead. Those to the store are watched by
 * `SilenceWatch`, which does not take a pause of this process for silence.
 */
const SOCKET_TIMEOUT_MS = 1_000;

export class SentinelWitness {
  readonly #name: string;
  readonly #client: Redis;
  readonly #listener: WitnessListener;
  #asking = false;
  /** What it said last. */
  said: Testimony | undefined;
  /** On the clock of `performance.now()`. */
  saidAtMs = -Infinity;
  /** When it said something last, or was met first. */
  lastHeardMs = performance.now();

  constructor(options: StoreOptions, address: Address, listener: WitnessListener) {
    this.#name = options.sentinelName;
    this.#listener = listener;
    this.#client = new Redis({
      ...address,
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      // Each connection subscribes by itself: what the client remembers of an old one is not needed.
      autoResubscribe: false,
      enableReadyCheck: false,
      connectTimeout: options.connectTimeoutMs,
      commandTimeout: COMMAND_TIMEOUT_MS,
      socketTimeout: SOCKET_TIMEOUT_MS,
      retryStrategy: retryDelayMs,
      // With it one connection can ask while it is subscribed.
      protocol: 3,
      disableClientInfo: true,
      connectionName: 'tollgate',
      ...(options.sentinelUsername === undefined ? {} : { username: options.sentinelUsername }),
      ...(options.sentinelPassword === undefined ? {} : { password: options.sentinelPassword }),
      ...(options.sentinelTls ? { tls: tlsOptions(options) } : {}),
    });
    this.#client.on('ready', () => this.#begin());
    this.#client.on('message', (channel: string, message: string) => this.#hear(channel, message));
    this.#client.on('error', (error: Error) => listener.failed(error));
    // The first attempt fails like every other: by an `error`, and with another attempt after it.
    this.#client.connect().catch(() => undefined);
  }

  /** Asks which node is the primary, unless that is being asked. */
  async ask(): Promise<void> {
    if (this.#asking || this.#client.status !== 'ready') return;
    this.#asking = true;
    try {
      // The leader of a failover names the new primary before its own table does, under the new epoch: asked in this
      // order, an old epoch may come with a new address, which does no harm, but never a new one with an old address.
      const [master, address] = await Promise.all([
        this.#client.call('sentinel', 'master', this.#name),
        this.#client.call('sentinel', 'get-master-addr-by-name', this.#name),
      ]);
      const [host, port] = address as [string, string];
      const epoch = Number(fieldsOf(master)['config-epoch'] ?? 0);
      this.said = { address: addressText({ host, port: Number(port) }), epoch };
      this.saidAtMs = performance.now();
      this.lastHeardMs = this.saidAtMs;
    } catch (error) {
      this.#listener.failed(error as Error);
      return;
    } finally {
      this.#asking = false;
    }
    this.#listener.answered();
  }

  /** `host:port` of the other sentinels that it sees. */
  async others(): Promise<string[]> {
    const reply = (await this.#client.call('sentinel', 'sentinels', this.#name)) as unknown[];
    return reply
      .map(fieldsOf)
      .filter(({ flags }) => flags?.includes('disconnected') === false)
      .map(({ ip = '', port = '' }) => addressText({ host: ip, port: Number(port) }));
  }

  stop(): void {
    this.#client.removeAllListeners();
    this.#client.on('error', () => undefined);
    this.#client.disconnect();
  }

  #begin(): void {
    this.#client.subscribe(...NEWS, PROMOTING, ...GIVEN_UP).catch((error: Error) => {
      this.#listener.failed(error);
      this.#client.disconnect(true);
    });
    void this.ask();
  }

  #hear(channel: string, message: string): void {
    if (!message.split(' ').includes(this.#name)) return;
    if (channel === PROMOTING) this.#listener.promoting(true);
    else if (GIVEN_UP.includes(channel)) this.#listener.promoting(false);
    else void this.ask();
  }
}

/** A flat list of names and values as an object. */
function fieldsOf(reply: unknown): Record<string, string | undefined> {
  const words = (Array.isArray(reply) ? reply : []).map(String);
  return Object.fromEntries(words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1]]] : [])));
}
