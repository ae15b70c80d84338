/** From what the files say to a snapshot. Every mistake is reported; a snapshot exists only without any. */
import { currencyCodes, isCurrency } from '../../domain/currency.ts';
import { isTimeZone } from '../../domain/cycle.ts';
import { parseLocalTime } from '../../domain/local-time.ts';
import { EmergencyNumbers } from '../../domain/phone/emergency.ts';
import { type NumberOverride, NumberOverrides, subjectOf } from '../../domain/phone/overrides.ts';
import { countSegments, SEGMENT_PROFILES, type SegmentProfile } from '../../domain/segments.ts';
import { type CasesFile, type CaseSource, EXPECTED_MONEY, STEP_VERBS, type StepSource } from '../schema/cases-file.ts';
import type { CatalogFile } from '../schema/catalog-file.ts';
import type { ServicesFile, ServiceSource } from '../schema/rule-files.ts';
import type { Service } from '../snapshot.ts';
import { suggestion } from '../../domain/did-you-mean.ts';
import type { ProblemList, Report, SourcePath } from '../source/problems.ts';
import type { SourceFiles } from '../source/read-files.ts';
import { compileBlocking, compileLimits, compilePayers } from './blocking-and-limits.ts';
import { checkStatusReference, CompiledCatalog } from './compiled-catalog.ts';
import { compileHolds } from './holds.ts';
import { compilePlans } from './plans.ts';
import { moneyAt } from './price.ts';
import { compilePackages } from './packages.ts';
import { PackTable } from './packs.ts';
import { compileRates } from './rates.ts';
import { checkUniqueNames, type Decks } from './rule-checks.ts';
import { ruleNamesOf } from './rule-names.ts';
import { compileHolidays, TimeConditions } from './time-conditions.ts';
import { checkCountry, checkNames, compileCountryGroups, type Vocabulary } from './vocabulary.ts';

/**
 * Compiles as much as can be read, so that one broken file does not hide the mistakes of the others. Undefined when
 * anything is wrong, here or before.
 */
export function compileCatalog(
  files: SourceFiles,
  decks: Decks,
  version: string,
  problems: ProblemList,
): CompiledCatalog | undefined {
  const catalog = files.catalog.content;
  const services = files.services.content && compileServices(files.services.content, files.services.report);
  const overrides = catalog && compileOverrides(catalog, files.catalog.report);
  if (catalog === undefined || services === undefined) return undefined;

  const words: Vocabulary = {
    currency: catalog.currency,
    homeCountry: catalog.home_country,
    services,
    plans: files.plans.content && new Set(Object.keys(files.plans.content.plans)),
    ratePlans: files.plans.content && new Set(files.plans.content.rate_plans),
    countryGroups: compileCountryGroups(catalog, files.catalog.report),
    countryOverrides: catalog.number_overrides.some(({ country }) => country !== undefined),
    times: new TimeConditions(compileHolidays(catalog.holidays, files.catalog.report)),
  };
  if (!isCurrency(catalog.currency)) {
    const hint = suggestion(catalog.currency, currencyCodes());
    files.catalog.report(['currency'], `"${catalog.currency}" is no currency of ISO 4217`, hint);
  }
  const payers = compilePayers(catalog.payers, words, files.catalog.report);
  const plans = files.plans.content && compilePlans(files.plans.content, words, files.plans.report);
  const holds = files.holds.content && compileHolds(files.holds.content, words, files.holds.report);
  const longest = (service: string): number => holds?.longest(service) ?? 0;
  const rates =
    files.rates.content &&
    compileRates(
      files.rates.content,
      { words, decks, catalogVersion: version, fraction: catalog.fraction, longest },
      files.rates.report,
    );
  const blocking = files.blocking.content && compileBlocking(files.blocking.content, words, files.blocking.report);
  const limits = files.limits.content && compileLimits(files.limits.content, words, files.limits.report);
  const packages = files.packages.content && compilePackages(files.packages.content, words, files.packages.report);
  const reference = catalog.status_reference;
  if (reference !== undefined) {
    checkNames('service', [reference.service], services, ['status_reference', 'service'], files.catalog.report);
  }
  if (!problems.isEmpty || !plans || !overrides || !holds || !rates || !blocking || !limits || !packages)
    return undefined;

  const caseCount = files.cases.content?.cases.length ?? 0;
  const { times } = words;
  const parts = {
    source: catalog,
    version,
    overrides,
    services,
    ...plans,
    ratePlans: words.ratePlans ?? new Set(),
    payers,
    rates,
    blocking,
    holds,
    limits,
    packages,
    packs: new PackTable(words),
    times,
    ruleNames: ruleNamesOf(files.blocking.content, files.limits.content, holds, services.keys()),
    caseCount,
  };
  const snapshot = new CompiledCatalog(parts);
  checkStatusReference(reference, snapshot, [...plans.plans.keys()], files.catalog.report);
  return problems.isEmpty ? snapshot : undefined;
}

