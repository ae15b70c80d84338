/** The connection to a single primary: never to a node that says it is a replica, or that is named no more. */
import type { Command, Redis } from 'ioredis';
import { retryDelayMs } from './client.ts';
import type { Absence, Connection, ConnectionListener } from './connection.ts';

/** Who knows where the primary is. */
export interface PrimarySource {
  /** Where to connect now; undefined while nobody can say. */
  target(): Target | undefined;
  /** True while another node is being promoted: what is written until then could be lost. */
  readonly promoting: boolean;
  /** Whether another node takes over when this one fails. */
  readonly elects: boolean;
  /** Calls back whenever one of the above may have changed, and with each complaint. */
  start(onChange: () => void, onError: (error: Error) => void): void;
  /** Asks again now, because the node did not behave like a primary. */
  ask(): void;
  stop(): void;
}

export interface Target {
  /** Tells one node from another, and people which it is. */
  readonly name: string;
  create(): Redis;
}

/** The node is a replica, so nothing is written to it. */
export class ReplicaError extends Error {
  override readonly name = 'ReplicaError';
}

/** How often the node is asked whether it still is a primary. A script that it refuses tells sooner. */
const roleIntervalMs = 1000;
/** How soon to look again for a primary where none was to be found. */
const seekAgainMs = 100;
/** A planned failover is over after this; a primary that is still missing is one that is away. */
const unresolvedMs = 2000;

type Role = 'unknown' | 'primary' | 'replica';

export class PrimaryConnection implements Connection {
  private readonly source: PrimarySource;
  private readonly listeners: ConnectionListener[] = [];
  private client: Redis | undefined;
  private name = '';
  private role: Role = 'unknown';
  private attempts = 0;
  private seeking: NodeJS.Timeout | undefined;
  private watching: NodeJS.Timeout | undefined;
  private wasUsable = false;
  private missingSinceMs = performance.now();
  private closing = false;

  constructor(source: PrimarySource) {
    this.source = source;
  }

  on(listener: ConnectionListener): void {
    this.listeners.push(listener);
  }

  connect(): Promise<void> {
    this.missingSinceMs = performance.now();
    this.watching = setInterval(() => this.askRole(), roleIntervalMs);
    this.watching.unref();
    const ready = new Promise<void>((resolve) => {
      this.on((event) => {
        if (event === 'ready') resolve();
      });
    });
    this.source.start(
      () => this.seek(),
      (error) => this.emit('error', error),
    );
    this.seek();
    return ready;
  }

  nodeFor(): Redis | undefined {
    return this.usable ? this.client : undefined;
  }

  send(command: Command): void {
    this.client?.sendCommand(command);
  }

  masters(): Redis[] {
    return this.usable && this.client !== undefined ? [this.client] : [];
  }

  complete(): boolean {
    return this.usable;
  }

  absence(): Absence {
    if (this.source.elects && performance.now() - this.missingSinceMs > unresolvedMs) {
      return { kind: 'failover', why: 'no primary is known that takes writes' };
    }
    if (this.source.promoting) {
      return { kind: 'readonly', why: `a replica takes the place of ${this.name}` };
    }
    if (this.role === 'replica') {
      return { kind: 'readonly', why: `${this.name} is a replica` };
    }
    return { kind: 'unavailable', why: 'not connected to Redis' };
  }

  disconnect(): void {
    this.closing = true;
    clearTimeout(this.seeking);
    clearInterval(this.watching);
    this.source.stop();
    this.client?.disconnect();
  }

  private get usable(): boolean {
    return this.role === 'primary' && this.client?.status === 'ready';
  }

  /** Connects to where the primary is now, and leaves at once what is not the primary any more. */
  private seek(): void {
    clearTimeout(this.seeking);
    if (this.closing) return;
    const target = this.source.target();
    const isNamed = target === undefined || target.name === this.name;
    if (this.client !== undefined && (this.source.promoting || !isNamed)) this.leave(this.client);
    this.notice();
    if (this.client !== undefined) return;
    if (target === undefined || this.source.promoting) {
      this.seekAfter(seekAgainMs);
      return;
    }
    this.name = target.name;
    this.adopt(target);
  }

  private seekAfter(ms: number): void {
    clearTimeout(this.seeking);
    if (this.closing) return;
    this.seeking = setTimeout(() => this.seek(), ms);
  }

  private adopt(target: Target): void {
    let client: Redis;
    try {
      client = target.create();
    } catch (error) {
      this.emit('error', error as Error);
      this.seekAfter(retryDelayMs(++this.attempts));
      return;
    }
    this.client = client;
    client.options.reconnectOnError = (error) => {
      if (error.message.startsWith('READONLY')) this.isReplica(client);
      return false;
    };
    client.on('ready', () => this.askRole());
    client.on('error', (error: Error) => {
      if (this.client !== client) return;
      if (client.status !== 'ready') this.role = 'unknown';
      this.emit('error', error);
    });
    // Status first, event later: commands are refused from the moment the connection is gone.
    client.on('close', () => this.notice());
    client.on('end', () => {
      if (this.client !== client) return;
      this.forget();
      this.source.ask();
      this.seekAfter(retryDelayMs(++this.attempts));
    });
    // A failed attempt is told by `error` and `end`.
    client.connect().catch(() => undefined);
  }

  /**
   * What is in flight is refused with "may have run": an answer that a former primary gave would be an acknowledgement
   * of a write that is lost. The same request with the same key goes to the new one.
   */
  private leave(client: Redis): void {
    this.role = 'unknown';
    this.attempts = 0;
    this.forget();
    client.disconnect();
    client.stream?.destroy();
  }

  private forget(): void {
    this.client = undefined;
    if (this.role === 'primary') this.role = 'unknown';
    this.notice();
  }

  private askRole(): void {
    const { client } = this;
    if (client?.status !== 'ready') return;
    client.info('replication').then(
      (info) => {
        if (this.client !== client) return;
        if (!info.includes('role:master')) {
          this.isReplica(client);
          return;
        }
        this.role = 'primary';
        this.attempts = 0;
        this.notice();
      },
      (error: Error) => {
        // Silence is the business of the probe; a node that has never told its role is not used.
        if (this.client !== client || this.role === 'primary') return;
        this.emit('error', error);
        client.disconnect();
      },
    );
  }

  /** Connects anew, for the same name may lead to another node; what is in flight gets its refusal. */
  private isReplica(client: Redis): void {
    if (this.client !== client) return;
    this.role = 'replica';
    this.notice();
    this.emit('error', new ReplicaError(`${this.name} is a replica: it takes no writes`));
    client.disconnect();
    this.source.ask();
  }

  /** Tells when commands can be sent, and when no more. */
  private notice(): void {
    const now = this.usable;
    if (now === this.wasUsable) return;
    this.wasUsable = now;
    if (!now) this.missingSinceMs = performance.now();
    this.emit(now ? 'ready' : 'lost');
  }

  private emit(event: 'ready' | 'lost' | 'error', error?: Error): void {
    for (const listener of this.listeners) {
      listener(event, error);
    }
  }
}
