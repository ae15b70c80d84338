/** The catalog in force and the verbs of the operators who tune it. */
import type { Terms } from '../domain/terms.ts';
import type { Direction } from '../domain/traffic.ts';
import type { CaseSource } from './schema/cases-file.ts';
import type { CatalogSnapshot } from './snapshot.ts';
import type { Place, SourcePath } from './source/problems.ts';

/** One mistake in a catalog. */
export interface CatalogProblem {
  /** Relative to the catalog directory. */
  readonly file: string;
  /** From 1; 0 when it concerns the whole file. */
  readonly line: number;
  /** From 1; 0 when it concerns the whole line. */
  readonly column: number;
  readonly message: string;
  /** How to mend it; may be empty. */
  readonly hint: string;
}

export interface CatalogCheck {
  /** Empty when the directory cannot be read. */
  readonly version: string;
  readonly problems: readonly CatalogProblem[];
  /** What is no mistake for sure and does not keep the catalog from being put into force; none with problems. */
  readonly warnings: readonly CatalogProblem[];
  /** True when the checked catalog is now in force. */
  readonly inForce: boolean;
}

export interface CatalogInfo {
  readonly snapshot: CatalogSnapshot;
  readonly loadedAtMs: number;
  /** Of the last failed reload, if it came after the catalog in force. */
  readonly problems: readonly CatalogProblem[];
}

export interface ExplainRequest {
  readonly number: string;
  readonly service: string;
  readonly direction: Direction;
  readonly otherNumber: string;
  readonly plan: string;
  /** The licence of the subject; none when absent. */
  readonly ratePlan?: string;
  /** ISO 3166 alpha-2: where the subject is; what its number says when absent. */
  readonly country?: string;
  /** IANA name; the clock that time-of-day rules look at. UTC when absent. */
  readonly timeZone?: string;
  /** Now when absent. */
  readonly atMs?: number;
}

export interface Explanation {
  readonly e164: string;
  readonly numberClass: string;
  readonly country: string;
  readonly decision: 'allow' | 'deny';
  readonly reason: string;
  readonly message: string;
  readonly terms: Terms | undefined;
  readonly holdMilliCents: number;
  readonly grantedUnits: number;
}

export interface CatalogManager {
  /** The snapshot in force. Take it once per request. */
  current(): CatalogSnapshot;
  info(): CatalogInfo;
  /** Reads and checks the directory without putting it into force. */
  check(): Promise<CatalogCheck>;
  /** Puts the directory into force if it is good; otherwise the last good catalog stays. */
  reload(): Promise<CatalogCheck>;
}

/* What the catalog reports. Implemented by `telemetry`; declared here so that the catalog does not depend on it. */

/** How a reload ended. `unchanged` found the catalog that is in force already. */
export type ReloadResult = 'loaded' | 'unchanged' | 'refused';

/** What metrics may say of a catalog. */
export interface CatalogNames extends Pick<CatalogSnapshot, 'name' | 'version' | 'ruleNames'> {
  readonly services: Pick<CatalogSnapshot['services'], 'keys'>;
}

export interface CatalogMetrics {
  reloaded(result: ReloadResult): void;
  /** A catalog was put into force. */
  inForce(catalog: CatalogNames, atMs: number): void;
}

export interface CatalogLogger {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/* The cases of a catalog, and the port through which they are run: the rooms that run them are above this one. */

export interface CatalogCases {
  /** Relative to the catalog directory. */
  readonly file: string;
  readonly cases: readonly CaseSource[];
  /** Where in the file the value at this path stands; the path begins with `cases` and an index. */
  locate(path: SourcePath): Place;
}

/** Runs every case; each expectation that is not met is a problem. */
export type CasesRunner = (snapshot: CatalogSnapshot, cases: CatalogCases) => Promise<readonly CatalogProblem[]>;

/** The currencies (ISO 4217) that accounts count in; an empty one is not known. @throws Fault when the store is away */
export type AccountCurrencies = () => Promise<ReadonlySet<string>>;