function compileOverrides(catalog: CatalogFile, report: Report): NumberOverrides {
  checkCountry(catalog.home_country, ['home_country'], report);
  catalog.emergency_countries.forEach((country, index) => {
    checkCountry(country, ['emergency_countries', index], report);
  });
  const emergency = new EmergencyNumbers(
    [catalog.home_country, ...catalog.emergency_countries],
    catalog.emergency_numbers,
  );
  const first = new Map<string, number>();
  return new NumberOverrides(
    catalog.number_overrides.map((source, index) => {
      const path = ['number_overrides', index];
      const override = compileOverride(source, emergency, path, report);
      const key = subjectOf(override);
      const earlier = first.get(key);
      if (earlier !== undefined)
        report(
          [...path, 'prefix' in override ? 'prefix' : 'short_code'],
          `${key} stands in number_overrides[${earlier}] already`,
          'keep one of the two',
        );
      first.set(key, index);
      return override;
    }),
  );
}

function compileOverride(
  { prefix, short_code: shortCode, class: numberClass, country }: CatalogFile['number_overrides'][number],
  emergency: EmergencyNumbers,
  path: SourcePath,
  report: Report,
): NumberOverride {
  if (country !== undefined) checkCountry(country, [...path, 'country'], report);
  const corrected = { class: numberClass, ...(country === undefined ? {} : { country }) };
  if ((prefix === undefined) === (shortCode === undefined)) {
    report(path, 'must name either a prefix or a short_code', 'give exactly one of prefix, short_code');
  }
  if (shortCode === undefined) return Object.freeze({ prefix: prefix ?? '', ...corrected });
  if (emergency.isEmergency(shortCode)) {
    const hint = 'remove it: no override hides an emergency number';
    report([...path, 'short_code'], `${shortCode} is an emergency number, which is always allowed and free`, hint);
  }
  return Object.freeze({ shortCode, ...corrected });
}

/* Services and their ways to count. */

const DEFAULT_PROFILE = 'gsm_3gpp';

function compileServices(source: ServicesFile, report: Report): ReadonlyMap<string, Service> {
  const profiles = compileProfiles(source, report);
  const services = new Map<string, Service>();
  for (const [name, service] of Object.entries(source.services)) {
    if (service.unit !== 'segment' && service.segments !== undefined) {
      report(['services', name, 'segments'], `${name} is not counted in segments`, 'remove it, or set unit: segment');
    }
    services.set(name, compileService(name, service, profiles, report));
  }
  if (services.size === 0) report(['services'], 'there is no service', 'add at least one, for instance call');
  return services;
}

function compileService(
  name: string,
  source: ServiceSource,
  profiles: ReadonlyMap<string, SegmentProfile>,
  report: Report,
): Service {
  const profileName = source.segments ?? DEFAULT_PROFILE;
  const profile = profiles.get(profileName);
  if (profile === undefined) {
    const hint = suggestion(profileName, profiles.keys());
    report(['services', name, 'segments'], `there is no segment profile "${profileName}"`, hint);
  }
  return Object.freeze({
    name,
    unit: source.unit,
    label: source.label,
    noun: source.noun,
    needsNumber: source.needs_number,
    addresses: source.addresses,
    countSegments:
      source.unit === 'segment' && profile !== undefined ? (text: string) => countSegments(text, profile) : undefined,
    fallbackChannel: source.fallback_channel ?? '',
  });
}

