/** Packages: what accounts may buy from their balance. */
import type { PackMatch } from '../../domain/traffic.ts';
import type { PackageSource, PackagesFile } from '../schema/packages-file.ts';
import { listOf } from '../schema/scalars.ts';
import type { Package } from '../snapshot.ts';
import type { Report, SourcePath } from '../source/problems.ts';
import { compileMatch } from './matcher.ts';
import { moneyAboveZeroAt } from './price.ts';
import { checkNames, type Vocabulary } from './vocabulary.ts';

const DAY_MS = 86_400_000;

export function compilePackages(source: PackagesFile, words: Vocabulary, report: Report): ReadonlyMap<string, Package> {
  return new Map(
    Object.entries(source.packages).map(([id, each]) => [
      id,
      compilePackage(id, each, words, ['packages', id], report),
    ]),
  );
}

function compilePackage(
  id: string,
  source: PackageSource,
  words: Vocabulary,
  path: SourcePath,
  report: Report,
): Package {
  const match = matchOf(source);
  // Its names are checked there, each at its place.
  compileMatch(source.match, words, [...path, 'match'], report);
  checkContent(id, source, words, path, report);
  if (source.plans !== undefined) checkNames('plan', listOf(source.plans), words.plans, [...path, 'plans'], report);
  const units = source.minutes === undefined ? source.units : source.minutes * 60;
  return Object.freeze({
    id,
    title: source.title ?? '',
    priceMilliCents: moneyAboveZeroAt(source.price, words.currency, [...path, 'price'], report),
    pack: units === undefined ? undefined : Object.freeze({ units, match }),
    amountMilliCents:
      source.amount === undefined ? 0 : moneyAboveZeroAt(source.amount, words.currency, [...path, 'amount'], report),
    services: units === undefined ? match.services : [],
    lastsMs: (source.days ?? 0) * DAY_MS,
    plans: source.plans === undefined ? undefined : new Set(listOf(source.plans)),
  });
}

/** In one order whatever the file has, so that packages for the same traffic are one sum. */
function matchOf({ match }: PackageSource): PackMatch {
  const sorted = <Word extends string>(list: Word | Word[] | undefined): readonly Word[] =>
    [...new Set(listOf(list))].sort();
  return Object.freeze({
    services: sorted(match.service),
    directions: sorted(match.direction),
    countries: sorted(match.country),
    numberClasses: sorted(match.number_class),
    prefixes: sorted(match.prefix),
  });
}

function checkContent(id: string, source: PackageSource, words: Vocabulary, path: SourcePath, report: Report): void {
  const given = (['minutes', 'units', 'amount'] as const).filter((name) => source[name] !== undefined);
  const [content, other] = given;
  if (content === undefined) {
    report(path, `nothing is in "${id}"`, 'add minutes for services counted in seconds, or units, or an amount');
  } else if (other !== undefined) {
    report([...path, other], `"${id}" has ${content} and ${other}`, 'keep one of the two');
  } else if (content === 'amount') {
    checkMoney(id, source, path, report);
  } else {
    checkUnits(id, source, words, path, report);
  }
}

/** A lot knows services, and nothing else of the traffic that it pays for. */
function checkMoney(id: string, { match, days }: PackageSource, path: SourcePath, report: Report): void {
  const stray = Object.keys(match).find((key) => key !== 'service');
  if (stray !== undefined) {
    const message = `"${id}" is money, which can be for some services, but not for one ${stray} only`;
    report([...path, 'match', stray], message, 'write minutes or units instead of amount, or leave this out');
  } else if (match.service === undefined && days === undefined) {
    report([...path, 'amount'], `"${id}" would be plain balance, bought with balance`, 'add days, or match a service');
  }
}

/** One number cannot count seconds and messages at once; messages, segments and pages it may count together. */
function checkUnits(id: string, source: PackageSource, words: Vocabulary, path: SourcePath, report: Report): void {
  const services = listOf(source.match.service).flatMap((name) => words.services.get(name) ?? []);
  if (source.match.service === undefined) {
    report([...path, 'match'], `"${id}" names no service whose units are in it`, 'add a service, such as call');
    return;
  }
  const timed = services.find(({ unit }) => unit === 'second');
  const other = services.find(({ unit }) => unit !== 'second');
  if (other !== undefined && source.minutes !== undefined) {
    const message = `minutes are for services counted in seconds, and ${other.name} is counted in ${other.unit}s`;
    report([...path, 'minutes'], message, 'write units, or leave that service out');
  } else if (other !== undefined && timed !== undefined) {
    const message = `${timed.name} is counted in seconds, and ${other.name} in ${other.unit}s`;
    report([...path, 'match', 'service'], message, 'make it two packages');
  }
}
