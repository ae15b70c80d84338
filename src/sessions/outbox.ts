/** The commands for one gateway: each is sent until it is acknowledged, withdrawn, or its call is over. */
import { createHash } from 'node:crypto';
import { keyOf, type Order } from './orders.ts';

/** An order with its name, as it goes over the wire. */
export interface Command {
  /** The same order has the same name, also from another sidecar. 1 to 2^53 - 1. */
  readonly commandId: number;
  readonly accountId: string;
  readonly holdId: string;
  readonly order: Order;
}

export interface CommandMetrics {
  /** `repeated` is one that was not acknowledged in time. */
  commandSent(kind: Order['kind'], times: 'first' | 'repeated'): void;
  /** @param seconds - since it was given out */
  commandAcknowledged(kind: Order['kind'], done: boolean, seconds: number): void;
  /** Nobody needs it any more: its call is over, or what it was given for has passed. */
  commandWithdrawn(kind: Order['kind']): void;
}

interface Outstanding {
  readonly command: Command;
  readonly key: string;
  /** The account whose standing gave it. */
  readonly cause: string;
  readonly givenAt: number;
  /** When it was sent last; undefined before the first time. */
  sentAt: number | undefined;
  acknowledged: boolean;
}

/** How long an acknowledgement is waited for. */
const REPEAT_MS = 5_000;

type HoldName = Pick<Command, 'accountId' | 'holdId'>;

/** At most one command for each open hold of the gateway, so its size is bounded. */
export class Outbox {
  readonly #byHold = new Map<string, Outstanding>();
  readonly #byId = new Map<number, Outstanding>();
  /** In the order in which they are to be sent. */
  readonly #due = new Set<Outstanding>();
  readonly #metrics: CommandMetrics;
  readonly #onDue: () => void;

  /** @param onDue - told when there is something to send */
  constructor(metrics: CommandMetrics, onDue: () => void) {
    this.#metrics = metrics;
    this.#onDue = onDue;
  }

  /** How many nobody has acknowledged, and when the oldest of them was given, by `performance.now()`. */
  standing(): { readonly waiting: number; readonly oldestAt: number } {
    let [waiting, oldestAt] = [0, Infinity];
    for (const { acknowledged, givenAt } of this.#byHold.values()) {
      if (acknowledged) continue;
      waiting += 1;
      oldestAt = Math.min(oldestAt, givenAt);
    }
    return { waiting, oldestAt };
  }

  /** What is asked for a hold; undefined where nothing is. */
  get(key: string): Command | undefined {
    return this.#byHold.get(key)?.command;
  }

  /** Acknowledged ones too. */
  all(): readonly Command[] {
    return [...this.#byHold.values()].map(({ command }) => command);
  }

  /**
   * Gives an order, unless it was given already. A call that must end is told nothing else, and one reason is enough.
   *
   * @param cause - the account whose standing asks for it
   * @param occasion - tells an order from an earlier one of the same kind for the same call
   */
  give(hold: HoldName, order: Order, cause: string, occasion: string): void {
    const key = keyOf(hold);
    const known = this.#byHold.get(key);
    const commandId = nameOf(key, order, cause, occasion);
    if (known?.command.commandId === commandId) return;
    if (known?.command.order.kind === 'disconnect' && (order.kind !== 'disconnect' || !known.acknowledged)) return;
    if (known !== undefined) this.#forget(known);
    const command = { commandId, accountId: hold.accountId, holdId: hold.holdId, order };
    const given = { command, key, cause, givenAt: performance.now(), sentAt: undefined, acknowledged: false };
    this.#byHold.set(key, given);
    this.#byId.set(commandId, given);
    this.#due.add(given);
    this.#onDue();
  }

  /**
   * Takes back what an account asked for, but for these holds.
   *
   * @returns the calls that need not end any more for its sake
   */
  withdrawOthers(cause: string, ordered: ReadonlySet<string>): readonly Command[] {
    const others = [...this.#byHold.values()].filter((each) => each.cause === cause && !ordered.has(each.key));
    for (const each of others) this.#withdraw(each);
    return others.map(({ command }) => command).filter(({ order }) => order.kind === 'disconnect');
  }

  /** The call is over, or has what it was to ask for. */
  withdraw(key: string): void {
    const known = this.#byHold.get(key);
    if (known !== undefined) this.#withdraw(known);
  }

  /** The next one to send, which then counts as sent. */
  take(): Command | undefined {
    const [next] = this.#due;
    if (next === undefined) return undefined;
    this.#due.delete(next);
    this.#metrics.commandSent(next.command.order.kind, next.sentAt === undefined ? 'first' : 'repeated');
    next.sentAt = performance.now();
    return next.command;
  }

  /** A new stream is told everything that nobody has acknowledged. */
  sendAllAgain(): void {
    for (const each of this.#byHold.values()) if (!each.acknowledged) this.#due.add(each);
    if (this.#due.size > 0) this.#onDue();
  }

  /** Those whose acknowledgement is overdue: to be sent again, if their call is still up. */
  overdue(): readonly Command[] {
    const before = performance.now() - REPEAT_MS;
    return [...this.#byHold.values()]
      .filter((each) => !each.acknowledged && each.sentAt !== undefined && each.sentAt <= before)
      .map(({ command }) => command);
  }

  sendAgain({ commandId }: Command): void {
    const known = this.#byId.get(commandId);
    if (known === undefined || known.acknowledged) return;
    this.#due.add(known);
    this.#onDue();
  }

  /** @returns the command; undefined where it is not known any more. */
  acknowledge(commandId: number, done: boolean): Command | undefined {
    const known = this.#byId.get(commandId);
    if (known === undefined) return undefined;
    if (!known.acknowledged) {
      this.#metrics.commandAcknowledged(known.command.order.kind, done, (performance.now() - known.givenAt) / 1000);
    }
    known.acknowledged = true;
    this.#due.delete(known);
    return known.command;
  }

  #withdraw(each: Outstanding): void {
    this.#forget(each);
    if (!each.acknowledged) this.#metrics.commandWithdrawn(each.command.order.kind);
  }

  #forget(each: Outstanding): void {
    this.#byHold.delete(each.key);
    this.#byId.delete(each.command.commandId);
    this.#due.delete(each);
  }
}

/** 53 bits, as many as JSON numbers carry; never 0. */
function nameOf(key: string, order: Order, cause: string, occasion: string): number {
  const reason = order.kind === 'disconnect' ? order.reason : '';
  const hash = createHash('sha256').update([order.kind, reason, key, cause, occasion].join('\n')).digest();
  return Number(hash.readBigUInt64BE() >> 11n) || 1;
}
