import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AlertSettings, resolveAlerts } from './alerts.ts';
import { resolveArchiveUrl } from './archive-url.ts';
import { type Complaint, crossChecks, fromIssue, type Problem } from './complaints.ts';
import { misspeltVariables, type Override, overridesFrom } from './environment.ts';
import { type PaymentSettings, resolvePayments } from './payment-secrets.ts';
import { settingsFile, type SettingsFile } from './schema.ts';
import { type ParsedFile, parseSettingsFile } from './settings-file.ts';
import { resolveTokens, type Token } from './tokens.ts';

type FileSettings = Camel<SettingsFile>;

/** What Tollgate is started with; fixed while it runs. Prices and rules are in the catalog instead. */
export interface Settings extends Omit<FileSettings, 'alerts' | 'auth' | 'catalog' | 'redis' | 'recharge'> {
  readonly alerts: AlertSettings;
  readonly catalog: Omit<FileSettings['catalog'], 'dir'> & { readonly dir: string };
  readonly redis: Omit<FileSettings['redis'], 'allowEmbedded'> & { readonly allowEmbedded: boolean };
  readonly auth: Omit<FileSettings['auth'], 'tokens'> & { readonly tokens: readonly Token[] };
  readonly recharge: FileSettings['recharge'] & { readonly payments: PaymentSettings };
  /** The file that was read; undefined if there was none. */
  readonly source: string | undefined;
}

export type LoadResult =
  { readonly settings: Settings; readonly warnings: readonly string[] } | { readonly problems: readonly Problem[] };

const defaultFile = 'config/tollgate.yaml';

const defaultCatalog = 'config/catalog';

/**
 * The catalog where nobody named one: that of the working directory, else the default catalog of the package, so that
 * an installed Tollgate can be tried in an empty directory.
 */
export function defaultCatalogDirectory(): string {
  if (existsSync(defaultCatalog)) return defaultCatalog;
  return fileURLToPath(new URL(`../../${defaultCatalog}`, import.meta.url));
}

/**
 * Reads the settings: defaults, then the file (`TOLLGATE_CONFIG`, else `config/tollgate.yaml` if it exists), then the
 * environment. Every setting has a variable: its path in capitals after `TOLLGATE_`.
 *
 * @param argv `--config FILE` names the file and wins over `TOLLGATE_CONFIG`; other arguments are not read
 * @returns all problems at once if there is any
 */
export function loadSettings({ env, argv = [] }: { env: NodeJS.ProcessEnv; argv?: readonly string[] }): LoadResult {
  const read = readFile(env, argv);
  if ('problems' in read) {
    return read;
  }
  const overrides = overridesFrom(env);
  const merged = structuredClone(read.file.value);
  for (const override of overrides) {
    place(merged, override);
  }
  const toProblem = (complaint: Complaint): Problem => locate(complaint, read.file, overrides);
  const parsed = settingsFile.safeParse(merged);
  if (!parsed.success) {
    return { problems: parsed.error.issues.flatMap((issue) => fromIssue(issue, merged)).map(toProblem) };
  }
  const { tokens, complaints } = resolveTokens(parsed.data.auth.tokens, env);
  const { payments, complaints: unpaid } = resolvePayments(parsed.data.recharge);
  const { alerts, complaints: unsent } = resolveAlerts(parsed.data.alerts, env);
  const { archive, complaints: unarchived } = resolveArchiveUrl(parsed.data.archive);
  const problems = [...complaints, ...unpaid, ...unsent, ...unarchived, ...crossChecks(parsed.data)].map(toProblem);
  if (problems.length > 0) {
    return { problems };
  }
  const settings = finish({ ...parsed.data, archive }, { tokens, payments, alerts }, env, read.source);
  return { settings, warnings: misspeltVariables(env) };
}

function readFile(
  env: NodeJS.ProcessEnv,
  argv: readonly string[],
): { file: ParsedFile; source: string | undefined } | { problems: Problem[] } {
  const flag = argv.indexOf('--config');
  const chosen = flag === -1 ? env['TOLLGATE_CONFIG'] || undefined : argv[flag + 1];
  const name = chosen ?? defaultFile;
  const source = chosen !== undefined || existsSync(name) ? name : undefined;
  try {
    const parsed = parseSettingsFile(name, source === undefined ? '' : readFileSync(name, 'utf8'));
    return 'problems' in parsed ? parsed : { file: parsed.file, source };
  } catch (error) {
    const message = `the settings file cannot be read: ${(error as Error).message}`;
    return { problems: [{ where: flag === -1 ? 'TOLLGATE_CONFIG' : '--config', setting: '', message }] };
  }
}

/** Puts an override into the file's data. Where the file has no block to put it into, the schema will say so. */
function place(root: unknown, { path, value }: Override): void {
  let block = root;
  for (const [index, step] of path.entries()) {
    if (typeof block !== 'object' || block === null) {
      return;
    }
    const fields = block as Record<string, unknown>;
    if (index === path.length - 1) {
      fields[step] = value;
    } else {
      block = fields[step] ??= {};
    }
  }
}

/** Names where the value at a path came from: the variable that set it, else its place in the file. */
function locate(complaint: Complaint, file: ParsedFile, overrides: readonly Override[]): Problem {
  const { path, message, hint, atKey } = complaint;
  const override = overrides.find((candidate) => candidate.path.every((step, index) => path[index] === step));
  const position = atKey === true ? file.locateKey(path) : file.locate(path);
  return {
    where: override?.variable ?? position,
    setting: path
      .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
      .join('')
      .replace(/^\./, ''),
    message,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** What was resolved, with its secrets in hand. */
interface Resolved {
  readonly tokens: Token[];
  readonly payments: PaymentSettings;
  readonly alerts: AlertSettings;
}

function finish(
  file: SettingsFile,
  { tokens, payments, alerts }: Resolved,
  env: NodeJS.ProcessEnv,
  source: string | undefined,
): Settings {
  const camel = camelFrozen(file);
  // In production an engine that keeps nothing must be asked for.
  const allowEmbedded = camel.redis.allowEmbedded ?? env['NODE_ENV'] !== 'production';
  return Object.freeze({
    ...camel,
    catalog: Object.freeze({ ...camel.catalog, dir: camel.catalog.dir ?? defaultCatalogDirectory() }),
    redis: Object.freeze({ ...camel.redis, allowEmbedded }),
    alerts: Object.freeze(alerts),
    auth: Object.freeze({ ...camel.auth, tokens: Object.freeze(tokens) }),
    recharge: Object.freeze({ ...camel.recharge, payments: Object.freeze(payments) }),
    source,
  });
}

type CamelWord<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelWord<Tail>>}`
  : S;

/** The same data, frozen, with `snake_case` keys spelt in `camelCase`. */
export type Camel<T> = T extends readonly (infer Item)[]
  ? readonly Camel<Item>[]
  : T extends object
    ? { readonly [Key in keyof T as Key extends string ? CamelWord<Key> : Key]: Camel<T[Key]> }
    : T;

/** Renames the keys of plain data at every depth and freezes it. */
function camelFrozen<T>(value: T): Camel<T> {
  if (Array.isArray(value)) {
    return Object.freeze(value.map((item: unknown) => camelFrozen(item))) as Camel<T>;
  }
  if (typeof value !== 'object' || value === null) {
    return value as Camel<T>;
  }
  const entries = Object.entries(value).map(([key, inner]) => [
    key.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase()),
    camelFrozen(inner as unknown),
  ]);
  return Object.freeze(Object.fromEntries(entries)) as Camel<T>;
}
