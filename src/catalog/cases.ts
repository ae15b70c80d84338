/** The cases of a catalog, and the port through which they are run: the rooms that run them are above this one. */
import type { CatalogProblem } from './manager-port.ts';
import type { CaseSource } from './schema/cases-file.ts';
import type { Place, SourcePath } from './source/problems.ts';
import type { CatalogSnapshot } from './snapshot.ts';

export interface CatalogCases {
  /** Relative to the catalog directory. */
  readonly file: string;
  readonly cases: readonly CaseSource[];
  /** Where in the file the value at this path stands; the path begins with `cases` and an index. */
  locate(path: SourcePath): Place;
}

/** Runs every case; each expectation that is not met is a problem. */
export type CasesRunner = (snapshot: CatalogSnapshot, cases: CatalogCases) => Promise<readonly CatalogProblem[]>;
