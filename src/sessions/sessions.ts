/**
 * The gateways that are connected to this sidecar: who speaks for which, in which epoch, and what they are told about
 * their calls. A gateway may have several streams; commands go to the newest. A stream that ends keeps its calls, and
 * the next one is told what nobody has acknowledged.
 */
import { errorText, Fault } from '../domain/fault.ts';
import { epochPassed } from '../ledger/faults.ts';
import type { Ledger } from '../ledger/port.ts';
import { CallWatch, type CallWatchParts } from './call-watch.ts';
import { type Command, type CommandMetrics, Outbox } from './outbox.ts';

/** Who opens a stream. */
export interface Hello {
  readonly gatewayId: string;
  /** At least 1. */
  readonly epoch: number;
  /** For logs. */
  readonly software: string;
  /** Which accounts its caller may hear of. */
  readonly mayHear: (accountId: string) => boolean;
}

/** One stream of a gateway. */
export interface GatewayStream {
  /** The gateway has open holds, and nobody knows of this epoch yet: it should say which calls are up. */
  readonly reconcile: boolean;
  /** Why nothing more may be asked on this stream; undefined while it may. */
  readonly fault: Fault | undefined;
  /** The next command to send; it counts as sent. */
  take(): Command | undefined;
  /** @returns whether the command is known */
  acknowledge(commandId: number, done: boolean, message: string): boolean;
  close(): void;
}

export interface Sessions {
  /**
   * @param onNews - told when there is a command to take, or the stream may not go on
   * @throws Fault `EPOCH_PASSED`
   */
  open(hello: Hello, onNews: () => void): Promise<GatewayStream>;
}

export interface SessionMetrics extends CommandMetrics {
  /** Where to read how many commands nobody has acknowledged, and the age of the oldest in seconds. */
  watchCommands(read: () => { readonly waiting: number; readonly oldestSeconds: number }): void;
}

export interface SessionsLogger {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
}

export interface SessionsParts extends Omit<CallWatchParts, 'gateways'> {
  readonly ledger: CallWatchParts['ledger'] & Pick<Ledger, 'beginEpoch'>;
  readonly metrics: SessionMetrics;
}

/** How long a gateway without a stream is remembered: what it has acknowledged is then not told it again. */
const REMEMBER_MS = 300_000;
/** How often overdue commands are looked for. */
const TICK_MS = 1_000;

export function createSessions(parts: SessionsParts): Sessions {
  const gateways = new Map<string, Gateway>();
  const watch = new CallWatch({ ...parts, gateways });
  let timer: NodeJS.Timeout | undefined;
  parts.metrics.watchCommands(() => standingOf([...gateways.values()]));

  const tick = (): void => {
    for (const gateway of gateways.values()) {
      if (gateway.streams.length > 0) void watch.repeat(gateway.outbox);
      else if (performance.now() - gateway.leftAt > REMEMBER_MS) gateways.delete(gateway.gatewayId);
    }
    watch.set([...gateways.values()].some(({ streams }) => streams.length > 0));
    if (gateways.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    async open(hello, onNews) {
      const { gatewayId, epoch } = hello;
      const gateway = gateways.get(gatewayId) ?? new Gateway(gatewayId, parts.metrics);
      gateways.set(gatewayId, gateway);
      timer ??= setInterval(tick, TICK_MS).unref();
      gateway.checkEpoch(epoch);
      const before = await knownEpoch(parts, gatewayId, epoch);
      gateway.checkEpoch(epoch);
      const reconcile = before !== epoch && (await hasHolds(parts, gatewayId));
      const stream = gateway.join(hello, reconcile, onNews, parts.logger);
      parts.logger.info({ gateway_id: gatewayId, epoch, software: hello.software }, 'a gateway opened a session');
      watch.set(true);
      void watch.lookAt(gateway);
      return stream;
    },
  };
}

/** While the store is away a session is opened all the same: its verbs say what works. */
async function knownEpoch({ ledger, logger }: SessionsParts, gatewayId: string, epoch: number): Promise<number> {
  try {
    return await ledger.beginEpoch(gatewayId, epoch);
  } catch (error) {
    if (!(error instanceof Fault) || error.storeState === undefined) throw error;
    logger.warn({ gateway_id: gatewayId, error: errorText(error) }, 'the epoch of a gateway could not be compared');
    return epoch;
  }
}

async function hasHolds({ ledger, logger }: SessionsParts, gatewayId: string): Promise<boolean> {
  try {
    return (await ledger.holdsOfGateway(gatewayId, { after: '', limit: 1 })).items.length > 0;
  } catch (error) {
    logger.warn({ gateway_id: gatewayId, error: errorText(error) }, 'the holds of a gateway could not be looked at');
    return true;
  }
}

function standingOf(gateways: readonly Gateway[]) {
  let [waiting, oldestAt] = [0, Infinity];
  for (const { outbox } of gateways) {
    const standing = outbox.standing();
    waiting += standing.waiting;
    oldestAt = Math.min(oldestAt, standing.oldestAt);
  }
  return { waiting, oldestSeconds: waiting === 0 ? 0 : (performance.now() - oldestAt) / 1000 };
}

interface OpenStream {
  readonly hello: Hello;
  readonly onNews: () => void;
  fault: Fault | undefined;
}

/** One gateway, with its streams on this sidecar. */
class Gateway {
  readonly gatewayId: string;
  readonly outbox: Outbox;
  /** The newest last; commands go to it. */
  readonly streams: OpenStream[] = [];
  leftAt = performance.now();
  #epoch = 0;

  constructor(gatewayId: string, metrics: CommandMetrics) {
    this.gatewayId = gatewayId;
    this.outbox = new Outbox(metrics, () => this.streams.at(-1)?.onNews());
  }

  /** Whether anybody who is connected may hear of the account. */
  mayHear(accountId: string): boolean {
    return this.streams.at(-1)?.hello.mayHear(accountId) === true;
  }

  checkEpoch(epoch: number): void {
    if (epoch < this.#epoch) throw epochPassed(this.#epoch);
  }

  join(hello: Hello, reconcile: boolean, onNews: () => void, logger: SessionsLogger): GatewayStream {
    const stream: OpenStream = { hello, onNews, fault: undefined };
    this.#epoch = hello.epoch;
    for (const each of this.streams) {
      if (each.hello.epoch >= hello.epoch) continue;
      each.fault = epochPassed(hello.epoch);
      each.onNews();
    }
    this.streams.push(stream);
    this.outbox.sendAllAgain();
    const { streams, outbox } = this;
    return {
      reconcile,
      get fault() {
        return stream.fault;
      },
      take: () => (streams.at(-1) === stream ? outbox.take() : undefined),
      acknowledge: (commandId, done, message) => {
        const command = outbox.acknowledge(commandId, done);
        if (command !== undefined && !done) logger.warn(factsOf(hello, command, message), 'a gateway could not obey');
        return command !== undefined;
      },
      close: () => this.#leave(stream),
    };
  }

  #leave(stream: OpenStream): void {
    const at = this.streams.indexOf(stream);
    const wasNewest = at === this.streams.length - 1;
    if (at >= 0) this.streams.splice(at, 1);
    this.leftAt = performance.now();
    // The one before it takes over.
    if (wasNewest) this.outbox.sendAllAgain();
  }
}

function factsOf({ gatewayId }: Hello, { order, accountId, holdId }: Command, message: string) {
  return { gateway_id: gatewayId, command: order.kind, account_id: accountId, hold_id: holdId, said: message };
}
