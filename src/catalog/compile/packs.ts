/** Packs of units that accounts have bought: which traffic each is for, in the words of the catalog in force. */
import { suggestion } from '../../domain/did-you-mean.ts';
import { NUMBER_CLASSES, type NumberClass } from '../../domain/phone/metadata.ts';
import type { PackMatch, Traffic } from '../../domain/traffic.ts';
import type { MatchSource } from '../schema/scalars.ts';
import type { PackProblem } from '../snapshot.ts';
import type { Report, SourcePath } from '../source/problems.ts';
import { compileMatch } from './matcher.ts';
import type { Vocabulary } from './vocabulary.ts';

type Test = (traffic: Traffic) => boolean;

/** Numbers that a pack pays for only where it names their class: they are charged whatever the package (rule TC-4). */
const SPECIAL: ReadonlySet<NumberClass> = new Set(['premium', 'shared_cost', 'special', 'satellite']);

const FIELDS: Readonly<Record<string, PackProblem['field']>> = {
  service: 'services',
  direction: 'directions',
  country: 'countries',
  number_class: 'number_classes',
  prefix: 'prefixes',
};

export class PackTable {
  readonly #words: Vocabulary;
  /** As long as the profiles live that they come from. */
  readonly #tests = new WeakMap<PackMatch, Test>();

  constructor(words: Vocabulary) {
    this.#words = words;
  }

  matches(pack: PackMatch, traffic: Traffic): boolean {
    let test = this.#tests.get(pack);
    if (test === undefined) {
      test = this.#compile(pack, ignored);
      this.#tests.set(pack, test);
    }
    return test(traffic);
  }

  /** Why it could not be sold; undefined where it can. */
  problemOf(pack: PackMatch): PackProblem | undefined {
    const problems: PackProblem[] = [];
    const note = (path: SourcePath, message: string, hint = ''): void => {
      const [key, index] = path;
      problems.push({
        field: FIELDS[String(key)] ?? 'prefixes',
        index: typeof index === 'number' ? index : undefined,
        message: hint === '' ? message : `${message}; ${hint}`,
      });
    };
    this.#compile(pack, Object.assign(note, { warn: () => undefined, placeOf: () => '' }));
    return problems[0] ?? strangeClass(pack) ?? this.#countedTwice(pack);
  }

  /** One number cannot count seconds and messages at once; messages, segments and pages it may count together. */
  #countedTwice({ services }: PackMatch): PackProblem | undefined {
    const units = services.map((name) => this.#words.services.get(name)?.unit);
    const timed = services.find((_, index) => units[index] === 'second');
    const other = services.find((_, index) => units[index] !== 'second');
    if (timed === undefined || other === undefined) return undefined;
    const message = `${timed} is counted in seconds, and ${other} is not: make it two packs`;
    return { field: 'services', index: undefined, message };
  }

  #compile({ services, directions, countries, numberClasses, prefixes }: PackMatch, report: Report): Test {
    const source = {
      service: some(services),
      direction: some(directions),
      country: some(countries),
      number_class: some(numberClasses),
      prefix: some(prefixes),
    } as MatchSource;
    const { matches } = compileMatch(source, this.#words, [], report);
    if (numberClasses.length > 0) return matches;
    return (traffic) => matches(traffic) && !(traffic.to !== undefined && SPECIAL.has(traffic.to.numberClass));
  }
}

function strangeClass({ numberClasses }: PackMatch): PackProblem | undefined {
  const known: readonly string[] = NUMBER_CLASSES;
  const index = numberClasses.findIndex((name) => !known.includes(name));
  if (index < 0) return undefined;
  const message = `there is no number class "${numberClasses[index]}"`;
  const hint = suggestion(numberClasses[index] ?? '', known) || `there are ${known.join(', ')}`;
  return { field: 'number_classes', index, message: `${message}; ${hint}` };
}

function some<Value>(list: readonly Value[]): Value[] | undefined {
  return list.length === 0 ? undefined : [...list];
}

/** A name that the catalog has dropped since matches nothing. */
const ignored: Report = Object.assign(() => undefined, { warn: () => undefined, placeOf: () => '' });
