/**
 * What the store has acknowledged to this sidecar lately, in order: a failover may lose it again. It stays in memory,
 * within a number of operations, bytes and time. An operation that there is no room for any more leaves its name and
 * amount behind for a while, so that its loss can at least be told.
 *
 * All that is on the call path is to write into arrays that are there: an object for each operation would be copied
 * about by the garbage collector, which costs more than everything else here.
 */
import type { AuthorizeOperation, ChargeOperation, ConfirmOperation, PostOperation } from '../../ledger/port.ts';
import type { Completion } from '../bodies.ts';

/** What was acknowledged: `grant` was authorized, `confirm` is a hold that was opened again. */
export type Acknowledged =
  | Completion
  | { readonly kind: 'grant'; readonly operation: AuthorizeOperation; readonly units: number }
  | { readonly kind: 'confirm'; readonly operation: ConfirmOperation }
  | { readonly kind: 'charge'; readonly operation: ChargeOperation }
  | { readonly kind: 'credit'; readonly operation: PostOperation };

type Kind = Acknowledged['kind'];

/** What an operation says beside what the store answered. */
type Operation = Acknowledged['operation'];

export interface RecentOperation {
  /** Rises from one to the next. */
  readonly number: number;
  readonly kind: Kind;
  readonly rootAccountId: string;
  readonly accountId: string;
  /** The hold id, or the idempotency key of a charge or credit; empty for a charge without one. */
  readonly reference: string;
  /** When the store did it, by its own clock. */
  readonly atMs: number;
  /** What it has charged or credited; of all that a hold goes on after, what is reserved then. */
  readonly milliCents: number;
  /** Undefined where there was no room for it. */
  readonly acknowledged: Acknowledged | undefined;
}

export interface RecentBounds {
  /** How many are kept whole; 0 keeps nothing. */
  readonly operationsMax: number;
  readonly bytesMax: number;
  readonly ageMs: number;
}

/** Estimates of what is kept whole; an admission shares its terms and rules with others. */
const BYTES: Readonly<Record<Kind, number>> = {
  grant: 1_600,
  charge: 1_600,
  confirm: 1_600,
  settle: 800,
  interim: 500,
  answer: 350,
  extend: 450,
  release: 400,
  credit: 800,
};

/** How many names are kept for each operation that is kept whole. */
const NAMES_PER_OPERATION = 4;

export class RecentOperations {
  readonly #bounds: RecentBounds;
  /** Places are used in a circle: number n is at n modulo this. */
  readonly #places: number;
  readonly #kinds: (Kind | undefined)[];
  readonly #operations: (Operation | undefined)[];
  readonly #rootAccountIds: string[];
  readonly #accountIds: string[];
  readonly #references: string[];
  readonly #atMs: Float64Array;
  readonly #milliCents: Float64Array;
  /** What was granted. */
  readonly #units: Float64Array;
  /** The numbers of the oldest that is known, of the oldest that is whole, and of the next one. */
  #first = 0;
  #firstWhole = 0;
  #next = 0;
  #bytes = 0;
  #goneUpToMs = 0;

  constructor(bounds: RecentBounds) {
    this.#bounds = bounds;
    this.#places = NAMES_PER_OPERATION * bounds.operationsMax;
    const filled = <Item>(item: Item): Item[] => Array.from({ length: this.#places }, () => item);
    this.#kinds = filled<Kind | undefined>(undefined);
    this.#operations = filled<Operation | undefined>(undefined);
    [this.#rootAccountIds, this.#accountIds, this.#references] = [filled(''), filled(''), filled('')];
    this.#atMs = new Float64Array(this.#places);
    this.#milliCents = new Float64Array(this.#places);
    this.#units = new Float64Array(this.#places);
  }

  /** When the last one that is not known any more was done; 0 while there is none. */
  get goneUpToMs(): number {
    return this.#goneUpToMs;
  }

  /** @param units - what a grant grants */
  add(kind: Kind, operation: Operation, atMs: number, milliCents: number, units = 0): void {
    const { operationsMax, bytesMax, ageMs } = this.#bounds;
    if (operationsMax === 0) return;
    if (this.#next - this.#first === this.#places) this.#forget();
    const place = this.#next % this.#places;
    this.#next += 1;
    this.#kinds[place] = kind;
    this.#operations[place] = operation;
    this.#rootAccountIds[place] = operation.rootAccountId;
    this.#accountIds[place] = operation.accountId;
    this.#references[place] = 'holdId' in operation ? operation.holdId : operation.idempotencyKey;
    this.#atMs[place] = atMs;
    this.#milliCents[place] = milliCents;
    this.#units[place] = units;
    this.#bytes += BYTES[kind];
    while (this.#bytes > bytesMax || this.#next - this.#firstWhole > operationsMax) this.#reduce();
    while (atMs - (this.#atMs[this.#first % this.#places] ?? atMs) > ageMs) this.#forget();
  }

  /** Oldest first. */
  all(): readonly RecentOperation[] {
    const all: RecentOperation[] = [];
    for (let number = this.#first; number < this.#next; number += 1) {
      const operation = this.#at(number);
      if (operation !== undefined) all.push(operation);
    }
    return all;
  }

  /** This one is somebody else's concern from now on. */
  remove({ number }: RecentOperation): void {
    if (number < this.#first) return;
    const place = number % this.#places;
    const kind = this.#kinds[place];
    if (number >= this.#firstWhole && kind !== undefined) this.#bytes -= BYTES[kind];
    this.#kinds[place] = undefined;
    this.#operations[place] = undefined;
  }

  /** All that is known is somebody else's concern from now on. */
  clear(): void {
    this.#operations.fill(undefined);
    this.#kinds.fill(undefined);
    [this.#first, this.#firstWhole, this.#bytes, this.#goneUpToMs] = [this.#next, this.#next, 0, 0];
  }

  #at(number: number): RecentOperation | undefined {
    const place = number % this.#places;
    const kind = this.#kinds[place];
    if (kind === undefined) return undefined;
    const operation = this.#operations[place];
    const units = this.#units[place];
    return {
      number,
      kind,
      rootAccountId: this.#rootAccountIds[place] ?? '',
      accountId: this.#accountIds[place] ?? '',
      reference: this.#references[place] ?? '',
      atMs: this.#atMs[place] ?? 0,
      milliCents: this.#milliCents[place] ?? 0,
      // The two were added together.
      acknowledged: operation && ({ kind, operation, units } as Acknowledged),
    };
  }

  /** Leaves the name of the oldest that is whole. */
  #reduce(): void {
    const place = this.#firstWhole % this.#places;
    this.#firstWhole += 1;
    const kind = this.#kinds[place];
    if (kind !== undefined) this.#bytes -= BYTES[kind];
    this.#operations[place] = undefined;
  }

  #forget(): void {
    if (this.#firstWhole === this.#first) this.#reduce();
    this.#goneUpToMs = this.#atMs[this.#first % this.#places] ?? 0;
    this.#first += 1;
  }
}
