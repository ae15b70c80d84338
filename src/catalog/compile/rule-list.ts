/** Rules in order, sorted by service beforehand: a call only passes the rules that can be about it. */
import type { Traffic } from '../../domain/traffic.ts';
import { pathText, type Report, type SourcePath } from '../source/problems.ts';
import type { Matcher } from './matcher.ts';

interface Matched {
  readonly matcher: Matcher;
}

/** The rules of each service, in the order of the file. */
export class RuleList<Rule extends Matched> {
  readonly #byService: ReadonlyMap<string, readonly Rule[]>;

  constructor(rules: readonly Rule[], services: Iterable<string>) {
    this.#byService = new Map(
      [...services].map((service) => [
        service,
        rules.filter(({ matcher }) => matcher.services === undefined || matcher.services.has(service)),
      ]),
    );
  }

  /** All rules that could be about traffic of this service. */
  of(service: string): readonly Rule[] {
    return this.#byService.get(service) ?? [];
  }

  first(traffic: Traffic): Rule | undefined {
    for (const rule of this.of(traffic.service)) if (rule.matcher.matches(traffic)) return rule;
    return undefined;
  }
}

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

/** A rule behind one that takes all traffic of its services would never be reached. `list` is where they stand. */
export function checkReachable(
  rules: readonly (Matched & { readonly name: string })[],
  list: SourcePath,
  services: readonly string[],
  report: Report,
): void {
  const closed = new Map<string, string>();
  rules.forEach(({ matcher, name }, index) => {
    const about = matcher.services === undefined ? services : [...matcher.services];
    const closer = about.map((service) => closed.get(service));
    const known = closer.filter((rule) => rule !== undefined);
    if (about.length > 0 && known.length === about.length) {
      report(
        [...list, index],
        `"${name}" can never match: "${known[0]}" before it takes all of its traffic`,
        'move it up, or remove it',
      );
    }
    if (matcher.unconditional) for (const service of about) if (!closed.has(service)) closed.set(service, name);
  });
}
