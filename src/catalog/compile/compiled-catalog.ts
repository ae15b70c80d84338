/** The snapshot: compiled tables behind the questions of the call path. */
import { BoundedCache } from '../../domain/bounded-cache.ts';
import { type Addresses, NumberClassifier, type NumberFacts } from '../../domain/phone/classify.ts';
import { EmergencyNumbers, type ListedNumbers } from '../../domain/phone/emergency.ts';
import type { NumberOverride, NumberOverrides } from '../../domain/phone/overrides.ts';
import { price } from '../../domain/terms.ts';
import type { PackMatch, Traffic } from '../../domain/traffic.ts';
import type { AllowanceTable } from '../plan-grants.ts';
import type { CatalogFile } from '../schema/catalog-file.ts';
import type {
  Allowance,
  Block,
  CatalogSnapshot,
  HoldRule,
  PackProblem,
  Plan,
  Rated,
  RuleNames,
  Service,
  StatusReference,
  StoreDownPolicy,
  TimeOfDay,
  LimitRule,
  Package,
} from '../snapshot.ts';
import type { Report } from '../source/problems.ts';
import type { BlockTable, LimitTable, PayerTable } from './blocking-and-limits.ts';
import type { HoldTable } from './holds.ts';
import type { PackTable } from './packs.ts';
import type { TimeConditions } from './time-conditions.ts';
import type { RateTable } from './rates.ts';

/** What a catalog is compiled to. */
export interface CompiledParts {
  readonly source: CatalogFile;
  readonly version: string;
  readonly overrides: NumberOverrides;
  readonly services: ReadonlyMap<string, Service>;
  readonly plans: ReadonlyMap<string, Plan>;
  readonly packages: ReadonlyMap<string, Package>;
  readonly ratePlans: ReadonlySet<string>;
  readonly allowances: AllowanceTable;
  readonly payers: PayerTable;
  readonly rates: RateTable;
  readonly blocking: BlockTable;
  readonly holds: HoldTable;
  readonly limits: LimitTable;
  readonly packs: PackTable;
  readonly times: TimeConditions;
  readonly ruleNames: RuleNames;
  readonly caseCount: number;
}

/** The price of the reference may change when a row of a deck takes effect, so it is not remembered for ever. */
const REFERENCE_LIFE_MS = 60_000;

/** Plans times time zones; those of a large provider fit. */
const REFERENCES_MAX = 2_000;

interface RememberedReference {
  readonly reference: StatusReference | undefined;
  readonly fromMs: number;
  /** Not included. */
  readonly untilMs: number;
}

export class CompiledCatalog implements CatalogSnapshot {
  readonly name: string;
  readonly version: string;
  readonly currency: string;
  readonly homeCountry: string;
  readonly services: ReadonlyMap<string, Service>;
  readonly plans: ReadonlyMap<string, Plan>;
  readonly packages: ReadonlyMap<string, Package>;
  readonly countsYears: boolean;
  readonly ratePlans: ReadonlySet<string>;
  readonly ruleNames: RuleNames;
  readonly caseCount: number;
  readonly #parts: CompiledParts;
  readonly #emergencyNumbers: EmergencyNumbers;
  readonly #classifier: NumberClassifier;
  readonly #references = new BoundedCache<RememberedReference>(REFERENCES_MAX);

  constructor(parts: CompiledParts) {
    this.name = parts.source.name;
    this.version = parts.version;
    this.currency = parts.source.currency;
    this.homeCountry = parts.source.home_country;
    this.services = parts.services;
    this.plans = parts.plans;
    this.packages = parts.packages;
    this.countsYears = [...parts.plans.values()].some(({ cycle }) => cycle === 'year');
    this.ratePlans = parts.ratePlans;
    this.ruleNames = parts.ruleNames;
    this.caseCount = parts.caseCount;
    this.#parts = parts;
    const { home_country: homeCountry, emergency_countries: others, emergency_numbers: listed } = parts.source;
    this.#emergencyNumbers = new EmergencyNumbers([...new Set([homeCountry, ...others])], listed);
    const { overrides } = parts;
    this.#classifier = new NumberClassifier({ homeCountry, emergencyNumbers: this.#emergencyNumbers, overrides });
    Object.freeze(this);
  }

  isEmergency(dialled: string, country?: string): boolean {
    // What is an emergency number at home is remembered with the facts of the number.
    if (this.classify(dialled).numberClass === 'emergency') return true;
    return country !== undefined && this.#emergencyNumbers.isEmergency(dialled, country);
  }

  emergencyNumbers(country?: string): ListedNumbers {
    return this.#emergencyNumbers.numbers(country);
  }

  classify(number: string, addresses?: Addresses): NumberFacts {
    return this.#classifier.classify(number, addresses);
  }

  overrideFor({ e164, digits, shortCode }: NumberFacts): NumberOverride | undefined {
    const { overrides } = this.#parts;
    if (shortCode !== undefined) return overrides.ofShortCode(shortCode);
    return e164 === undefined ? undefined : overrides.ofNumber(digits);
  }

  rate(traffic: Traffic): Rated | undefined {
    return this.#parts.rates.rate(traffic);
  }

  blocks(traffic: Traffic, rated: Rated | undefined): readonly Block[] {
    const blocks = this.#parts.blocking.blocks(traffic, rated);
    const closed = rated === undefined ? this.#parts.rates.closedBy(traffic) : undefined;
    return closed === undefined ? blocks : [closed, ...blocks];
  }

