/**
 * A carrier's records of calls against our own: which are missing on either side, which are longer or shorter, and
 * which cost more than they brought. Pure. Money in milli-cents.
 */
import { maskNumber } from '../domain/phone/classify.ts';
import { billedUnits } from '../domain/terms.ts';

/** A call as the carrier bills it. */
export interface BilledCall {
  /** In its file, from 1. */
  readonly line: number;
  /** As the carrier calls it; may be empty. */
  readonly callId: string;
  /** The called number in E.164; empty where it is none. */
  readonly number: string;
  /** When it was answered, or began where the file does not say. */
  readonly atMs: number;
  readonly connectedSeconds: number;
  /** Undefined where the file does not say. */
  readonly costMilliCents: number | undefined;
}

/** A call as we charged it. */
export interface ChargedCall {
  readonly accountId: string;
  readonly holdId: string;
  /** The other party in the form that the archive keeps. */
  readonly number: string;
  readonly numberForm: string;
  /** When it was answered, or authorized where nobody said so. */
  readonly atMs: number;
  /** Nobody knows yet how long it will be. */
  readonly isOpen: boolean;
  readonly connectedSeconds: number;
  /** What the account paid, less what was given back. */
  readonly chargedMilliCents: number;
}

export interface CarrierRules {
  /** How far apart the clocks of both may be. */
  readonly clockMs: number;
  /** How much two reports of one call may differ, in seconds. */
  readonly seconds: number;
  /** The increments in which the carrier counts; 1 and 1 for seconds. */
  readonly firstIncrement: number;
  readonly nextIncrement: number;
}

export type DifferenceKind =
  /** The carrier bills a call that we do not know. */
  | 'missing'
  /** We charged a call that the carrier does not bill. */
  | 'unbilled'
  /** The carrier says that it was longer, or shorter. */
  | 'longer'
  | 'shorter'
  /** The carrier takes more for it than the account paid. */
  | 'dearer';

export const DIFFERENCE_KINDS: readonly DifferenceKind[] = ['missing', 'longer', 'dearer', 'shorter', 'unbilled'];

export interface Difference {
  readonly kind: DifferenceKind;
  /** At least one of both. */
  readonly billed: BilledCall | undefined;
  readonly charged: ChargedCall | undefined;
  /** What the carrier counts beyond what we do; below 0 where it counts less. */
  readonly seconds: number;
  /** The same in money. */
  readonly milliCents: number;
}

export interface Comparison {
  readonly matched: number;
  /** In the order of the carrier's file; what is in ours alone comes last, by time. */
  readonly differences: readonly Difference[];
}

export function compareCalls(
  billed: readonly BilledCall[],
  charged: readonly ChargedCall[],
  rules: CarrierRules,
): Comparison {
  const partners = partnersOf(billed, charged, rules.clockMs);
  const differences = billed.flatMap((call): readonly Difference[] => {
    const partner = partners.get(call);
    if (partner !== undefined) return differencesOf(call, partner, rules);
    return [difference('missing', call, undefined, call.connectedSeconds, call.costMilliCents ?? 0)];
  });
  const known = new Set(partners.values());
  const unbilled = charged
    .filter((call) => !known.has(call) && !call.isOpen && call.connectedSeconds > 0)
    .sort((a, b) => a.atMs - b.atMs)
    .map((call) => difference('unbilled', undefined, call, -secondsOf(call, rules), -call.chargedMilliCents));
  return { matched: partners.size, differences: [...differences, ...unbilled] };
}

function differencesOf(billed: BilledCall, charged: ChargedCall, rules: CarrierRules): readonly Difference[] {
  if (charged.isOpen) return [];
  const seconds = billed.connectedSeconds - secondsOf(charged, rules);
  const milliCents = (billed.costMilliCents ?? charged.chargedMilliCents) - charged.chargedMilliCents;
  const kinds: DifferenceKind[] = [];
  if (Math.abs(seconds) > rules.seconds) kinds.push(seconds > 0 ? 'longer' : 'shorter');
  if (milliCents > 0) kinds.push('dearer');
  return kinds.map((kind) => difference(kind, billed, charged, seconds, milliCents));
}

