/** What changes from one deck to the next. */
import { countryOfPrefix } from '../../domain/phone/calling-codes.ts';
import type { Deck, DeckCode, DeckEntry } from './deck.ts';
import { firstNumberUnder } from './prefix-index.ts';

/**
 * - `added`, `gone`: the code has an entry on one side only; one that is to come or has ended counts as none;
 * - `dearer`, `cheaper`: by the rate, else by the connect fee, else by the increments;
 * - `blocked`, `opened`: closed by the carrier, or no longer, whether or not the code had an entry otherwise.
 */
export const CHANGE_KINDS = ['added', 'gone', 'dearer', 'cheaper', 'blocked', 'opened'] as const;

export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One code that says something else. */
export interface DeckChange {
  readonly prefix: string;
  /** ISO 3166 alpha-2, or `unknown`. */
  readonly country: string;
  readonly kind: ChangeKind;
  /** Of the code itself; where it has none, of the shorter prefix that spoke or speaks for it, if any. */
  readonly before: DeckEntry | undefined;
  readonly after: DeckEntry | undefined;
}

/** Counts by what became of the codes of one country. */
export interface CountryChanges {
  readonly country: string;
  readonly counts: Readonly<Record<ChangeKind | 'same', number>>;
  /** The largest rise of a rate, in percent, for people; 0 for none. */
  readonly largestRisePercent: number;
}

export interface DeckDiff {
  /** In the order of the codes. */
  readonly changes: readonly DeckChange[];
  /** Countries with a change, the most changed first. */
  readonly countries: readonly CountryChanges[];
  /** Codes that say the same. */
  readonly same: number;
}

/** Compares all codes of two decks as they are at a moment. */
export function diffDecks(before: Deck, after: Deck, atMs: number): DeckDiff {
  const changes: DeckChange[] = [];
  const byCountry = new Map<string, { counts: Record<ChangeKind | 'same', number>; largestRisePercent: number }>();
  for (const { prefix, old, young } of pairs(before, after, atMs)) {
    if (old === undefined && young === undefined) continue;
    const country = countryOfPrefix(prefix);
    const counted = byCountry.get(country) ?? { counts: zeroCounts(), largestRisePercent: 0 };
    byCountry.set(country, counted);
    const kind = kindOf(old, young);
    counted.counts[kind ?? 'same'] += 1;
    if (kind === undefined) continue;
    const change = {
      prefix,
      country,
      kind,
      before: old ?? before.lookup(prefix, atMs),
      after: young ?? after.lookup(prefix, atMs),
    };
    changes.push(change);
    if (kind === 'dearer') counted.largestRisePercent = Math.max(counted.largestRisePercent, risePercent(change) ?? 0);
  }
  const all = [...byCountry].map(([country, counted]) => ({ country, ...counted }));
  const countries = all
    .filter((each) => changed(each) > 0)
    .sort((a, b) => changed(b) - changed(a) || a.country.localeCompare(b.country));
  return { changes, countries, same: all.reduce((sum, { counts }) => sum + counts.same, 0) };
}

/** By how many percent the rate rises (or falls, below 0); undefined where a price is missing or was nothing. */
export function risePercent({ before, after }: Pick<DeckChange, 'before' | 'after'>): number | undefined {
  if (before === undefined || after === undefined || before.rate === 0 || before.blocked || after.blocked)
    return undefined;
  return ((after.rate * before.rateUnits) / (before.rate * after.rateUnits) - 1) * 100;
}

function changed({ counts }: CountryChanges): number {
  return CHANGE_KINDS.reduce((sum, kind) => sum + counts[kind], 0);
}

function zeroCounts(): Record<ChangeKind | 'same', number> {
  return { added: 0, gone: 0, dearer: 0, cheaper: 0, blocked: 0, opened: 0, same: 0 };
}

interface Pair {
  readonly prefix: string;
  readonly old: DeckEntry | undefined;
  readonly young: DeckEntry | undefined;
}

/** Both lists are in the same order, so they are read side by side. */
function* pairs(before: Deck, after: Deck, atMs: number): Generator<Pair> {
  const [olds, youngs] = [before.codesAt(atMs), after.codesAt(atMs)];
  let [old, young] = [olds.next(), youngs.next()];
  while (old.done !== true || young.done !== true) {
    const order = compareCodes(old.value, young.value);
    const prefix = (order <= 0 ? old.value : young.value)?.prefix ?? '';
    yield {
      prefix,
      old: order <= 0 ? entryOf(before, old.value) : undefined,
      young: order >= 0 ? entryOf(after, young.value) : undefined,
    };
    if (order <= 0) old = olds.next();
    if (order >= 0) young = youngs.next();
  }
}

/** A list that has ended comes last. */
function compareCodes(a: DeckCode | undefined, b: DeckCode | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  return firstNumberUnder(a.prefix) - firstNumberUnder(b.prefix) || a.prefix.length - b.prefix.length;
}

function entryOf(deck: Deck, code: DeckCode | undefined): DeckEntry | undefined {
  return code === undefined || code.state === 'to_come' || code.state === 'ended' ? undefined : deck.entry(code.row);
}

/** Undefined for a code that says the same. One side at least has an entry. */
function kindOf(old: DeckEntry | undefined, young: DeckEntry | undefined): ChangeKind | undefined {
  // A closed code that is new is closed all the same, and one that goes is sold by the shorter prefix again.
  if (old?.blocked === true || young?.blocked === true) {
    if (old?.blocked === young?.blocked) return undefined;
    return young?.blocked === true ? 'blocked' : 'opened';
  }
  if (old === undefined) return 'added';
  if (young === undefined) return 'gone';
  const order =
    compareRates(young, old) ||
    young.connectFeeMilliCents - old.connectFeeMilliCents ||
    young.firstIncrement - old.firstIncrement ||
    young.nextIncrement - old.nextIncrement;
  if (order === 0) return undefined;
  return order > 0 ? 'dearer' : 'cheaper';
}

/** Exactly: the products of large rates are beyond doubles. */
function compareRates(a: DeckEntry, b: DeckEntry): number {
  if (a.rateUnits === b.rateUnits) return a.rate - b.rate;
  const difference = BigInt(a.rate) * BigInt(b.rateUnits) - BigInt(b.rate) * BigInt(a.rateUnits);
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}
