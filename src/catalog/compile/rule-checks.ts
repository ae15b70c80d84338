/** What is checked of rules beside each other, and of the keys of a rate rule. */
import { PRICE_KEYS, type RateRuleSource } from '../schema/rule-files.ts';
import type { Service } from '../snapshot.ts';
import { suggestion } from '../../domain/did-you-mean.ts';
import { pathText, type Report, type SourcePath } from '../source/problems.ts';
import type { MatchSource } from '../schema/scalars.ts';
import { gapBetween, NumberIndex, pushTo, Regions } from './coverage.ts';
import type { LoadedDeck } from './rates.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Two rules of one name could not be told apart in a call record. `list` is where they stand. */
export function checkUniqueNames(rules: readonly { readonly name: string }[], list: SourcePath, report: Report): void {
  const first = new Map<string, number>();
  rules.forEach(({ name }, index) => {
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, index);
    else
      report(
        [...list, index, 'name'],
        `the name "${name}" is used by ${pathText([...list, earlier])} already`,
        'give each a name of its own',
      );
  });
}

/** A rule of a list in which the first that matches decides. */
export interface OrderedRule {
  readonly name: string;
  readonly match: MatchSource;
  /** Whether nothing is left for the later rule where this one matches; always, when absent. */
  readonly ends?: (later: number) => boolean;
  /** In shadow it decides nothing, so that what it hides today is not hidden for good. */
  readonly shadow?: boolean;
}

/**
 * A rule that an earlier one leaves nothing to is a mistake; one to which several earlier ones together leave nothing
 * may be meant so, and is a warning. `list` is where the rules stand.
 */
export function checkReachable(
  rules: readonly OrderedRule[],
  list: SourcePath,
  words: Vocabulary,
  report: Report,
): void {
  const regions = new Regions(
    words,
    rules.map(({ match }) => match),
  );
  const known = rules.map(({ match }) => regions.of(match));
  const called = (index: number): string => `"${rules[index]?.name}" (${report.placeOf([...list, index])})`;
  const before = new NumberIndex();
  known.forEach((later, index) => {
    const around = [...new Set(before.around(later))];
    before.add(index, later);
    const byGap = new Map<number, number[]>();
    let shadow: number | undefined;
    for (const earlier of around) {
      const region = known[earlier];
      const gap = region === undefined ? 'many' : gapBetween(region, later);
      if (gap === 'many' || rules[earlier]?.ends?.(index) === false) continue;
      const isShadow = rules[earlier]?.shadow === true;
      if (gap === 'none' && !isShadow) {
        const why = `${called(earlier)} before it takes all of its traffic`;
        report([...list, index], `"${rules[index]?.name}" can never match: ${why}`, 'move it up, or remove it');
        return;
      }
      if (gap === 'none') shadow = earlier;
      else if (!isShadow) pushTo(byGap, gap, earlier);
    }
    const warn = (what: string): void => {
      report.warn([...list, index], `"${rules[index]?.name}" ${what}`, 'move it up, or remove it');
    };
    if (shadow !== undefined) {
      warn(`has nothing to do while ${called(shadow)} before it is in shadow`);
      return;
    }
    const together = [...byGap].find(([gap, earlier]) => {
      const regionsBefore = earlier.flatMap((each) => known[each] ?? []);
      return regions.fill(regionsBefore, gap, later);
    });
    if (together === undefined) return;
    warn(`can hardly match: ${together[1].map(called).join(' and ')} together take its traffic`);
  });
}

/* Which keys of a rate rule go together. */

/** Keys that mean nothing beside `free` or `deck`. */
const IDLE_KEYS = {
  free: ['connect_fee', 'increments', 'minimum_charge', 'markup_percent', 'free_seconds'],
  deck: ['connect_fee', 'increments'],
} as const;

/** @param services - those that the rule can be about. */
export function checkRateKeys(
  source: RateRuleSource,
  services: readonly Service[],
  decks: Decks,
  path: SourcePath,
  report: Report,
): void {
  const given = PRICE_KEYS.filter((key) => source[key] !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? 'has no price' : `has ${given.length} prices (${given.join(', ')})`;
    report(path, `"${source.name}" ${found}`, `give exactly one of ${PRICE_KEYS.join(', ')}`);
  }
  for (const kind of ['free', 'deck'] as const) {
    if (source[kind] === undefined) continue;
    for (const key of IDLE_KEYS[kind]) {
      if (source[key] !== undefined) report([...path, key], `${key} has no meaning beside ${kind}`, 'remove it');
    }
  }
  checkUnit(source, services, path, report);
  if (source.deck !== undefined) checkDeck(source.deck, services, decks, [...path, 'deck'], report);
}

/** The decks that were read, and the names of all that exist: a broken one has had its problems listed already. */
export interface Decks {
  readonly loaded: ReadonlyMap<string, LoadedDeck>;
  readonly names: ReadonlySet<string>;
}

function checkUnit(source: RateRuleSource, services: readonly Service[], path: SourcePath, report: Report): void {
  for (const key of ['per_minute', 'per_second', 'per_unit'] as const) {
    if (source[key] === undefined) continue;
    const forSeconds = key !== 'per_unit';
    const service = services.find(({ unit }) => (unit === 'second') !== forSeconds);
    if (service === undefined) continue;
    const hint = forSeconds
      ? 'use per_unit, or match only services counted in seconds'
      : 'use per_minute or per_second';
    report([...path, key], `the service ${service.name} is counted in ${service.unit}s`, hint);
  }
  const other = services.find(({ unit }) => unit !== 'second');
  for (const key of ['free_seconds', 'fraction'] as const) {
    if (source[key] === undefined || other === undefined) continue;
    const hint = 'match only services counted in seconds';
    report([...path, key], `the service ${other.name} is counted in ${other.unit}s`, hint);
  }
}

function checkDeck(name: string, services: readonly Service[], decks: Decks, path: SourcePath, report: Report): void {
  if (!decks.names.has(name)) {
    report(
      path,
      `there is no deck ${name}: neither decks/${name}.csv nor an entry in decks:`,
      suggestion(name, decks.names),
    );
    return;
  }
  const kind = decks.loaded.get(name)?.kind;
  if (kind === undefined) return;
  const service = services.find(({ unit }) => (unit === 'second') !== (kind === 'calls'));
  if (service === undefined) return;
  report(
    path,
    `the deck ${name} is for ${kind}, and the service ${service.name} is counted in ${service.unit}s`,
    'match other services',
  );
}