/** Our connected time as the carrier would count it. */
function secondsOf({ connectedSeconds }: ChargedCall, { firstIncrement, nextIncrement }: CarrierRules): number {
  return billedUnits({ firstIncrement, nextIncrement }, Math.ceil(connectedSeconds));
}

function difference(
  kind: DifferenceKind,
  billed: BilledCall | undefined,
  charged: ChargedCall | undefined,
  seconds: number,
  milliCents: number,
): Difference {
  return { kind, billed, charged, seconds: Math.round(seconds), milliCents };
}

/* Which of ours is which of the carrier's. */

interface Pair {
  readonly billed: BilledCall;
  readonly charged: ChargedCall;
  readonly distance: number;
}

/**
 * By id, where the carrier has ours; else by number and time: of all pairs within the clocks' reach the nearest ones,
 * each call once. How long they were counts with how far apart they are, so that two calls to one number in a minute do
 * not change places.
 */
function partnersOf(
  billed: readonly BilledCall[],
  charged: readonly ChargedCall[],
  clockMs: number,
): ReadonlyMap<BilledCall, ChargedCall> {
  const partners = new Map<BilledCall, ChargedCall>();
  const taken = new Set<ChargedCall>();
  const join = (one: BilledCall, other: ChargedCall): void => {
    partners.set(one, other);
    taken.add(other);
  };
  const byId = new Map(charged.map((call) => [call.holdId, call]));
  for (const call of billed) {
    const same = call.callId === '' ? undefined : byId.get(call.callId);
    if (same !== undefined && !taken.has(same)) join(call, same);
  }
  const free = charged.filter((call) => !taken.has(call));
  const index = new NumberIndex(free);
  const pairs = billed
    .filter((call) => !partners.has(call))
    .flatMap((call): Pair[] => index.near(call, clockMs).map((other) => pairOf(call, other)));
  pairs.sort((a, b) => a.distance - b.distance);
  for (const pair of pairs) {
    if (!partners.has(pair.billed) && !taken.has(pair.charged)) join(pair.billed, pair.charged);
  }
  return partners;
}

function pairOf(billed: BilledCall, charged: ChargedCall): Pair {
  const apart = Math.abs(billed.atMs - charged.atMs);
  const longer = charged.isOpen ? 0 : Math.abs(billed.connectedSeconds - charged.connectedSeconds) * 1000;
  return { billed, charged, distance: apart + longer };
}

/** Our calls by number as the archive keeps it, by time. One that is kept as a keyed hash cannot be compared. */
class NumberIndex {
  readonly #calls = new Map<string, ChargedCall[]>();
  readonly #forms = new Set<string>();

  constructor(charged: readonly ChargedCall[]) {
    for (const call of [...charged].sort((a, b) => a.atMs - b.atMs)) {
      this.#forms.add(call.numberForm);
      const key = `${call.numberForm} ${call.numberForm === 'hash' ? '' : call.number}`;
      const known = this.#calls.get(key);
      if (known === undefined) this.#calls.set(key, [call]);
      else known.push(call);
    }
  }

  near({ number, atMs }: BilledCall, clockMs: number): readonly ChargedCall[] {
    return [...this.#forms].flatMap((form) => {
      const calls = this.#calls.get(`${form} ${keptAs(form, number)}`) ?? [];
      const first = firstFrom(calls, atMs - clockMs);
      const found: ChargedCall[] = [];
      for (let at = first; at < calls.length; at += 1) {
        const call = calls[at];
        if (call === undefined || call.atMs > atMs + clockMs) break;
        found.push(call);
      }
      return found;
    });
  }
}

function keptAs(form: string, number: string): string {
  if (form === 'full') return number;
  return form === 'masked' ? maskNumber(number) : '';
}

/** The place of the first call that is not before a time. */
function firstFrom(calls: readonly ChargedCall[], fromMs: number): number {
  let [low, high] = [0, calls.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((calls[middle]?.atMs ?? 0) < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
