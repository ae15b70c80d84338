/** What this sidecar has heard from the store last, for answers that the store cannot give. */
import { BoundedCache } from '../domain/bounded-cache.ts';
import type { GrantedUnits, HoldRef } from '../ledger/port.ts';

/** How many holds and accounts are remembered. */
const CAPACITY = 100_000;

export class LastKnown {
  readonly #grants = new BoundedCache<GrantedUnits>(CAPACITY);
  readonly #available = new BoundedCache<number>(CAPACITY);

  /** What a hold grants. */
  granted({ accountId, holdId }: HoldRef, units: number, unit: string): void {
    this.#grants.set(`${accountId} ${holdId}`, { units, unit });
  }

  grantOf({ accountId, holdId }: HoldRef): GrantedUnits | undefined {
    return this.#grants.get(`${accountId} ${holdId}`);
  }

  /** What the account that pays had available after something of it was decided. */
  available(payerAccountId: string, milliCents: number): void {
    this.#available.set(payerAccountId, milliCents);
  }

  /** Undefined where nothing was heard of the account since the start. */
  availableOf(payerAccountId: string): number | undefined {
    return this.#available.get(payerAccountId);
  }
}
