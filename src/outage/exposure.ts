/**
 * What accounts may owe for calls that were let through without the store, as far as this sidecar let them through. A
 * call counts with its whole grant, and from its end with what it cost, until its grant is a hold in the store.
 */
import { chargeableUnits, price, type Terms, wholeSeconds } from '../domain/terms.ts';

/** One call that was let through. */
export interface OutageGrant {
  /** Of the request: another one under the same hold id is not the same call. */
  readonly fingerprint: string;
  readonly payerAccountId: string;
  readonly terms: Terms;
  readonly units: number;
  readonly milliCents: number;
  /** What of the same call is reserved or counted elsewhere, so that its cost is owed only beyond that. Absent is 0. */
  readonly coveredMilliCents?: number;
}

interface Counted extends OutageGrant {
  readonly owedMilliCents: number;
  readonly isOver: boolean;
}

export class Exposure {
  readonly #grants = new Map<string, Counted>();
  readonly #byPayer = new Map<string, number>();
  #total = 0;

  /** Milli-cents, over all accounts. */
  get total(): number {
    return this.#total;
  }

  /** How many grants count. */
  get size(): number {
    return this.#grants.size;
  }

  ofPayer(payerAccountId: string): number {
    return this.#byPayer.get(payerAccountId) ?? 0;
  }

  grant(holdKey: string): Counted | undefined {
    return this.#grants.get(holdKey);
  }

  add(holdKey: string, grant: OutageGrant): void {
    this.remove(holdKey);
    this.#grants.set(holdKey, { ...grant, owedMilliCents: grant.milliCents, isOver: false });
    this.#move(grant.payerAccountId, grant.milliCents);
  }

  /** The call has ended: it costs what was used, and at most what it was granted. Undefined: all of it. */
  ended(holdKey: string, used: number | undefined): void {
    const grant = this.#grants.get(holdKey);
    if (grant === undefined) return;
    const { terms } = grant;
    const whole = used !== undefined && terms.unit === 'second' ? wholeSeconds(terms, used) : used;
    const cost = whole === undefined ? Infinity : price(terms, chargeableUnits(terms, whole));
    const owedMilliCents = Math.min(grant.milliCents, Math.max(0, cost - (grant.coveredMilliCents ?? 0)));
    this.#grants.set(holdKey, { ...grant, owedMilliCents, isOver: true });
    this.#move(grant.payerAccountId, owedMilliCents - grant.owedMilliCents);
  }

  remove(holdKey: string): void {
    const grant = this.#grants.get(holdKey);
    if (grant === undefined) return;
    this.#grants.delete(holdKey);
    this.#move(grant.payerAccountId, -grant.owedMilliCents);
  }

  #move(payerAccountId: string, milliCents: number): void {
    const now = this.ofPayer(payerAccountId) + milliCents;
    if (now === 0) this.#byPayer.delete(payerAccountId);
    else this.#byPayer.set(payerAccountId, now);
    this.#total += milliCents;
  }
}
