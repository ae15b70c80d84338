/**
 * The common case of libphonenumber-js without libphonenumber-js: numbers in international form. The library makes each
 * pattern of a numbering plan anew for every number; here they are made once, when a calling code is first met, and
 * asked in the library's own order. Global networks, and numbers with a national prefix behind the calling code, are
 * left to the library; a test compares both for the examples of every country and for random digits.
 */
import metadata from 'libphonenumber-js/metadata.max';
import type { NumberType } from 'libphonenumber-js/max';
import { callingCodeIn } from './calling-codes.ts';
import { countriesOf } from './metadata.ts';

/** What is asked of the library about a number; its `PhoneNumber` is one. */
export interface NumberMetadata {
  /** E.164, with plus. */
  readonly number: string;
  readonly countryCallingCode: string;
  /** ISO 3166; undefined where it cannot be told, and for global networks. */
  readonly country?: string | undefined;
  isValid(): boolean;
  isPossible(): boolean;
  getType(): NumberType;
}

/** By their place in the metadata. */
const TYPES = [
  'FIXED_LINE',
  'MOBILE',
  'TOLL_FREE',
  'PREMIUM_RATE',
  'PERSONAL_NUMBER',
  'VOICEMAIL',
  'UAN',
  'PAGER',
  'VOIP',
  'SHARED_COST',
] as const;

type Type = (typeof TYPES)[number];

/** The order in which the library looks for the type of what is no fixed line. */
const OTHER_TYPES = [
  'MOBILE',
  'PREMIUM_RATE',
  'TOLL_FREE',
  'SHARED_COST',
  'VOIP',
  'PERSONAL_NUMBER',
  'PAGER',
  'UAN',
  'VOICEMAIL',
] as const satisfies readonly Type[];

/** The numbers of one type in a country. */
interface TypePattern {
  /** Undefined where it would be the same as that of fixed lines. */
  readonly pattern: RegExp | undefined;
  readonly lengths: readonly number[];
}

interface Plan {
  readonly country: string;
  /** Digits that some number of it has. */
  readonly lengths: readonly number[];
  readonly national: RegExp;
  /** Tells the country by itself where several share a calling code. */
  readonly leadingDigits: RegExp | undefined;
  readonly types: ReadonlyMap<Type, TypePattern>;
}

interface Zone {
  /** Longer numbers may have a national prefix behind the calling code, which only the library takes off. */
  readonly nationalPrefix: RegExp | undefined;
  /** The main country first. */
  readonly plans: readonly Plan[];
  readonly main: Plan;
}

/** The arrays of the metadata, by place: see METADATA.md of the library. */
type CountryMetadata = readonly unknown[];

const COUNTRIES = metadata.countries as unknown as Readonly<Record<string, CountryMetadata>>;

/** By calling code; undefined where only the library knows how to validate. */
const zones = new Map<string, Zone | undefined>();

/** A number out of its digits in international form, without plus; undefined where the library must be asked. */
export function plainNumber(digits: string): NumberMetadata | undefined {
  const callingCode = callingCodeIn(digits);
  const zone = callingCode === undefined ? undefined : zoneOf(callingCode);
  if (callingCode === undefined || zone === undefined) return undefined;
  const national = digits.slice(callingCode.length);
  const [prefix = '', ...groups] = zone.nationalPrefix?.exec(national) ?? [];
  // A match of nothing takes nothing off.
  const isPlain = prefix === '' && groups.every((group: string | undefined) => group === undefined);
  return isPlain ? found(zone, callingCode, national) : undefined;
}

function found({ plans, main }: Zone, countryCallingCode: string, national: string): NumberMetadata {
  for (const plan of plans) {
    // First digits say the country, also of what is not valid there.
    const isOne = plans.length === 1 || plan.leadingDigits?.test(national) === true;
    if (!isOne && plan.leadingDigits !== undefined) continue;
    const type = typeOf(plan, national);
    if (isOne || type !== undefined) return new PlainNumber(countryCallingCode, national, plan, type);
  }
  return new PlainNumber(countryCallingCode, national, { country: undefined, lengths: main.lengths }, undefined);
}

class PlainNumber implements NumberMetadata {
  readonly number: string;
  readonly countryCallingCode: string;
  readonly country: string | undefined;
  readonly #type: NumberType;
  readonly #isPossible: boolean;

  constructor(
    countryCallingCode: string,
    national: string,
    { country, lengths }: Pick<Plan, 'lengths'> & { readonly country: string | undefined },
    type: NumberType,
  ) {
    this.number = `+${countryCallingCode}${national}`;
    this.countryCallingCode = countryCallingCode;
    this.country = country;
    this.#type = type;
    this.#isPossible = lengths.includes(national.length);
  }

  isValid(): boolean {
    return this.#type !== undefined;
  }

  isPossible(): boolean {
    return this.#isPossible;
  }

  getType(): NumberType {
    return this.#type;
  }
}

function typeOf({ national: pattern, types }: Plan, national: string): NumberType {
  if (!pattern.test(national)) return undefined;
  if (isOf(types.get('FIXED_LINE'), national)) {
    const mobile = types.get('MOBILE');
    if (mobile === undefined || mobile.pattern === undefined) return 'FIXED_LINE_OR_MOBILE';
    return isOf(mobile, national) ? 'FIXED_LINE_OR_MOBILE' : 'FIXED_LINE';
  }
  return OTHER_TYPES.find((type) => isOf(types.get(type), national));
}

function isOf(type: TypePattern | undefined, national: string): boolean {
  return type?.pattern !== undefined && type.lengths.includes(national.length) && type.pattern.test(national);
}

/* Out of the metadata. */

function zoneOf(callingCode: string): Zone | undefined {
  if (zones.has(callingCode)) return zones.get(callingCode);
  const zone = compileZone(countriesOf(callingCode));
  zones.set(callingCode, zone);
  return zone;
}

function compileZone(countries: readonly string[]): Zone | undefined {
  const plans = countries.map(compilePlan).filter((plan) => plan !== undefined);
  const [main] = plans;
  if (main === undefined || plans.length < countries.length) return undefined;
  const source = COUNTRIES[main.country];
  const prefix = source?.[7] || source?.[5];
  const nationalPrefix = typeof prefix === 'string' ? new RegExp(`^(?:${prefix})`) : undefined;
  return { nationalPrefix, plans, main };
}

/** Undefined where the metadata has no types: then the library validates in another way. */
function compilePlan(country: string): Plan | undefined {
  const [, , national, possibleLengths, , , , , , , leadingDigits, types] = COUNTRIES[country] ?? [];
  if (typeof national !== 'string' || !Array.isArray(types) || types.length === 0) return undefined;
  return {
    country,
    lengths: possibleLengths as readonly number[],
    national: entirely(national),
    leadingDigits: typeof leadingDigits === 'string' ? new RegExp(`^(?:${leadingDigits})`) : undefined,
    types: compileTypes(types, possibleLengths as readonly number[]),
  };
}

function compileTypes(types: readonly unknown[], possibleLengths: readonly number[]): Map<Type, TypePattern> {
  const compiled = new Map<Type, TypePattern>();
  TYPES.forEach((type, index) => {
    const source = types[index];
    if (!Array.isArray(source)) return;
    const [pattern, lengths] = source as unknown as readonly [string, (readonly number[])?];
    compiled.set(type, {
      pattern: pattern === '' ? undefined : entirely(pattern),
      lengths: lengths ?? possibleLengths,
    });
  });
  return compiled;
}

function entirely(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}
