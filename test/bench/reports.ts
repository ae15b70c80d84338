/**
 * `npm run bench:reports`: what reports cost over 1,000,000 archived calls, on the database inside the process and on
 * PostgreSQL where it is installed: `node --import tsx test/bench/reports.ts [rows]`.
 */
import { sql } from 'kysely';
import type { CsvQuery, UsageQuery } from '../../src/archive/port.ts';
import { openDatabase } from '../../src/archive/sql/database.ts';
import { Months } from '../../src/archive/sql/months.ts';
import { archiveReports } from '../../src/archive/sql/reports.ts';
import { testDatabases } from '../archive/support/databases.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const ACCOUNTS = 1_000;
const FROM = Date.UTC(2026, 0, 1);
const MONTHS = 6;
const SECONDS = MONTHS * 30 * 86_400;

const ALL = { fromMs: undefined, toMs: undefined, scope: { accountIds: [], accountPrefixes: [] } };
const USAGE: UsageQuery = {
  ...ALL,
  groupBy: ['month', 'class'],
  timeZone: 'America/New_York',
  timedServices: ['call'],
  homeCountry: 'US',
};

/** In the order of the values below. */
const COLUMNS =
  'authorized_at, account_id, kind, reference, epoch, payer_account_id, parent_account_id, root_account_id, ' +
  'subject_id, subject_labels, service, direction, number_class, number, number_form, prefix, country, rate_rule, hold_rule, ' +
  'gateway_id, parent_hold_id, answered_at, ended_at, state, granted_units, connected_seconds, billed_units, ' +
  'cost_milli_cents, reversed_milli_cents, written_off_milli_cents, reserved_milli_cents, included_units, parts, cause, ' +
  'flags, first_sequence, last_sequence';

async function timed(name: string, run: () => Promise<string>): Promise<void> {
  const started = performance.now();
  const what = await run();
  console.log(`  ${name.padEnd(46)} ${(performance.now() - started).toFixed(0).padStart(7)} ms  ${what}`);
}

for (const [mode, start] of testDatabases.filter(
  ([name]) => process.env['ONLY'] === undefined || name === process.env['ONLY'],
)) {
  const database = await start();
  const db = await openDatabase(database.place);
  const reports = archiveReports(() => db);
  console.log(mode);
  await timed(`${ROWS.toLocaleString('en-US')} calls are written`, async () => {
    await db.transaction().execute(async (transaction) => {
      const months = Array.from({ length: MONTHS + 1 }, (_, n) => Date.UTC(2026, n, 15));
      await new Months().ensure(transaction, 'calls', months);
    });
    for (let at = 0; at < ROWS; at += 100_000) await fill(at, Math.min(ROWS, at + 100_000));
    await sql`analyze tollgate.calls`.execute(db);
    return '';
  });
  const usage = async (changes: Partial<UsageQuery>) => {
    const { items } = await reports.usage({ ...USAGE, ...changes }, { after: '', limit: 10_000 });
    return `${items.length} rows, ${items.reduce((sum, { calls }) => sum + calls, 0)} calls`;
  };
  for (const pass of ['first', 'again']) {
    await timed(`months of one account, ${pass}`, () => usage({ accountId: 'acme-7' }));
    await timed(`months of the company, by prefix, ${pass}`, () =>
      usage({ scope: { accountIds: [], accountPrefixes: ['acme'] } }),
    );
    await timed(`months of everything, ${pass}`, () => usage({}));
  }
  await timed('months and users of one account', () => usage({ accountId: 'acme-7', groupBy: ['month', 'subject'] }));
  await timed('days of everything', () => usage({ groupBy: ['day'] }));
  await timed('the first page of calls', async () => {
    const { items } = await reports.calls(ALL, { after: '', limit: 100 });
    return `${items.length} rows`;
  });
  await timed('CSV of all', async () => {
    const query: CsvQuery = { report: 'calls', filter: ALL };
    let [after, bytes, most] = ['', 0, 0];
    do {
      const page = await reports.csv(query, { timeZone: 'UTC', currency: 'USD' }, { after, limit: 2_000 });
      bytes += page.text.length;
      after = page.next;
      most = Math.max(most, process.memoryUsage.rss());
    } while (after !== '');
    return `${(bytes / 1e6).toFixed(0)} MB, resident at most ${(most / 1e6).toFixed(0)} MB`;
  });
  await db.destroy();
  await database.stop();

  async function fill(from: number, to: number): Promise<void> {
    await sql`
      insert into tollgate.calls (${sql.raw(COLUMNS)})
      select
        to_timestamp(${FROM / 1000}::float8 + (n::bigint * ${SECONDS}::bigint / ${ROWS}::bigint)),
        'acme-' || n % ${ACCOUNTS}::int, 'hold', 'call-' || n, 1, 'acme-' || n % ${ACCOUNTS}::int, 'acme', 'acme',
        'user-' || n % 7, '{"department":"Sales"}', 'call', case when n % 5 = 0 then 'inbound' else 'outbound' end,
        case n % 10 when 0 then 'toll_free' when 1 then 'mobile' else 'standard' end, '+1******' || n % 100, 'masked',
        '1202', case when n % 8 = 0 then 'DE' else 'US' end, 'us', 'default', 'sbc-1', '', null, null, 'charged',
        3600, n % 600, n % 600, n % 600 * 20, 0, 0, 72000, 0,
        '[{"source":"balance","name":"","amountMilliCents":1200,"units":0}]', 16, '[]', 1, 2
      from generate_series(${from}::int, ${to - 1}::int) n
    `.execute(db);
  }
}
