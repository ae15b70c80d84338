/** `replay`: past calls under another catalog, without a server. */
import { createWriteStream, statSync, writeFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { loadCatalog } from '../catalog/manager.ts';
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { isTimeZone } from '../domain/cycle.ts';
import { suggestion } from '../domain/did-you-mean.ts';
import { accountIdProblem, type Direction } from '../domain/traffic.ts';
import { type AccountDefaults, PastFileError, readAccounts, readCredits } from '../tuning/accounts-file.ts';
import { type RecordFile, RecordFileError, readRecordFile } from '../tuning/cdr/record-file.ts';
import { OUTCOME_HEADER, problemLine } from '../tuning/outcome-lines.ts';
import type { RowProblem, RowProblemKind } from '../tuning/past-call.ts';
import { replayPlot } from '../tuning/plot.ts';
import { replayReport, type ReplayReport } from '../tuning/report.ts';
import { PROBLEMS_NAMED } from '../tuning/tally.ts';
import { usefulThreads } from '../tuning/threads.ts';
import { type Arguments, defineCommand, EXIT, flag, option, UsageError } from './command.ts';
import type { Context } from './connection.ts';
import { Progress } from './progress.ts';
import { columnsOf, layoutOf, RECORD_OPTIONS } from './record-options.ts';
import { reportObject, type ReplayRows, replayText } from './replay-text.ts';
import { problemLines } from './text.ts';

const OPTIONS = {
  catalog: option('DIR', 'the catalog to try: a directory with catalog.yaml in it. Required'),
  against: option('FILE', 'call records: CSV, also packed with gzip; - is the standard input. Required'),
  from: option('TIME', 'leave out calls that began before'),
  to: option('TIME', 'leave out calls that began then or later'),
  ...RECORD_OPTIONS,
  'time-zone': option('ZONE', 'IANA name: whose clock times without a zone show, and that of accounts', 'UTC'),
  account: option('ID', 'the account of rows that name none'),
  service: option('SERVICE', 'the service of rows that name none', 'call'),
  direction: option('DIRECTION', 'the direction of rows that name none', 'outbound'),
  accounts: option('FILE', 'CSV of accounts: account_id, balance, plan, credit_limit, parent_account_id and others'),
  credits: option('FILE', 'CSV of credit that was added meanwhile: time, account_id, amount'),
  balance: option('AMOUNT', 'what accounts had at the beginning of which no file says it', 'never runs out'),
  plan: option('PLAN', 'the plan of accounts of which no file says it', 'default'),
  'lets-run': flag('the gateway does not end calls whose grant is over'),
  'no-advice': flag('only the figures, without trying other hold rules'),
  calls: option('FILE', 'write a CSV with a line for each row: what became of it'),
  svg: option('FILE', 'write a plot: money in holds over time, and what hold rules trade'),
  json: flag('print the report as JSON, with amounts in milli-cents'),
} as const;

type Options = Arguments<keyof typeof OPTIONS>;

/** A smaller file is replayed before a thread has started. */
const THREADS_FROM_BYTES = 3_000_000;

export const replay = defineCommand({
  path: 'replay',
  summary: 'replay past calls under another catalog: prices, denials, money in holds, and which hold rules would fit',
  positionals: {},
  options: OPTIONS,
  examples: [
    'tollgate replay --catalog config/catalog --against calls.csv --balance 10.00',
    'tollgate replay --catalog new --against /var/log/asterisk/cdr-csv/Master.csv --time-zone Europe/Berlin',
    'tollgate replay --catalog new --against calls.csv.gz --accounts accounts.csv --svg holds.svg --json',
  ],
  notes: [
    'Needs no server and no Redis. Rates, blocks, hold rules and limits are those of the catalog; credit is that ' +
      'of the files. docs/tuning.md walks through it and lists the columns.',
    'Rows that cannot be read or rated are counted and named, and are not in the figures.',
  ],
  async run(args, context) {
    const snapshot = await catalogOf(args, context);
    if (snapshot === undefined) return EXIT.fault;
    const past = await pastOf(args, snapshot);
    const lines = linesFile(args.text('calls'));
    const rejected = new RejectedRows(lines?.take);
    try {
      const { report, file } = await replayFile(args, snapshot, past, rejected, lines?.take);
      await lines?.close();
      const svg = args.text('svg');
      if (svg !== undefined) writeFileSync(svg, replayPlot(report));
      const rows = { ...file, ...rejected.with(report.unratable) };
      if (args.flag('json')) context.print(JSON.stringify(reportObject(report, rows), undefined, 2));
      else context.print(replayText(report, rows));
      return EXIT.ok;
    } catch (error) {
      if (error instanceof RecordFileError) throw new UsageError(error.message);
      throw error;
    }
  },
});

/** Undefined where it is refused; then its problems have been told. */
async function catalogOf(args: Options, context: Context): Promise<CatalogSnapshot | undefined> {
  const directory = needed(args, 'catalog', 'name a directory with catalog.yaml in it');
  needed(args, 'against', 'name a file of call records');
  const loaded = await loadCatalog(directory);
  if ('snapshot' in loaded) return loaded.snapshot;
  context.complain([...problemLines(loaded.problems, directory), 'the catalog is refused'].join('\n'));
  return undefined;
}

function needed(args: Options, name: 'catalog' | 'against', what: string): string {
  const text = args.text(name);
  if (text === undefined) throw new UsageError(`--${name} is missing: ${what}`);
  return text;
}

interface Past {
  readonly accounts: ReturnType<typeof readAccounts>;
  readonly credits: ReturnType<typeof readCredits>;
  readonly defaults: AccountDefaults;
  readonly timeZone: string;
}

async function pastOf(args: Options, { currency, plans }: CatalogSnapshot): Promise<Past> {
  const timeZone = args.text('time-zone') ?? 'UTC';
  if (!isTimeZone(timeZone)) throw new UsageError(`--time-zone: there is no zone "${timeZone}"`);
  const plan = args.text('plan') ?? 'default';
  const defaults: AccountDefaults = {
    balanceMilliCents: await args.money('balance', () => Promise.resolve(currency)),
    plan,
    timeZone,
    creditLimitMilliCents: 0,
    parentAccountId: undefined,
    fundedBy: 'self',
    seats: 1,
    cycleAnchorDay: 1,
    maxOpenHolds: 0,
    numbers: [],
  };
  const { accounts, credits } = filesOf(args, defaults, currency);
  for (const name of new Set([plan, ...[...accounts.values()].map((account) => account.plan)])) {
    if (plans.has(name)) continue;
    throw new UsageError(`the catalog has no plan "${name}"; ${suggestion(name, plans.keys())}`);
  }
  return { accounts, credits, defaults, timeZone };
}

function filesOf(args: Options, defaults: AccountDefaults, currency: string): Pick<Past, 'accounts' | 'credits'> {
  const [accounts, credits] = [args.text('accounts'), args.text('credits')];
  try {
    return {
      accounts: accounts === undefined ? new Map() : readAccounts(accounts, defaults, currency),
      credits: credits === undefined ? [] : readCredits(credits, defaults.timeZone, currency),
    };
  } catch (error) {
    if (error instanceof PastFileError) throw new UsageError(error.message);
    throw error;
  }
}

async function replayFile(
  args: Options,
  snapshot: CatalogSnapshot,
  { accounts, credits, defaults, timeZone }: Past,
  rejected: RejectedRows,
  lines: ((lines: readonly string[]) => void) | undefined,
): Promise<{ readonly report: ReplayReport; readonly file: RecordFile }> {
  const path = needed(args, 'against', 'name a file of call records');
  const columns = columnsOf(args);
  const [reading, replaying] = [new Progress('reading'), new Progress('replaying')];
  const given = { layout: layoutOf(args), columns, fromMs: args.timeMs('from') ?? 0, toMs: args.timeMs('to') ?? 0 };
  const rows = { ...rowDefaults(args), timeZone, currency: snapshot.currency };
  let file: RecordFile | undefined;
  try {
    const report = await replayReport(
      async (take) => {
        file = await readRecordFile(path, {
          ...given,
          ...rows,
          onCall: take,
          onProblem: (problem) => rejected.add(problem),
          onProgress: (done) => reading.at(done),
        });
        reading.end();
        return { balances: file.balances, credits };
      },
      {
        catalogDirectory: needed(args, 'catalog', 'name a directory'),
        snapshot,
        threads: isLarge(path) ? usefulThreads() : 0,
        recommends: !args.flag('no-advice'),
        gateway: args.flag('lets-run') ? 'lets_run' : 'cuts',
        accounts,
        defaults,
        lines,
        progress: (done, all) => replaying.at(done / all),
      },
    );
    return { report, file: file ?? { balances: new Map(), rows: 0, outside: 0, readBy: '' } };
  } finally {
    reading.end();
    replaying.end();
  }
}

function isLarge(path: string): boolean {
  const size = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false })?.size;
  return (size ?? Infinity) > THREADS_FROM_BYTES;
}

