/** Prices: rules in order, the first that matches and has a price decides. */
import { BoundedCache } from '../../domain/bounded-cache.ts';
import type { ExactRate } from '../../domain/money.ts';
import type { Fraction } from '../../domain/terms.ts';
import { otherParty, type Traffic } from '../../domain/traffic.ts';
import type { Deck } from '../deck/deck.ts';
import type { DeckKind } from '../deck/mapping.ts';
import { NONE } from '../deck/prefix-index.ts';
import type { RateRuleSource, RatesFile } from '../schema/rule-files.ts';
import type { Block, Rated, Service } from '../snapshot.ts';
import type { Report, SourcePath } from '../source/problems.ts';
import { compileMatch, type Matcher, RuleList } from './matcher.ts';
import { checkPriceBound, FREE, moneyAt, parsedAt, type PriceParts, rateAt, termsOf } from './price.ts';
import { checkRateKeys, checkReachable, checkUniqueNames, type Decks } from './rule-checks.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A price rule, ready for one kind of unit: a price, or that the deck has closed the code. */
type Pricer = (traffic: Traffic) => Rated | Block | undefined;

interface CompiledRate {
  readonly name: string;
  readonly matcher: Matcher;
  /** By service, because terms name the service's unit. */
  readonly pricers: ReadonlyMap<string, Pricer>;
}

/** What rate rules need beside the names. */
export interface RateInputs {
  readonly words: Vocabulary;
  readonly decks: Decks;
  readonly catalogVersion: string;
  /** The catalog's, for rules that do not say otherwise. */
  readonly fraction: Fraction;
  /** The most units that traffic of a service may be granted; 0 when that is not known. */
  readonly longest: (service: string) => number;
}

export class RateTable {
  readonly #rules: RuleList<CompiledRate>;

  constructor(rules: readonly CompiledRate[], services: Iterable<string>) {
    this.#rules = new RuleList(rules, services);
  }

  /**
   * Undefined is NO_RATE, or that a deck has closed the code. A rule whose deck does not know the number passes it on
   * to the next rule.
   */
  rate(traffic: Traffic): Rated | undefined {
    const found = this.#decide(traffic);
    return found !== undefined && 'terms' in found ? found : undefined;
  }

  /** What closed the code of traffic that has no price; undefined where nothing did. */
  closedBy(traffic: Traffic): Block | undefined {
    const found = this.#decide(traffic);
    return found !== undefined && 'mode' in found ? found : undefined;
  }

