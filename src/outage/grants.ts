/**
 * Lets calls through while the store is away, within what the catalog allows for each account. A grant is on disk
 * before it is given, and becomes a hold when the store is back; what is on disk is the budget that is used, so that a
 * restart forgets none of it.
 */
import { affordableUnits, price } from '../domain/terms.ts';
import type { AuthorizeOperation, HoldRef, OutageOperations } from '../ledger/port.ts';
import { holdEnded, usedOtherwise } from '../ledger/faults.ts';
import { endOf, lentBy } from './bodies.ts';
import { Exposure } from './exposure.ts';
import { exposedBy, grantBody, grantedClaim } from './grant-body.ts';
import type { LastKnown } from './known.ts';
import { stepKeyOf } from './steps.ts';
import { holdKeyOf, type Spool, type SpoolRecord } from './spool/spool.ts';

/**
 * What became of a request: let through; above the budget or what the account had; of an account that this sidecar has
 * not heard of; or not kept, because the spool is full or broken.
 */
export type GrantOutcome = 'granted' | 'budget' | 'unseen' | 'spool';

interface Decided {
  /** 0 unless it is granted. */
  readonly units: number;
  readonly outcome: GrantOutcome;
}

interface Fitted {
  readonly units: number;
  readonly milliCents: number;
}

export interface OutageGrantsOptions {
  readonly spool: Spool;
  readonly known: LastKnown;
  readonly decided: (outcome: GrantOutcome) => void;
}

export class OutageGrants implements Pick<OutageOperations, 'grant'> {
  readonly #options: OutageGrantsOptions;
  #exposure = new Exposure();
  /** Whether what is on disk is counted. */
  #counted = false;
  #counting: Promise<void> | undefined;
  /** Grants on their way to the disk. */
  readonly #keeping = new Map<string, Promise<Decided>>();

  constructor(options: OutageGrantsOptions) {
    this.#options = options;
  }

  /** What accounts may owe for calls that the store has not heard of, milli-cents. */
  get exposureMilliCents(): number {
    return this.#exposure.total;
  }

  /** What is owed; undefined until what is on disk is counted. */
  get exposure(): Exposure | undefined {
    return this.#counted ? this.#exposure : undefined;
  }