function rowDefaults(args: Options): {
  readonly accountId: string | undefined;
  readonly service: string;
  readonly direction: Direction;
} {
  const direction = args.text('direction') ?? 'outbound';
  if (direction !== 'outbound' && direction !== 'inbound') {
    throw new UsageError(`--direction must be inbound or outbound, not "${direction}"`);
  }
  const accountId = args.text('account');
  const problem = accountId === undefined ? undefined : accountIdProblem(accountId);
  if (problem !== undefined) throw new UsageError(`--account ${problem}`);
  return { accountId, service: args.text('service') ?? 'call', direction };
}

/* Rows that are not in the figures. */

class RejectedRows {
  readonly #lines: ((lines: readonly string[]) => void) | undefined;
  readonly #counts: Record<RowProblemKind, number> = { missing: 0, malformed: 0, unratable: 0 };
  readonly #first: RowProblem[] = [];

  /** @param lines - takes a line for each */
  constructor(lines: ((lines: readonly string[]) => void) | undefined) {
    this.#lines = lines;
  }

  add(problem: RowProblem): void {
    this.#counts[problem.kind] += 1;
    if (this.#counts[problem.kind] <= PROBLEMS_NAMED) this.#first.push(problem);
    this.#lines?.([problemLine(problem)]);
  }

  with({ count, first }: ReplayReport['unratable']): Pick<ReplayRows, 'problems' | 'named'> {
    const named = [...this.#first, ...first].sort((a, b) => a.line - b.line);
    return { problems: { ...this.#counts, unratable: count }, named };
  }
}

/* The line of each row. */

interface LinesFile {
  readonly take: (lines: readonly string[]) => void;
  readonly close: () => Promise<void>;
}

function linesFile(path: string | undefined): LinesFile | undefined {
  if (path === undefined) return undefined;
  const file = createWriteStream(path);
  file.write(`${OUTCOME_HEADER}\n`);
  return {
    take: (lines) => void (lines.length > 0 && file.write(`${lines.join('\n')}\n`)),
    close: async () => {
      file.end();
      await finished(file);
    },
  };
}
