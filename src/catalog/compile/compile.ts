/** From what the files say to a snapshot. Every mistake is reported; a snapshot exists only without any. */
import { isTimeZone } from '../../domain/cycle.ts';
import { parseLocalTime } from '../../domain/local-time.ts';
import { callingCodeOf, type ClassOverride } from '../../domain/phone/metadata.ts';
import { type CasesFile, type CaseSource, STEP_VERBS, type StepSource } from '../schema/cases-file.ts';
import type { CatalogFile } from '../schema/catalog-file.ts';
import type { ProblemList, Report, SourcePath } from '../source/problems.ts';
import type { SourceFiles } from '../source/read-files.ts';
import { compileBlocking } from './blocking.ts';
import { checkStatusReference, CompiledCatalog } from './compiled-catalog.ts';
import { compileHolds } from './holds.ts';
import { compileLimits, compilePayers } from './limits.ts';
import { checkCountry, checkNames, compileCountryGroups, TimeConditions, type Vocabulary } from './matcher.ts';
import { compilePlans } from './plans.ts';
import { compileRates } from './rates.ts';
import { checkUniqueNames, type Decks } from './rule-list.ts';
import { compileServices } from './services.ts';

/**
 * Compiles as much as can be read, so that one broken file does not hide the mistakes of the others. Undefined when anything is
 * wrong, here or before.
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
    homeCountry: catalog.home_country,
    services,
    plans: files.plans.content && new Set(Object.keys(files.plans.content.plans)),
    ratePlans: files.plans.content && new Set(files.plans.content.rate_plans),
    countryGroups: compileCountryGroups(catalog, files.catalog.report),
    times: new TimeConditions(),
  };
  const payers = compilePayers(catalog.payers, words, files.catalog.report);
  const plans = files.plans.content && compilePlans(files.plans.content, words, files.plans.report);
  const holds = files.holds.content && compileHolds(files.holds.content, words, files.holds.report);
  const longest = (service: string): number => holds?.longest(service) ?? 0;
  const rates =
    files.rates.content &&
    compileRates(files.rates.content, { words, decks, catalogVersion: version, longest }, files.rates.report);
  const blocking = files.blocking.content && compileBlocking(files.blocking.content, words, files.blocking.report);
  const limits = files.limits.content && compileLimits(files.limits.content, words, files.limits.report);
  const reference = catalog.status_reference;
  if (reference !== undefined) {
    checkNames('service', [reference.service], services, ['status_reference', 'service'], files.catalog.report);
  }
  if (!problems.isEmpty || !plans || !overrides || !holds || !rates || !blocking || !limits) return undefined;

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
    times,
    caseCount,
  };
  const snapshot = new CompiledCatalog(parts);
  checkStatusReference(reference, snapshot, [...plans.plans.keys()], files.catalog.report);
  return problems.isEmpty ? snapshot : undefined;
}

function compileOverrides(catalog: CatalogFile, report: Report): readonly ClassOverride[] {
  if (callingCodeOf(catalog.home_country) === undefined) checkCountry(catalog.home_country, ['home_country'], report);
  catalog.emergency_countries.forEach((country, index) => {
    checkCountry(country, ['emergency_countries', index], report);
  });
  const first = new Map<string, number>();
  const overrides = catalog.number_overrides.map(({ prefix, class: numberClass, country }, index) => {
    const path = ['number_overrides', index];
    const earlier = first.get(prefix);
    if (earlier !== undefined)
      report([...path, 'prefix'], `${prefix} stands in number_overrides[${earlier}] already`, 'keep one of the two');
    first.set(prefix, index);
    if (country !== undefined) checkCountry(country, [...path, 'country'], report);
    return Object.freeze({ prefix, class: numberClass, ...(country === undefined ? {} : { country }) });
  });
  return Object.freeze(overrides);
}

/* What a case must be beyond its form. */

export function checkCases(source: CasesFile, report: Report): void {
  checkUniqueNames(source.cases, ['cases'], report);
  source.cases.forEach((one, index) => {
    const path = ['cases', index];
    checkBeginning(one, path, report);
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

function checkBeginning({ at, account }: CaseSource, path: SourcePath, report: Report): void {
  const { time_zone: timeZone } = account;
  if (!isTimeZone(timeZone)) {
    report(
      [...path, 'account', 'time_zone'],
      `"${timeZone}" is no time zone`,
      'write an IANA name, such as Europe/Berlin',
    );
  } else if (parseLocalTime(at, timeZone) === undefined) {
    const hint =
      'look at the date; an hour that is skipped or comes twice when clocks are changed is written in UTC, with a Z';
    report([...path, 'at'], `${at} does not come exactly once in ${timeZone}`, hint);
  }
}

function checkStep(step: StepSource, path: SourcePath, report: Report): void {
  const verbs = STEP_VERBS.filter((verb) => step[verb] !== undefined);
  if (verbs.length > 1) {
    report(path, `a step does one thing, this one ${verbs.join(' and ')}`, 'make it several steps');
  } else if (verbs.length === 0 && step.advance_seconds === undefined && step.expect === undefined) {
    report(path, 'does nothing', `name one of ${STEP_VERBS.join(', ')}`);
  }
}
