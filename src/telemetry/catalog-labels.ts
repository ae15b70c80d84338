/** Which names the catalog may put into labels: no more than it has, and no more than fit. */
import type { CatalogNames } from '../catalog/manager-port.ts';

/** The label of a name that the catalog does not have, or has beyond the first so many of its kind. */
export const OTHER = 'other';

/** Of each kind. A catalog may have a thousand rules, and each is a series or more on every sidecar. */
const NAMES_MAX = 100;

/** A rule with another word, such as the reason for which it denies. */
type Pair = readonly [word: string, rule: string];

/** The labels of one catalog. Before the first one there is only `other`. */
export class CatalogLabels {
  readonly services: readonly string[];
  /** A reason with a blocking rule or a limit that denies for it. */
  readonly denials: readonly Pair[];
  /** A service with a hold rule that reserves for it. */
  readonly holds: readonly Pair[];
  readonly #services: ReadonlySet<string>;
  readonly #denying: ReadonlySet<string>;
  readonly #holding: ReadonlySet<string>;

  constructor(names: CatalogNames | undefined) {
    const { denials = [], holds = [] } = names?.ruleNames ?? {};
    this.#services = firstOf(names?.services.keys() ?? []);
    this.#denying = firstOf(denials.map(({ rule }) => rule));
    this.#holding = firstOf(holds.map(({ rule }) => rule));
    this.services = [...this.#services];
    this.denials = denials.filter(({ rule }) => this.#denying.has(rule)).map(({ reason, rule }) => [reason, rule]);
    this.holds = holds
      .filter(({ rule, service }) => this.#holding.has(rule) && this.#services.has(service))
      .map(({ service, rule }): Pair => [service, rule])
      .slice(0, NAMES_MAX);
  }

  service(name: string): string {
    return this.#services.has(name) ? name : OTHER;
  }

  /** Of a blocking rule or a limit. The limits of accounts and subjects themselves are `other`. */
  denying(rule: string): string {
    return this.#denying.has(rule) ? rule : OTHER;
  }

  holding(rule: string): string {
    return this.#holding.has(rule) ? rule : OTHER;
  }
}

function firstOf(names: Iterable<string>): ReadonlySet<string> {
  return new Set([...new Set(names)].slice(0, NAMES_MAX));
}
