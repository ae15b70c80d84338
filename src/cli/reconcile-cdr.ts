/** `reconcile-cdr`: a carrier's records of calls against the archive. */
import { writeFileSync } from 'node:fs';
import { csvLine } from '../domain/csv-text.ts';
import { isTimeZone } from '../domain/cycle.ts';
import { amountText } from '../domain/money.ts';
import { normaliseNumber, readE164 } from '../domain/phone/normalise.ts';
import type { Call__Output } from '../gen/tollgate/v1/Call.ts';
import {
  type BilledCall,
  type ChargedCall,
  compareCalls,
  type Comparison,
  type Difference,
  DIFFERENCE_KINDS,
} from '../tuning/carrier-bill.ts';
import { RecordFileError, readRecordFile } from '../tuning/cdr/record-file.ts';
import type { PastCall, RowProblem } from '../tuning/past-call.ts';
import type { TollgateClient } from '../transport/grpc/client.ts';
import { type Arguments, defineCommand, EXIT, given, option, UsageError } from './command.ts';
import { catalogCurrency, CONNECTION_OPTIONS, type ConnectionOption, withServer } from './connection.ts';
import { Progress } from './progress.ts';
import { columnsOf, layoutOf, RECORD_OPTIONS } from './record-options.ts';
import { countText, fields, moneyText, table, timeText } from './text.ts';

const OPTIONS = {
  ...RECORD_OPTIONS,
  from: option('TIME', "leave out the carrier's calls that began before"),
  to: option('TIME', "leave out the carrier's calls that began then or later"),
  'time-zone': option('ZONE', "IANA name: whose clock the carrier's times without a zone show", 'UTC'),
  country: option('COUNTRY', 'how numbers without a country code are read, such as DE', 'all have one'),
  gateway: option('GATEWAY', 'only what this gateway authorized: the one that leads to the carrier', 'all'),
  service: option('SERVICE', 'the service of the calls', 'call'),
  clock: option('SECONDS', 'how far apart the clocks of both may be', '60'),
  seconds: option('SECONDS', 'how much two reports of one call may differ', '2'),
  increments: option('FIRST/NEXT', 'how the carrier counts, such as 60/60', '1/1'),
  limit: option('COUNT', 'how many differences are shown', '20'),
  csv: option('FILE', 'write all of them as CSV'),
} as const;

type Options = Arguments<'FILE' | keyof typeof OPTIONS | ConnectionOption>;

const PAGE_SIZE = 1000;

export const reconcileCdr = defineCommand({
  path: 'reconcile-cdr',
  summary: "compare a carrier's call records with the archive: missing, longer, shorter and dearer calls",
  positionals: { FILE: { meaning: 'records of outbound calls: CSV, also packed with gzip; - is the standard input' } },
  options: { ...OPTIONS, ...CONNECTION_OPTIONS },
  examples: [
    'tollgate reconcile-cdr carrier-2026-11.csv --gateway sbc-1 --increments 60/60',
    'tollgate reconcile-cdr cdr.csv.gz --column cost=Amount --time-zone Europe/Berlin --csv differences.csv',
  ],
  notes: [
    "A call is the other side's by the hold id, where the carrier has it as its call id; else by number and time. " +
      'The columns are those of `tollgate replay`; docs/tuning.md lists them.',
    'missing: billed by the carrier and unknown here. unbilled: charged here and not billed. longer, shorter: by the ' +
      "carrier's count. dearer: the carrier takes more than the account paid.",
    'Ends with 0 where both agree, and with 3 where they differ.',
  ],
  run: (args, context) =>
    withServer('reconcile-cdr', args, context, async ({ client }) => {
      const currency = await catalogCurrency(client);
      const bill = await readBill(args, currency);
      const charged = await chargedCalls(client, args, bill.calls);
      const comparison = compareCalls(bill.calls, charged, rulesOf(args));
      const file = args.text('csv');
      if (file !== undefined) writeFileSync(file, csvOf(comparison));
      if (args.flag('json')) context.print(JSON.stringify(jsonOf(comparison, bill, charged), undefined, 2));
      else context.print(textOf(comparison, bill, charged, currency, args.integer('limit') ?? 20).join('\n'));
      return comparison.differences.length === 0 && bill.problems.length === 0 ? EXIT.ok : EXIT.denied;
    }),
});