  blockedAtZero(traffic: Traffic): boolean {
    return this.#parts.blocking.blockedAtZero(traffic);
  }

  holdRule(traffic: Traffic): HoldRule {
    return this.#parts.holds.ruleFor(traffic);
  }

  holdRuleNamed(name: string, service: string): HoldRule | undefined {
    return this.#parts.holds.ruleNamed(name, service);
  }

  limits(traffic: Traffic): readonly LimitRule[] {
    return this.#parts.limits.matching(traffic);
  }

  allowances(traffic: Traffic): readonly Allowance[] {
    return this.#parts.allowances.covering(traffic);
  }

  isInPack(pack: PackMatch, traffic: Traffic): boolean {
    return this.#parts.packs.matches(pack, traffic);
  }

  packProblem(pack: PackMatch): PackProblem | undefined {
    return this.#parts.packs.problemOf(pack);
  }

  payer(traffic: Traffic): 'account' | 'root' {
    return this.#parts.payers.payerOf(traffic);
  }

  whenStoreIsDownBy(holdRule: string, service: string): StoreDownPolicy {
    return this.#parts.holds.whenStoreIsDownBy(holdRule, service);
  }

  whenStoreIsDown(traffic: Traffic): StoreDownPolicy {
    return this.#parts.holds.whenStoreIsDown(traffic);
  }

  validUntilMs(traffic: Traffic): number {
    return this.#parts.times.validUntilMs(traffic);
  }

  timeOfDay(traffic: Traffic): TimeOfDay | undefined {
    const { times, rates, holds } = this.#parts;
    const clock = times.textAt(traffic);
    if (clock === undefined) return undefined;
    return { clock, rateTime: rates.timeOf(traffic), holdTime: holds.timeOf(traffic) };
  }

  statusReference(plan: string, timeZone: string, atMs: number): StatusReference | undefined {
    const key = `${plan} ${timeZone}`;
    const known = this.#references.get(key);
    if (known !== undefined && atMs >= known.fromMs && atMs < known.untilMs) return known.reference;
    const payer = { plan, timeZone, atMs };
    const reference = statusReferenceOf(this.#parts.source.status_reference, this, payer);
    const validUntilMs = this.#parts.times.validUntilMs(payer);
    const untilMs = Math.min(atMs + REFERENCE_LIFE_MS, validUntilMs === 0 ? Infinity : validUntilMs + 1);
    this.#references.set(key, { reference, fromMs: atMs, untilMs });
    return reference;
  }
}

/* The hold that account status is judged by (rule PM-8). */

/** Whose reference it is, and when. */
type Payer = Pick<Traffic, 'plan' | 'timeZone' | 'atMs'>;

type Rules = Pick<CatalogSnapshot, 'classify' | 'rate' | 'holdRule' | 'blockedAtZero' | 'services'>;

/**
 * The reference of a plan at a time: its price may depend on both. Undefined when the catalog has no reference, or the
 * traffic has no price or costs nothing then.
 */
function statusReferenceOf(
  source: CatalogFile['status_reference'],
  rules: Rules,
  payer: Payer,
): StatusReference | undefined {
  if (source === undefined) return undefined;
  const traffic = referenceTraffic(source, rules, payer);
  const rated = rules.rate(traffic);
  if (rated === undefined) return undefined;
  const hold = rules.holdRule(traffic);
  const units = rules.services.get(source.service)?.unit === 'second' ? hold.initialUnits : 1;
  const holdMilliCents = price(rated.terms, units);
  if (holdMilliCents === 0) return undefined;
  const { terms } = rated;
  const blockedAtZero = rules.blockedAtZero(traffic);
  return Object.freeze({ service: source.service, holdMilliCents, blockedAtZero, traffic, terms, units });
}

/** A reference that no plan has a price for is a mistake: status would silently be absent. */
export function checkStatusReference(
  source: CatalogFile['status_reference'],
  rules: Rules,
  plans: readonly string[],
  report: Report,
): void {
  if (source === undefined) return;
  const path = ['status_reference', 'to'];
  const { numberClass, problem } = rules.classify(source.to, rules.services.get(source.service)?.addresses);
  if (numberClass === 'invalid') {
    report(path, `${source.to} ${problem ?? 'cannot be dialled'}`, 'name an ordinary number, which nobody will call');
    return;
  }
  const isPriced = (plan: string): boolean =>
    rules.rate(referenceTraffic(source, rules, { plan, timeZone: 'UTC', atMs: Date.now() })) !== undefined;
  if (!plans.some(isPriced))
    report(path, `no rate rule prices a ${source.service} to ${source.to}`, 'choose a number that has a price');
}

function referenceTraffic(
  source: NonNullable<CatalogFile['status_reference']>,
  rules: Rules,
  { plan, timeZone, atMs }: Payer,
): Traffic {
  const addresses = rules.services.get(source.service)?.addresses;
  return {
    service: source.service,
    direction: 'outbound',
    leg: 'direct',
    to: rules.classify(source.to, addresses),
    from: source.from === undefined ? undefined : rules.classify(source.from, addresses),
    ownNumber: false,
    plan,
    location: undefined,
    ratePlan: undefined,
    timeZone,
    atMs,
  };
}
