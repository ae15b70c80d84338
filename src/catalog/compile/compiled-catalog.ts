/** The snapshot: compiled tables behind the questions of the call path. */
import { BoundedCache } from '../../domain/bounded-cache.ts';
import { NumberClassifier } from '../../domain/phone/classifier.ts';
import type { NumberFacts } from '../../domain/phone/classify.ts';
import type { ClassOverride, NumberOverrides } from '../../domain/phone/number-class.ts';
import { findOverride } from '../../domain/phone/overrides.ts';
import type { Traffic } from '../../domain/traffic.ts';
import type { CatalogFile } from '../schema/catalog-file.ts';
import type {
  Allowance,
  Block,
  CatalogSnapshot,
  HoldRule,
  Plan,
  Rated,
  Service,
  StatusReference,
  StoreDownPolicy,
  TimeOfDay,
  TrafficLimits,
} from '../snapshot.ts';
import type { AllowanceTable } from './allowances.ts';
import type { BlockTable } from './blocking.ts';
import type { HoldTable } from './holds.ts';
import type { LimitTable } from './limits.ts';
import type { PayerTable } from './payers.ts';
import type { RateTable } from './rates.ts';
import { statusReferenceOf } from './status-reference.ts';
import type { TimeConditions } from './time-conditions.ts';

/** What a catalog is compiled to. */
export interface CompiledParts {
  readonly source: CatalogFile;
  readonly version: string;
  readonly overrides: NumberOverrides;
  readonly services: ReadonlyMap<string, Service>;
  readonly plans: ReadonlyMap<string, Plan>;
  readonly ratePlans: ReadonlySet<string>;
  readonly allowances: AllowanceTable;
  readonly payers: PayerTable;
  readonly rates: RateTable;
  readonly blocking: BlockTable;
  readonly holds: HoldTable;
  readonly limits: LimitTable;
  readonly times: TimeConditions;
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
  readonly ratePlans: ReadonlySet<string>;
  readonly caseCount: number;
  readonly #parts: CompiledParts;
  readonly #classifier: NumberClassifier;
  readonly #references = new BoundedCache<RememberedReference>(REFERENCES_MAX);

  constructor(parts: CompiledParts) {
    this.name = parts.source.name;
    this.version = parts.version;
    this.currency = parts.source.currency;
    this.homeCountry = parts.source.home_country;
    this.services = parts.services;
    this.plans = parts.plans;
    this.ratePlans = parts.ratePlans;
    this.caseCount = parts.caseCount;
    this.#parts = parts;
    this.#classifier = new NumberClassifier({ homeCountry: this.homeCountry, overrides: parts.overrides });
    Object.freeze(this);
  }

  isEmergency(dialled: string): boolean {
    return this.classify(dialled).numberClass === 'emergency';
  }

  classify(number: string): NumberFacts {
    return this.#classifier.classify(number);
  }

  overrideFor({ e164, digits }: NumberFacts): ClassOverride | undefined {
    return e164 === undefined ? undefined : findOverride(this.#parts.overrides.classes, digits);
  }

  rate(traffic: Traffic): Rated | undefined {
    return this.#parts.rates.rate(traffic);
  }

  blocks(traffic: Traffic, rated: Rated | undefined): readonly Block[] {
    return this.#parts.blocking.blocks(traffic, rated);
  }

  blockedAtZero(traffic: Traffic): boolean {
    return this.#parts.blocking.blockedAtZero(traffic);
  }

  holdRule(traffic: Traffic): HoldRule {
    return this.#parts.holds.ruleFor(traffic);
  }

  limits(traffic: Traffic): TrafficLimits {
    return this.#parts.limits.limitsFor(traffic);
  }

  allowances(traffic: Traffic): readonly Allowance[] {
    return this.#parts.allowances.covering(traffic);
  }

  payer(traffic: Traffic): 'account' | 'root' {
    return this.#parts.payers.payerOf(traffic);
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
    return { clock, rateWindow: rates.windowOf(traffic), holdWindow: holds.windowOf(traffic) };
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