function rulesOf(args: Options) {
  const increments = /^([1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(args.text('increments') ?? '1/1');
  if (increments === null) throw new UsageError('--increments must be first/next in seconds, such as 60/60');
  return {
    clockMs: (args.integer('clock', 86_400) ?? 60) * 1000,
    seconds: args.integer('seconds', 86_400) ?? 2,
    firstIncrement: Number(increments[1]),
    nextIncrement: Number(increments[2]),
  };
}

/* The carrier's side. */

interface Bill {
  readonly calls: readonly BilledCall[];
  readonly problems: readonly RowProblem[];
}

async function readBill(args: Options, currency: string): Promise<Bill> {
  const timeZone = args.text('time-zone') ?? 'UTC';
  if (!isTimeZone(timeZone)) throw new UsageError(`--time-zone: there is no zone "${timeZone}"`);
  const [calls, problems]: [BilledCall[], RowProblem[]] = [[], []];
  const reading = new Progress('reading');
  try {
    await readRecordFile(args.required('FILE'), {
      layout: layoutOf(args),
      columns: columnsOf(args),
      fromMs: args.timeMs('from') ?? 0,
      toMs: args.timeMs('to') ?? 0,
      // A carrier knows no accounts of ours.
      accountId: 'carrier',
      service: args.text('service') ?? 'call',
      direction: 'outbound',
      timeZone,
      currency,
      onCall: (call) => calls.push(...billedCall(call, args.text('country'))),
      onProblem: (problem) => problems.push(problem),
      onProgress: (done) => reading.at(done),
    });
  } catch (error) {
    throw error instanceof RecordFileError ? new UsageError(error.message) : error;
  } finally {
    reading.end();
  }
  return { calls, problems };
}

/** None for what nobody answered and nobody pays for. */
function billedCall(call: PastCall, country: string | undefined): readonly BilledCall[] {
  const { line, callId, to, answerMs, connectedSeconds, costMilliCents } = call;
  if (connectedSeconds === 0 && (costMilliCents ?? 0) === 0) return [];
  return [{ line, callId, number: e164Of(to, country), atMs: answerMs, connectedSeconds, costMilliCents }];
}

function e164Of(number: string, country: string | undefined): string {
  const read = country === undefined ? readE164(number.replace(/^00/, '')) : normaliseNumber(number, country);
  return read.kind === 'subscriber' ? read.e164 : '';
}

/* Our side. */

/** Everything from a little before the first of the carrier's calls to a little after the last. */
async function chargedCalls(
  client: TollgateClient,
  args: Options,
  bill: readonly BilledCall[],
): Promise<readonly ChargedCall[]> {
  if (bill.length === 0) return [];
  const { clockMs } = rulesOf(args);
  const [firstMs, lastMs] = bill.reduce(
    ([first, last], { atMs }) => [Math.min(first, atMs), Math.max(last, atMs)],
    [Infinity, 0],
  );
  const [fromMs, toMs] = [firstMs - clockMs - LONGEST_RING_MS, lastMs + clockMs];
  const filter = {
    direction: 'DIRECTION_OUTBOUND' as const,
    service: args.text('service') ?? 'call',
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    pageSize: PAGE_SIZE,
    ...given({ gatewayId: args.text('gateway') }),
  };
  const progress = new Progress('asking the archive');
  const charged: ChargedCall[] = [];
  let pageToken = '';
  try {
    do {
      const { calls, nextPageToken } = await client.listCalls({ ...filter, pageToken });
      charged.push(...calls.map(chargedCall));
      pageToken = nextPageToken;
      const oldestMs = charged.at(-1)?.atMs ?? toMs;
      progress.at((toMs - oldestMs) / (toMs - fromMs));
    } while (pageToken !== '');
  } finally {
    progress.end();
  }
  // What was authorized before them rang longer than that: it is on no side.
  return charged.filter(({ atMs }) => atMs >= firstMs - clockMs);
}

/** A call is found by when it was authorized, and compared by when it was answered. */
const LONGEST_RING_MS = 300_000;

function chargedCall(call: Call__Output): ChargedCall {
  const { accountId, holdId, number, numberForm, authorizedAtMs, answeredAtMs, state } = call;
  return {
    accountId,
    holdId: holdId || call.chargeIdempotencyKey,
    number,
    numberForm,
    atMs: Number(answeredAtMs ?? authorizedAtMs),
    isOpen: state === 'CALL_STATE_OPEN' || state === 'CALL_STATE_ANSWERED',
    connectedSeconds: Number(call.connectedSeconds),
    chargedMilliCents: Number(call.billingAmountMilliCents) - Number(call.reversedMilliCents),
  };
}

/* What is told. */

function textOf(
  { matched, differences }: Comparison,
  { calls, problems }: Bill,
  charged: readonly ChargedCall[],
  currency: string,
  limit: number,
): readonly string[] {
  const money = (milliCents: number): string => moneyText(milliCents, currency);
  const kinds = DIFFERENCE_KINDS.map((kind) => ({ kind, all: differences.filter((each) => each.kind === kind) }));
  const head = fields([
    ['carrier', countText(calls.length, 'call')],
    ['archive', countText(charged.length, 'call')],
    ['matched', String(matched)],
    ['unreadable', problems.length === 0 ? undefined : countText(problems.length, 'row')],
  ]);
  const bad = problems.slice(0, limit).map(({ line, message }) => `  line ${line}: ${message}`);
  if (differences.length === 0) return [...head, ...bad, 'no differences'];
  const sums = table(kinds, [
    { title: 'DIFFERENCE', cell: ({ kind }) => kind },
    { title: 'CALLS', align: 'right', cell: ({ all }) => String(all.length) },
    { title: 'SECONDS', align: 'right', cell: ({ all }) => String(all.reduce((sum, { seconds }) => sum + seconds, 0)) },
    { title: 'MONEY', align: 'right', cell: ({ all }) => money(all.reduce((sum, each) => sum + each.milliCents, 0)) },
  ]);
  const shown = differences.slice(0, limit);
  const rows = table(shown, [
    { title: 'DIFFERENCE', cell: ({ kind }) => kind },
    { title: 'LINE', align: 'right', cell: ({ billed }) => String(billed?.line ?? '') },
    { title: 'AT', cell: ({ billed, charged: ours }) => timeText(billed?.atMs ?? ours?.atMs) },
    { title: 'NUMBER', cell: ({ billed, charged: ours }) => ours?.number ?? billed?.number ?? '' },
    { title: 'ACCOUNT', cell: ({ charged: ours }) => ours?.accountId ?? '' },
    { title: 'HOLD', cell: ({ charged: ours }) => ours?.holdId ?? '' },
    { title: 'SECONDS', align: 'right', cell: ({ seconds }) => signed(seconds) },
    { title: 'MONEY', align: 'right', cell: ({ milliCents }) => money(milliCents) },
  ]);
  const more = differences.length - shown.length;
  const rest = more === 0 ? [] : [`${more} more: --limit ${differences.length}, or --csv FILE`];
  return [...head, ...bad, '', ...sums, '', ...rows, ...rest];
}

function signed(figure: number): string {
  return figure > 0 ? `+${figure}` : String(figure);
}

const CSV: readonly (readonly [title: string, cell: (difference: Difference) => string | number])[] = [
  ['difference', ({ kind }) => kind],
  ['line', ({ billed }) => billed?.line ?? ''],
  ['call_id', ({ billed }) => billed?.callId ?? ''],
  ['carrier_at', ({ billed }) => stamp(billed?.atMs)],
  ['carrier_number', ({ billed }) => billed?.number ?? ''],
  ['carrier_seconds', ({ billed }) => billed?.connectedSeconds ?? ''],
  ['carrier_cost', ({ billed }) => (billed?.costMilliCents === undefined ? '' : amountText(billed.costMilliCents))],
  ['account_id', ({ charged }) => charged?.accountId ?? ''],
  ['hold_id', ({ charged }) => charged?.holdId ?? ''],
  ['at', ({ charged }) => stamp(charged?.atMs)],
  ['number', ({ charged }) => charged?.number ?? ''],
  ['connected_seconds', ({ charged }) => charged?.connectedSeconds ?? ''],
  ['charged', ({ charged }) => (charged === undefined ? '' : amountText(charged.chargedMilliCents))],
];

function stamp(ms: number | undefined): string {
  return ms === undefined ? '' : new Date(ms).toISOString();
}

function csvOf({ differences }: Comparison): string {
  const header = csvLine(CSV.map(([title]) => title));
  return header + differences.map((each) => csvLine(CSV.map(([, cell]) => cell(each)))).join('');
}

/** Amounts in milli-cents. */
function jsonOf(
  { matched, differences }: Comparison,
  { calls, problems }: Bill,
  charged: readonly ChargedCall[],
): object {
  return {
    carrier_calls: calls.length,
    archive_calls: charged.length,
    matched,
    unreadable: problems,
    differences: differences.map(({ kind, billed, charged: ours, seconds, milliCents }) => ({
      kind,
      seconds,
      milli_cents: milliCents,
      ...(billed !== undefined && { line: billed.line, call_id: billed.callId, carrier_number: billed.number }),
      ...(ours !== undefined && { account_id: ours.accountId, hold_id: ours.holdId, number: ours.number }),
    })),
  };
}
