/** What the store has lost and is told again, each family of accounts in its order; and what cannot be told again. */
import { setTimeout as delay } from 'node:timers/promises';
import { errorText, Fault } from '../../domain/fault.ts';
import type { Ledger } from '../../ledger/port.ts';
import { holdKeyOf } from '../spool/spool.ts';
import { isPassing } from '../telling.ts';
import type { RecentOperation } from './recent-operations.ts';
import { type Shortfall, tellAgain } from './tell-again.ts';

/** Something that is lost for good, until somebody makes it good by hand. */
export interface LostForGood extends Omit<RecentOperation, 'acknowledged' | 'number'> {
  readonly why: string;
}

export interface LostQueueOptions {
  readonly ledger: Ledger;
  /** One operation was told again, or is lost for good. */
  readonly told: (kind: RecentOperation['kind'], outcome: 'replayed' | 'exposed', exposedMilliCents: number) => void;
  readonly logger: {
    info(facts: object, message: string): void;
    error(facts: object, message: string): void;
  };
  readonly onEmpty: () => void;
}

/** While the store cannot be asked. */
const RETRY_MS = 100;
/** Another sidecar may be about to tell of the hold. */
const UNKNOWN_MS = 3_000;
const FAMILIES_AT_ONCE = 16;
/** So many of what is lost for good are listed. */
const LISTED_MAX = 1_000;

export class LostQueue {
  readonly #options: LostQueueOptions;
  readonly #families = new Map<string, RecentOperation[]>();
  /** How many operations of a hold wait. */
  readonly #holds = new Map<string, number>();
  readonly #lostForGood: LostForGood[] = [];
  #replaying: Promise<void> | undefined;
  #replayed = 0;
  #exposureMilliCents = 0;
  #exposed = 0;
  /** Changes when the store is another one. */
  #store = 0;
  #stopped = false;

  constructor(options: LostQueueOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#families.size === 0;
  }

  view() {
    const pending = [...this.#families.values()].reduce((sum, { length }) => sum + length, 0);
    const [replayed, exposureMilliCents] = [this.#replayed, this.#exposureMilliCents];
    return { replayed, pending, exposureMilliCents, lostForGood: [...this.#lostForGood] };
  }

  /** @param lost - oldest first */
  add(lost: readonly RecentOperation[]): void {
    const ended = new Set(lost.filter(isEnd).map(keyOf));
    // What a call had reserved is no loss beside what its end has charged.
    for (const each of lost) this.#add(isGrant(each) && ended.has(keyOf(each)) ? { ...each, milliCents: 0 } : each);
    this.#replaying ??= this.#replay().finally(() => {
      this.#replaying = undefined;
      this.#options.onEmpty();
    });
  }

  /** What is told of a family now; undefined where nothing of it waits. */
  turnOf(rootAccountId: string): Promise<void> | undefined {
    return this.#families.has(rootAccountId) ? this.#replaying : undefined;
  }

  hasHold(accountId: string, holdId: string): boolean {
    return this.#holds.size > 0 && this.#holds.has(holdKeyOf(accountId, holdId));
  }

  /** The store is another one: nothing of this is told to it. */
  giveUp(): void {
    this.#store += 1;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#replaying;
  }

  #add(operation: RecentOperation): void {
    const family = this.#families.get(operation.rootAccountId);
    if (family === undefined) this.#families.set(operation.rootAccountId, [operation]);
    else family.push(operation);
    const hold = keyOf(operation);
    this.#holds.set(hold, (this.#holds.get(hold) ?? 0) + 1);
  }

  /** Never rejects. */
  async #replay(): Promise<void> {
    const [replayed, exposed, exposureMilliCents] = [this.#replayed, this.#exposed, this.#exposureMilliCents];
    while (this.#families.size > 0 && !this.#stopped) {
      const untilMs = performance.now() + UNKNOWN_MS;
      // Those who work on it share the walk, and what comes meanwhile.
      const families = this.#families.keys();
      const work = async (): Promise<void> => {
        for (const family of families) await this.#replayFamily(family, untilMs);
      };
      await Promise.all(Array.from({ length: FAMILIES_AT_ONCE }, work));
    }
    const facts = {
      replayed: this.#replayed - replayed,
      exposed: this.#exposed - exposed,
      exposure_milli_cents: this.#exposureMilliCents - exposureMilliCents,
    };
    const { logger } = this.#options;
    if (facts.exposed === 0) logger.info(facts, 'what the store had lost was told again');
    else logger.error(facts, 'not all that the store had lost could be told again');
  }

  async #replayFamily(family: string, untilMs: number): Promise<void> {
    const operations = this.#families.get(family) ?? [];
    for (let operation = operations[0]; operation !== undefined; operation = operations[0]) {
      const shortfall = await this.#tell(operation, untilMs);
      if (this.#stopped) return;
      operations.shift();
      this.#told(operation, shortfall);
    }
    this.#families.delete(family);
  }

  /** Waits for a store that is away. */
  async #tell(operation: RecentOperation, untilMs: number): Promise<Shortfall | undefined> {
    const { milliCents, acknowledged } = operation;
    const store = this.#store;
    if (acknowledged === undefined) return { milliCents, why: 'only its name was remembered' };
    while (!this.#stopped) {
      if (store !== this.#store) return { milliCents, why: 'the store is another one by now' };
      try {
        return await tellAgain(this.#options.ledger, operation, acknowledged);
      } catch (error) {
        const isUnknown = error instanceof Fault && error.reason === 'HOLD_UNKNOWN' && performance.now() < untilMs;
        if (!isPassing(error) && !isUnknown) return { milliCents, why: errorText(error) };
        await delay(RETRY_MS);
      }
    }
    return undefined;
  }

  #told(operation: RecentOperation, shortfall: Shortfall | undefined): void {
    const hold = keyOf(operation);
    const left = (this.#holds.get(hold) ?? 1) - 1;
    if (left === 0) this.#holds.delete(hold);
    else this.#holds.set(hold, left);
    if (shortfall !== undefined) return this.#expose(operation, shortfall);
    this.#replayed += 1;
    this.#options.told(operation.kind, 'replayed', 0);
  }

  #expose({ acknowledged: _whole, number: _number, ...facts }: RecentOperation, shortfall: Shortfall): void {
    const { told, logger } = this.#options;
    const { kind, accountId, reference, atMs } = facts;
    const { why } = shortfall;
    // What an Extend or Answer leaves reserved is in the amount of its grant, or in the charge at the end.
    const milliCents = kind === 'extend' || kind === 'answer' ? 0 : Math.abs(shortfall.milliCents);
    this.#exposed += 1;
    this.#exposureMilliCents += milliCents;
    this.#lostForGood.push({ ...facts, milliCents, why });
    if (this.#lostForGood.length > LISTED_MAX) this.#lostForGood.shift();
    told(kind, 'exposed', milliCents);
    const at = new Date(atMs).toISOString();
    logger.error(
      { kind, account_id: accountId, reference, at, amount_milli_cents: milliCents, why },
      'the store has lost an operation that it had acknowledged, and it cannot be told again',
    );
  }
}

function keyOf({ accountId, reference }: RecentOperation): string {
  return holdKeyOf(accountId, reference);
}

function isGrant({ kind }: RecentOperation): boolean {
  return kind === 'grant' || kind === 'confirm';
}

function isEnd({ kind }: RecentOperation): boolean {
  return kind === 'settle' || kind === 'release';
}