  #decide(traffic: Traffic): Rated | Block | undefined {
    for (const rule of this.#rules.of(traffic.service)) {
      const found = rateBy(rule, traffic);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What holds of the time condition of the deciding rule, for explanations. */
  timeOf(traffic: Traffic): string | undefined {
    const rule = this.#rules.of(traffic.service).find((candidate) => rateBy(candidate, traffic) !== undefined);
    return rule?.matcher.time?.textAt(traffic);
  }
}

function rateBy({ matcher, pricers }: CompiledRate, traffic: Traffic): ReturnType<Pricer> {
  return matcher.matches(traffic) ? pricers.get(traffic.service)?.(traffic) : undefined;
}

export function compileRates(source: RatesFile, inputs: RateInputs, report: Report): RateTable {
  checkUniqueNames(source.rules, ['rules'], report);
  const rules = source.rules.map((rule, index) => compileRate(rule, index, inputs, report));
  checkReachable(
    source.rules.map(({ name, match, deck }) => ({
      name,
      match,
      // What a deck does not know goes on to the next rule, where the same deck does not know it either.
      ends: (later) => deck === undefined || source.rules[later]?.deck === deck,
    })),
    ['rules'],
    inputs.words,
    report,
  );
  return new RateTable(rules, inputs.words.services.keys());
}

function compileRate(source: RateRuleSource, index: number, inputs: RateInputs, report: Report): CompiledRate {
  const path = ['rules', index];
  const matcher = compileMatch(source.match, inputs.words, [...path, 'match'], report);
  const services = [...inputs.words.services.values()].filter(({ name }) => matcher.services?.has(name) ?? true);
  checkRateKeys(source, services, inputs.decks, path, report);
  const pricers = new Map<string, Pricer>();
  for (const service of services) {
    const pricer = pricerFor(source, service, path, inputs, report);
    if (pricer !== undefined) pricers.set(service.name, pricer);
  }
  return { name: source.name, matcher, pricers };
}

function pricerFor(
  source: RateRuleSource,
  service: Service,
  path: readonly (string | number)[],
  inputs: RateInputs,
  report: Report,
): Pricer | undefined {
  const { currency } = inputs.words;
  const markup = source.markup_percent === undefined ? undefined : String(source.markup_percent);
  const parts: PriceParts = {
    rule: source.name,
    unit: service.unit,
    catalogVersion: inputs.catalogVersion,
    markup,
    minimumChargeMilliCents:
      source.minimum_charge === undefined
        ? 0
        : moneyAt(source.minimum_charge, currency, [...path, 'minimum_charge'], report),
    freeSeconds: source.free_seconds ?? 0,
    fraction: source.fraction ?? inputs.fraction,
  };
  const units = inputs.longest(service.name);
  if (source.deck !== undefined) {
    const deck = inputs.decks.loaded.get(source.deck);
    if (deck === undefined) return undefined;
    const rateUnitsMin = deck.kind === 'calls' ? 60 : 1;
    checkPriceBound({ rate: deck.deck.bound, markup, units, rateUnitsMin }, [...path, 'deck'], report);
    const pricer = new DeckPricer(source.deck, deck.deck, parts);
    return (traffic) => pricer.rate(traffic);
  }
  const rate = fixedRate(source, currency, path, report);
  checkPriceBound({ rate, markup, units, rateUnitsMin: rate.rateUnits }, path, report);
  const [first = 1, next = 1] = (source.increments ?? '1/1').split('/').map(Number);
  const connectFee =
    source.connect_fee === undefined ? 0 : moneyAt(source.connect_fee, currency, [...path, 'connect_fee'], report);
  const price = { ...rate, connectFeeMilliCents: connectFee, firstIncrement: first, nextIncrement: next };
  const terms = parsedAt(() => termsOf(parts, price, source.name), undefined, path, report);
  if (terms === undefined) return undefined;
  const rated = Object.freeze({ terms, prefix: '', explanation: `rate rule "${source.name}"` });
  return () => rated;
}

/** The price of one unit; per minute it is the price of 60 seconds. */
function fixedRate(source: RateRuleSource, currency: string, path: SourcePath, report: Report): ExactRate {
  if (source.per_minute !== undefined) {
    const { rate, rateUnits } = rateAt(source.per_minute, currency, [...path, 'per_minute'], report);
    return { rate, rateUnits: rateUnits * 60 };
  }
  if (source.per_second !== undefined) return rateAt(source.per_second, currency, [...path, 'per_second'], report);
  if (source.per_unit !== undefined) return rateAt(source.per_unit, currency, [...path, 'per_unit'], report);
  return FREE;
}

/* Prices out of a rate deck, remembered by prefix: a busy prefix makes its terms once. */

/** A deck and what its rates are for. */
export interface LoadedDeck {
  readonly deck: Deck;
  readonly kind: DeckKind;
}

/** Rows whose terms are remembered: more than a gateway calls in a day, few enough to hold. */
const REMEMBERED_ROWS = 20_000;

class DeckPricer {
  readonly #name: string;
  readonly #deck: Deck;
  readonly #parts: PriceParts;
  readonly #remembered = new BoundedCache<Rated | Block>(REMEMBERED_ROWS);

  constructor(name: string, deck: Deck, parts: PriceParts) {
    this.#name = name;
    this.#deck = deck;
    this.#parts = parts;
  }

  /** Undefined when the deck has no price for the other party's number now. */
  rate(traffic: Traffic): Rated | Block | undefined {
    const digits = otherParty(traffic)?.digits;
    const row = digits === undefined ? NONE : this.#deck.find(digits, traffic.atMs);
    if (row === NONE) return undefined;
    const key = String(row);
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const found = this.#read(row);
    this.#remembered.set(key, found);
    return found;
  }

  #read(row: number): Rated | Block {
    const entry = this.#deck.entry(row);
    const label = entry.name === '' ? entry.prefix : entry.name;
    const name = entry.name === '' ? '' : ` (${entry.name})`;
    const { rule } = this.#parts;
    if (entry.blocked === true) return Object.freeze({ mode: 'enforce', rule: `${rule}/${label}`, message: '' });
    return Object.freeze({
      terms: termsOf(this.#parts, entry, `${rule}/${label}`),
      prefix: entry.prefix,
      explanation: `rate rule "${rule}", deck ${this.#name}, prefix ${entry.prefix}${name}`,
    });
  }
}