  /** Counts what an earlier process has let through. Nothing is let through before. */
  count(): Promise<void> {
    this.#counting ??= this.#countSpool().finally(() => {
      this.#counting = undefined;
    });
    return this.#counting;
  }

  async grant(operation: AuthorizeOperation, atMs: number, limitMilliCents: number | undefined): Promise<number> {
    const { units, outcome } = await this.#decide(operation, atMs, limitMilliCents);
    this.#options.decided(outcome);
    return units;
  }

  async #decide(operation: AuthorizeOperation, atMs: number, limitMilliCents: number | undefined): Promise<Decided> {
    const { spool } = this.#options;
    const { accountId, holdId } = operation;
    const holdKey = holdKeyOf(accountId, holdId);
    if (spool.status().broken !== '') this.#counted = false;
    if (!this.#counted) {
      void this.count();
      return refused('spool');
    }
    // The same call again, whose answer was lost or is not there yet.
    const before = this.#exposure.grant(holdKey);
    if (before !== undefined) {
      if (before.fingerprint !== operation.fingerprint) throw usedOtherwise('hold_id');
      if (before.isOver) throw holdEnded('kept in the spool');
      return this.#keeping.get(holdKey) ?? { units: before.units, outcome: 'granted' };
    }
    const granted = this.#fitted(operation, limitMilliCents);
    if (typeof granted === 'string') return refused(granted);
    if (!spool.reserve(holdKey)) return refused('spool');
    const kept = this.#keep(operation, atMs, holdKey, granted).finally(() => this.#keeping.delete(holdKey));
    this.#keeping.set(holdKey, kept);
    return kept;
  }

  async #keep(
    operation: AuthorizeOperation,
    atMs: number,
    holdKey: string,
    { units, milliCents }: Fitted,
  ): Promise<Decided> {
    const { spool, known } = this.#options;
    const { accountId, holdId } = operation;
    const payerAccountId = operation.owners[operation.payer]?.accountId ?? accountId;
    // From here to the disk it counts, whoever asks meanwhile.
    const { fingerprint, terms } = operation;
    this.#exposure.add(holdKey, { fingerprint, payerAccountId, terms, units, milliCents });
    try {
      const { rootAccountId } = operation;
      const body = grantBody(operation, grantedClaim(operation, units, atMs), milliCents);
      await spool.append({ kind: 'grant', rootAccountId, accountId, holdId, recordedAtMs: atMs, body });
    } catch {
      // The spool has said why. Nothing was given.
      this.#exposure.remove(holdKey);
      spool.free(holdKey);
      return refused('spool');
    }
    known.granted(operation, units, terms.unit);
    return { units, outcome: 'granted' };
  }

  /** What can be granted, or why nothing. Included units count as money: nobody knows how many are left. */
  #fitted(
    { owners, payer, terms, units, minUnits, belowHold, blockedAtZero }: AuthorizeOperation,
    limitMilliCents: number | undefined,
  ): Fitted | GrantOutcome {
    const milliCents = price(terms, units);
    if (limitMilliCents === undefined || (milliCents === 0 && !blockedAtZero)) return { units, milliCents };
    const payerAccountId = owners[payer]?.accountId ?? '';
    const available = this.#options.known.availableOf(payerAccountId);
    if (available === undefined) return 'unseen';
    if (blockedAtZero && available <= 0) return 'budget';
    const left = Math.min(limitMilliCents, available) - this.#exposure.ofPayer(payerAccountId);
    if (milliCents <= left) return { units, milliCents };
    const covered = belowHold === 'shorten' ? affordableUnits(terms, Math.max(0, left), units) : 0;
    return covered < minUnits || covered === 0 ? 'budget' : { units: covered, milliCents: price(terms, covered) };
  }

  /** Whether the hold was granted here, and the store has not heard of it. */
  has({ accountId, holdId }: HoldRef): boolean {
    return this.#exposure.size > 0 && this.#exposure.grant(holdKeyOf(accountId, holdId)) !== undefined;
  }

  /** A call of which something was kept has ended. `used` is what it used; undefined: nobody said. */
  ended(holdKey: string, used: number | undefined): void {
    this.#exposure.ended(holdKey, used);
    this.#exposure.ended(stepKeyOf(holdKey), used);
    this.#options.spool.free(holdKey);
  }

  /** The store has its hold, or an operator has the grant. */
  told(record: SpoolRecord): void {
    const holdKey = holdKeyOf(record.accountId, record.holdId);
    if (record.kind === 'grant') this.#exposure.remove(holdKey);
    const lent = lentBy(record);
    if (lent === undefined) return;
    const steps = this.#exposure.grant(stepKeyOf(holdKey));
    // The last step counts for those before it too.
    if (steps !== undefined && steps.units <= lent.units) this.#exposure.remove(stepKeyOf(holdKey));
  }

  async #countSpool(): Promise<void> {
    const { spool } = this.#options;
    if (spool.status().broken !== '') return;
    this.#exposure = new Exposure();
    for await (const record of spool.pending()) {
      const holdKey = holdKeyOf(record.accountId, record.holdId);
      const end = endOf(record);
      if (end !== undefined) this.ended(holdKey, end.used);
      const lent = lentBy(record);
      if (lent !== undefined) {
        this.#exposure.add(stepKeyOf(holdKey), { ...lent, fingerprint: '' });
        this.#options.known.granted(record, lent.units, lent.terms.unit);
      }
      if (record.kind !== 'grant') continue;
      try {
        this.#exposure.add(holdKey, exposedBy(record));
      } catch {
        // It cannot be read, and goes to the quarantine when its turn comes.
        continue;
      }
      spool.reserve(holdKey);
    }
    this.#counted = true;
  }
}

function refused(outcome: GrantOutcome): Decided {
  return { units: 0, outcome };
}
