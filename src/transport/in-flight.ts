/**
 * Bounded work in progress. Without a bound, 2,000 calls sent at once were all in the works at once, and all were late.
 */
import { Fault } from '../domain/fault.ts';
import type { Lane } from './method.ts';

/**
 * How much of the limit each lane may fill. What ends calls is refused last: it frees money and load, and a gateway
 * that cannot settle has already carried the call.
 */
const SHARE: Readonly<Record<Lane, number>> = { read: 0.9, admission: 1, extension: 1.125, completion: 1.25 };

/** When a refused caller may come back: a full queue drains in well under this. */
const RETRY_AFTER_MS = 100;

export class InFlight {
  readonly #bounds: Readonly<Record<Lane, number>>;
  #count = 0;

  constructor(limit: number) {
    const bound = (lane: Lane) => Math.max(1, Math.floor(limit * SHARE[lane]));
    this.#bounds = {
      read: bound('read'),
      admission: bound('admission'),
      extension: bound('extension'),
      completion: bound('completion'),
    };
  }

  /** The weights of what is in the works. */
  get count(): number {
    return this.#count;
  }

  /** What a request counts as: its own weight, but never more than fits when nothing else is in the works. */
  weigh(lane: Lane, weight: number): number {
    return Math.min(weight, this.#bounds[lane]);
  }

  /** @param weight - as `weigh` gave it. */
  hasRoom(lane: Lane, weight: number): boolean {
    return this.#count + weight <= this.#bounds[lane];
  }

  enter(weight: number): void {
    this.#count += weight;
  }

  leave(weight: number): void {
    this.#count -= weight;
  }
}

export function overloaded(): Fault {
  return new Fault('OVERLOADED', 'too many requests in flight; try again shortly', {
    retryAfterMs: RETRY_AFTER_MS,
  });
}
