/** Keeps a good catalog in force while its directory changes. */
import { errorText, Fault } from '../domain/fault.ts';
import { checkCases, compileCatalog } from './compile/compile.ts';
import { currencyRefusal } from './currency-change.ts';
import type {
  AccountCurrencies,
  CasesRunner,
  CatalogCheck,
  CatalogInfo,
  CatalogLogger,
  CatalogManager,
  CatalogMetrics,
  CatalogProblem,
} from './manager-port.ts';
import { type EmergencyFacts, emergencyFactsOf, emergencyText } from './manager-emergency.ts';
import type { CatalogSnapshot } from './snapshot.ts';
import { type CatalogFiles, DirectoryWatch, readCatalogDirectory } from './source/directory.ts';
import { ProblemList, WHOLE_FILE } from './source/problems.ts';
import { DeckMemory } from './source/read-decks.ts';
import { readSourceFiles } from './source/read-files.ts';

export interface ManagerOptions {
  readonly directory: string;
  readonly runCases: CasesRunner;
  /** Asked before a catalog of another currency replaces the one in force; without it, it does. */
  readonly accountCurrencies?: AccountCurrencies;
  readonly logger: CatalogLogger;
  readonly metrics: CatalogMetrics;
  /** False leaves reloading to `reload()`. */
  readonly watch: boolean;
  readonly debounceMs?: number;
  readonly pollMs?: number;
  /** Called when a catalog other than the last one was put into force. */
  readonly onInForce?: (catalog: LoadedCatalog) => void;
}

const DEBOUNCE_MS = 250;
const POLL_MS = 10_000;
const PLANS_GONE =
  'the catalog no longer has these plans; accounts that are on them are given nothing until they are moved to another';

/** There is no good catalog yet: no price may be invented. The message has the first problem, with where it stands. */
export class CatalogRefused extends Error {
  readonly problems: readonly CatalogProblem[];

  constructor(directory: string, problems: readonly CatalogProblem[]) {
    super(`the catalog ${directory} is refused: ${firstOf(problems)}`);
    this.name = 'CatalogRefused';
    this.problems = problems;
  }
}

function firstOf([first, ...others]: readonly CatalogProblem[]): string {
  if (first === undefined) return 'it has problems';
  const where = [first.file, first.line, first.column].filter((part) => part !== '' && part !== 0).join(':');
  const hint = first.hint === '' ? '' : `; ${first.hint}`;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `${where === '' ? '' : `${where}: `}${first.message}${hint}${more}`;
}

export interface OpenCatalog extends CatalogManager {
  /**
   * Loads the directory and, unless told otherwise, watches it from then on. May be called again after it failed.
   *
   * @throws CatalogRefused when the first catalog is not good. Later ones that are not good leave the last good one in
   * force.
   */
  open(): Promise<void>;
  /** The snapshot in force; undefined before the first good one. */
  readonly inForce: CatalogSnapshot | undefined;
  close(): Promise<void>;
}

/** Nothing is read before `open`. */
export function createCatalog(options: ManagerOptions): OpenCatalog {
  return new DirectoryCatalog(options);
}

/** Creates and opens in one step. @throws CatalogRefused when the first catalog is not good */
export async function openCatalog(options: ManagerOptions): Promise<OpenCatalog> {
  const catalog = createCatalog(options);
  try {
    await catalog.open();
    return catalog;
  } catch (error) {
    await catalog.close();
    throw error;
  }
}

