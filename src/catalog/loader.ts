/** Reads, checks and compiles a catalog directory. All of it is good, or all that is wrong with it is listed. */
import type { CasesRunner } from './cases.ts';
import { compileCatalog } from './compile/compile.ts';
import type { CatalogProblem } from './manager-port.ts';
import { checkCases } from './compile/check-cases.ts';
import type { CatalogSnapshot } from './snapshot.ts';
import { readCatalogDirectory, type CatalogFiles } from './source/directory.ts';
import { ProblemList } from './source/problems.ts';
import { DeckMemory } from './source/read-decks.ts';
import { readSourceFiles } from './source/read-files.ts';
import { errorText } from '../domain/error-text.ts';

export interface LoadOptions {
  /** Runs the cases; without it they are only read. */
  readonly runCases?: CasesRunner;
  /** Keeps decks from one load to the next. */
  readonly decks?: DeckMemory;
  /** Answered again, without any work, when the directory still says the same. */
  readonly inForce?: CatalogSnapshot;
}

/** A catalog that may be put into force. */
export interface LoadedCatalog {
  readonly snapshot: CatalogSnapshot;
}

/** Why it may not. */
export interface RefusedCatalog {
  /** Empty when the directory cannot be read. */
  readonly version: string;
  /** At least one, by file and line. */
  readonly problems: readonly CatalogProblem[];
}

/** Never throws for what is wrong with the directory or its files. */
export async function loadCatalog(
  directory: string,
  options: LoadOptions = {},
): Promise<LoadedCatalog | RefusedCatalog> {
  let files: CatalogFiles;
  try {
    files = await readCatalogDirectory(directory);
  } catch (error) {
    const reason = errorText(error);
    const message = `the catalog directory cannot be read: ${reason}`;
    return {
      version: '',
      problems: [{ file: '', line: 0, column: 0, message, hint: 'name a directory with catalog.yaml in it' }],
    };
  }
  return loadFiles(files, options);
}

async function loadFiles(files: CatalogFiles, options: LoadOptions): Promise<LoadedCatalog | RefusedCatalog> {
  if (files.version === options.inForce?.version) return { snapshot: options.inForce };
  const problems = new ProblemList();
  const sources = readSourceFiles(files, problems);
  const decks = (options.decks ?? new DeckMemory()).read(files, problems);
  const { cases } = sources;
  if (cases.content !== undefined) checkCases(cases.content, cases.report);
  const snapshot = compileCatalog(sources, decks, files.version, problems);
  if (snapshot === undefined || !problems.isEmpty) return { version: files.version, problems: problems.sorted() };
  if (options.runCases === undefined || cases.content === undefined) return { snapshot };
  const failed = await options.runCases(snapshot, {
    file: cases.name,
    cases: cases.content.cases,
    locate: (path) => cases.locate(path),
  });
  return failed.length === 0 ? { snapshot } : { version: files.version, problems: failed };
}
