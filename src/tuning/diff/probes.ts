/**
 * The traffic by which two catalogs are compared: every service in both directions, direct and forwarded, for every
 * plan and licence, to every country and class of numbers, and to the numbers that either catalog's rules name.
 */
import type { CatalogSnapshot } from '../../catalog/snapshot.ts';
import type { NumberFacts } from '../../domain/phone/classify.ts';
import {
  callingCodeOf,
  NUMBER_CLASSES,
  type NumberClass,
  supportedCountries,
  UNKNOWN_COUNTRY,
} from '../../domain/phone/metadata.ts';
import type { Direction, Traffic } from '../../domain/traffic.ts';

/** Whose traffic it is, and what; the other party comes on top. */
export interface ProbeKind {
  readonly service: string;
  readonly direction: Direction;
  readonly leg: 'direct' | 'forwarded';
  readonly plan: string;
  /** Empty where the subject has no licence. */
  readonly ratePlan: string;
}

/** Where the other party is. */
export interface ProbePlace {
  readonly country: string;
  readonly numberClass: NumberClass;
  /** The beginning of its number that a rule names, with plus; empty for any number of the country. */
  readonly prefix: string;
  readonly facts: NumberFacts;
}

/** What both catalogs know; what one does not have is told apart. */
export function probeKinds(before: CatalogSnapshot, after: CatalogSnapshot): readonly ProbeKind[] {
  const both = <Value>(a: Iterable<string>, b: ReadonlyMap<string, Value> | ReadonlySet<string>): string[] =>
    [...a].filter((name) => b.has(name));
  const plans = both(before.plans.keys(), after.plans);
  const ratePlans = ['', ...both(before.ratePlans, after.ratePlans)];
  const ways = [
    { direction: 'outbound', leg: 'direct' },
    { direction: 'inbound', leg: 'direct' },
    { direction: 'outbound', leg: 'forwarded' },
  ] as const;
  return both(before.services.keys(), after.services).flatMap((service) =>
    ways.flatMap((way) => plans.flatMap((plan) => ratePlans.map((ratePlan) => ({ service, ...way, plan, ratePlan })))),
  );
}

/** Calls to emergency numbers are compared by their lists, and numbers that are none have no price. */
const CLASSES = NUMBER_CLASSES.filter((each) => each !== 'emergency' && each !== 'invalid');

/**
 * Every country with every class, and the prefixes that rules name.
 *
 * @param named - beginnings of numbers, with plus
 * @param codes - a code of a deck for each country, digits only: what is priced by a deck has no price without one
 */
export function probePlaces(
  snapshot: CatalogSnapshot,
  named: Iterable<string>,
  codes: ReadonlyMap<string, string>,
): readonly ProbePlace[] {
  const countries = [...supportedCountries(), UNKNOWN_COUNTRY];
  const places = countries.flatMap((country) => {
    const code = codes.get(country) ?? `${callingCodeOf(country) ?? '0'}2`;
    return CLASSES.map((numberClass) => place(country, numberClass, '', code));
  });
  const ofPrefixes = [...named].map((prefix) => {
    const digits = prefix.replace(/\D/g, '');
    const { country, numberClass } = snapshot.classify(`+${padded(digits)}`);
    return place(country, numberClass === 'invalid' ? 'standard' : numberClass, prefix, digits);
  });
  return [...places, ...ofPrefixes];
}

function place(country: string, numberClass: NumberClass, prefix: string, code: string): ProbePlace {
  const digits = padded(code);
  const callingCode = callingCodeOf(country);
  const facts = { raw: `+${digits}`, e164: `+${digits}`, digits, country, numberClass };
  return { country, numberClass, prefix, facts: callingCode === undefined ? facts : { ...facts, callingCode } };
}

function padded(digits: string): string {
  return digits.padEnd(11, '0');
}

/** The account's own end is an ordinary number at home. */
export function trafficOf(kind: ProbeKind, other: NumberFacts, own: NumberFacts, atMs: number): Traffic {
  const { service, direction, leg, plan, ratePlan } = kind;
  const isOut = direction === 'outbound';
  return {
    service,
    direction,
    leg,
    to: isOut ? other : own,
    from: isOut ? own : other,
    ownNumber: false,
    plan,
    location: undefined,
    ratePlan: ratePlan === '' ? undefined : ratePlan,
    timeZone: 'UTC',
    atMs,
  };
}

/** Beginnings of numbers, with plus, that stand anywhere in what the files say. */
export function numbersNamedIn(content: unknown): readonly string[] {
  if (typeof content === 'string') return /^\+\d{1,15}\*?$/.test(content) ? [content.replace('*', '')] : [];
  if (Array.isArray(content)) return content.flatMap(numbersNamedIn);
  return typeof content === 'object' && content !== null ? Object.values(content).flatMap(numbersNamedIn) : [];
}