class DirectoryCatalog implements OpenCatalog {
  readonly #options: ManagerOptions;
  readonly #decks = new DeckMemory();
  inForce: CatalogSnapshot | undefined;
  #loadedAtMs = 0;
  #problems: readonly CatalogProblem[] = [];
  #watch: DirectoryWatch | undefined;
  /** Loads happen one after the other, so that an older directory never replaces a newer one. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ManagerOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { directory, watch, debounceMs = DEBOUNCE_MS, pollMs = POLL_MS } = this.#options;
    if (watch && this.#watch === undefined) {
      const onChange = async (): Promise<void> => this.#reloadChanged();
      this.#watch = await DirectoryWatch.start({ directory, debounceMs, pollMs, onChange });
    }
    if (this.inForce === undefined) await this.reload();
    if (this.inForce === undefined) throw new CatalogRefused(directory, this.#problems);
  }

  current(): CatalogSnapshot {
    if (this.inForce === undefined) {
      const why = this.#problems.length === 0 ? 'it is not loaded yet' : 'it is refused; the log has every problem';
      throw new Fault('CATALOG_UNAVAILABLE', `there is no catalog: ${why}`, { retryAfterMs: 1_000 });
    }
    return this.inForce;
  }

  info(): CatalogInfo {
    return { snapshot: this.current(), loadedAtMs: this.#loadedAtMs, problems: this.#problems };
  }

  async check(): Promise<CatalogCheck> {
    return this.#inTurn(async () => {
      const loaded = await this.#load();
      if ('problems' in loaded) return { ...loaded, warnings: [], inForce: false };
      const { version } = loaded.snapshot;
      return { version, problems: [], warnings: loaded.warnings, inForce: version === this.inForce?.version };
    });
  }

  async reload(): Promise<CatalogCheck> {
    return this.#inTurn(async () => {
      const loaded = await this.#load();
      return 'problems' in loaded ? this.#refuse(loaded) : this.#putIntoForce(loaded);
    });
  }

  async close(): Promise<void> {
    await this.#watch?.close();
    await this.#turn;
  }

  /** Nobody waits for this one, so what it throws is told here. */
  async #reloadChanged(): Promise<void> {
    try {
      await this.reload();
    } catch (error) {
      this.#options.metrics.reloaded('refused');
      this.#options.logger.error({ err: error }, 'catalog could not be reloaded; the last good one stays in force');
    }
  }

  async #load(): Promise<LoadedCatalog | RefusedCatalog> {
    const { directory, runCases, accountCurrencies } = this.#options;
    const inForce = this.inForce;
    return loadCatalog(directory, {
      runCases,
      decks: this.#decks,
      ...(inForce === undefined ? {} : { inForce }),
      ...(accountCurrencies === undefined ? {} : { accountCurrencies }),
    });
  }

  #putIntoForce(loaded: LoadedCatalog): CatalogCheck {
    const { logger, metrics, onInForce } = this.#options;
    const { snapshot, warnings } = loaded;
    const { name, version, caseCount: cases } = snapshot;
    this.#problems = [];
    if (this.inForce === snapshot) {
      metrics.reloaded('unchanged');
      return { version, problems: [], warnings, inForce: true };
    }
    const atMs = Date.now();
    const previous = this.inForce;
    this.inForce = snapshot;
    this.#loadedAtMs = atMs;
    metrics.reloaded('loaded');
    metrics.inForce(snapshot, atMs);
    const emergency = emergencyText(snapshot.emergencyNumbers());
    logger.info({ catalog: name, version, cases, previous: previous?.version, emergency }, 'catalog in force');
    for (const warning of warnings) logger.warn({ ...warning, version }, 'catalog warning');
    const plans = [...(previous?.plans.keys() ?? [])].filter((plan) => !snapshot.plans.has(plan));
    // The catalog cannot know whether accounts are left on them, and refusing it would leave no way to end a plan.
    if (plans.length > 0) logger.warn({ plans, version }, PLANS_GONE);
    onInForce?.(loaded);
    return { version, problems: [], warnings, inForce: true };
  }

  #refuse({ version, problems }: RefusedCatalog): CatalogCheck {
    const { logger, metrics } = this.#options;
    metrics.reloaded('refused');
    const isTold = this.inForce === undefined && JSON.stringify(problems) === JSON.stringify(this.#problems);
    this.#problems = problems;
    // A start is tried again and again: the same problems are listed once.
    if (isTold) return { version, problems, warnings: [], inForce: false };
    const kept = this.inForce?.version;
    for (const problem of problems) logger.error({ ...problem, version }, 'catalog problem');
    logger.error(
      { version, problems: problems.length, kept },
      kept === undefined ? 'catalog refused' : 'catalog refused; the last good one stays in force',
    );
    return { version, problems, warnings: [], inForce: false };
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

/* Reads, checks and compiles a catalog directory. All of it is good, or all that is wrong with it is listed. */

export interface LoadOptions {
  /** Runs the cases; without it they are only read. */
  readonly runCases?: CasesRunner;
  /** Keeps decks from one load to the next. */
  readonly decks?: DeckMemory;
  /** Answered again, without any work, when the directory still says the same. */
  readonly inForce?: CatalogSnapshot;
  /** Asked when the catalog in force counts in another currency. */
  readonly accountCurrencies?: AccountCurrencies;
}

/** A catalog that may be put into force. */
export interface LoadedCatalog {
  readonly snapshot: CatalogSnapshot;
  /** What is no mistake for sure; none where the snapshot is the one that is in force. */
  readonly warnings: readonly CatalogProblem[];
  /** What makes an emergency number in it; undefined where the snapshot is the one that is in force. */
  readonly emergency?: EmergencyFacts;
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
      problems: [{ file: '', ...WHOLE_FILE, message, hint: 'name a directory with catalog.yaml in it' }],
    };
  }
  return loadFiles(files, options);
}

async function loadFiles(files: CatalogFiles, options: LoadOptions): Promise<LoadedCatalog | RefusedCatalog> {
  if (files.version === options.inForce?.version) return { snapshot: options.inForce, warnings: [] };
  const problems = new ProblemList();
  const sources = readSourceFiles(files, problems);
  const { cases } = sources;
  const decks = await (options.decks ?? new DeckMemory()).read(files, sources, problems);
  if (cases.content !== undefined) checkCases(cases.content, sources.catalog.content?.currency, cases.report);
  const snapshot = compileCatalog(sources, decks, files.version, problems);
  if (snapshot === undefined || !problems.isEmpty) return { version: files.version, problems: problems.sorted() };
  const refusal = await currencyRefusal(snapshot.currency, options.inForce?.currency, options.accountCurrencies);
  if (refusal !== undefined) {
    sources.catalog.report(['currency'], ...refusal);
    return { version: files.version, problems: problems.sorted() };
  }
  const loaded = { snapshot, warnings: problems.warnings, emergency: emergencyFactsOf(sources.catalog.content) };
  if (options.runCases === undefined || cases.content === undefined) return loaded;
  const failed = await options.runCases(snapshot, {
    file: cases.name,
    cases: cases.content.cases,
    locate: (path) => cases.locate(path),
  });
  return failed.length === 0 ? loaded : { version: files.version, problems: failed };
}