function compileProfiles(source: ServicesFile, report: Report): ReadonlyMap<string, SegmentProfile> {
  const profiles = new Map(SEGMENT_PROFILES);
  for (const [name, profile] of Object.entries(source.segment_profiles)) {
    const path = ['segment_profiles', name];
    if (SEGMENT_PROFILES.has(name)) report(path, `"${name}" is a built-in segment profile`, 'choose another name');
    if (profile.gsm_multi > profile.gsm_single)
      report([...path, 'gsm_multi'], 'gsm_multi is more than gsm_single', 'joined segments hold less');
    if (profile.ucs_multi > profile.ucs_single)
      report([...path, 'ucs_multi'], 'ucs_multi is more than ucs_single', 'joined segments hold less');
    profiles.set(name, {
      name,
      gsmSingle: profile.gsm_single,
      gsmMulti: profile.gsm_multi,
      ucsSingle: profile.ucs_single,
      ucsMulti: profile.ucs_multi,
    });
  }
  return profiles;
}

/* What a case must be beyond its form. */

/** @param currency - of the catalog; undefined where it could not be read. */
export function checkCases(source: CasesFile, currency: string | undefined, report: Report): void {
  checkUniqueNames(source.cases, ['cases'], report);
  source.cases.forEach((one, index) => {
    const path = ['cases', index];
    checkBeginning(one, path, report);
    checkCaseMoney(one, currency, path, report);
    if (one.steps === undefined) {
      checkStep(one, path, report);
      return;
    }
    const own = [...STEP_VERBS, 'advance_seconds', 'expect'] as const;
    for (const key of own) {
      if (one[key] !== undefined) report([...path, key], `${key} stands beside steps`, 'move it into a step');
    }
    one.steps.forEach((step, number) => {
      checkStep(step, [...path, 'steps', number], report);
    });
  });
}

const ZONE_HINT = 'write an IANA name, such as Europe/Berlin';

function checkBeginning({ at, account }: CaseSource, path: SourcePath, report: Report): void {
  const { time_zone: timeZone } = account;
  if (!isTimeZone(timeZone)) {
    report([...path, 'account', 'time_zone'], `"${timeZone}" is no time zone`, ZONE_HINT);
  } else if (parseLocalTime(at, timeZone) === undefined) {
    const hint =
      'look at the date; an hour that is skipped or comes twice when clocks are changed is written in UTC, with a Z';
    report([...path, 'at'], `${at} does not come exactly once in ${timeZone}`, hint);
  }
}

/** Amounts are read when a case runs; by then each must be one. */
function checkCaseMoney(source: CaseSource, currency: string | undefined, path: SourcePath, report: Report): void {
  const check = (text: string | undefined, ...keys: SourcePath): void => {
    if (text !== undefined) moneyAt(text, currency, [...path, ...keys], report);
  };
  const checkAccount = (account: CaseSource['account'], ...keys: SourcePath): void => {
    check(account.balance, ...keys, 'balance');
    check(account.credit_limit, ...keys, 'credit_limit');
    for (const [id, subject] of Object.entries(account.subjects))
      check(subject.spending_limit, ...keys, 'subjects', id, 'spending_limit');
  };
  const checkMoneyOf = ({ credit, expect = {} }: StepSource, ...keys: SourcePath): void => {
    check(credit?.amount, ...keys, 'credit', 'amount');
    for (const key of EXPECTED_MONEY) check(expect[key], ...keys, 'expect', key);
  };
  checkAccount(source.account, 'account');
  source.parents.forEach((parent, index) => {
    checkAccount(parent, 'parents', index);
  });
  checkMoneyOf(source);
  source.steps?.forEach((step, index) => {
    checkMoneyOf(step, 'steps', index);
  });
}

function checkStep(step: StepSource, path: SourcePath, report: Report): void {
  const verbs = STEP_VERBS.filter((verb) => step[verb] !== undefined);
  if (verbs.length > 1) {
    report(path, `a step does one thing, this one ${verbs.join(' and ')}`, 'make it several steps');
  } else if (verbs.length === 0 && step.advance_seconds === undefined && step.expect === undefined) {
    report(path, 'does nothing', `name one of ${STEP_VERBS.join(', ')}`);
  }
  const timeZone = step.update?.time_zone;
  if (timeZone !== undefined && !isTimeZone(timeZone))
    report([...path, 'update', 'time_zone'], `"${timeZone}" is no time zone`, ZONE_HINT);
}
