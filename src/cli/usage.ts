/** `usage`: what was used, by day and service out of the journal, or by whatever is asked for out of the archive. */
import type { QueryUsageResponse__Output } from '../gen/tollgate/v1/QueryUsageResponse.ts';
import type { UsageGroup__Output } from '../gen/tollgate/v1/UsageGroup.ts';
import type { TollgateClient } from '../transport/grpc/client.ts';
import { type Arguments, defineCommand, given, UsageError, option } from './command.ts';
import {
  CONNECTION_OPTIONS,
  type ConnectionOption,
  type Context,
  currencyOf,
  type MoneyWriter,
  withServer,
} from './connection.ts';
import { toApiJson } from './json.ts';
import { moreLines } from './pages.ts';
import { repeated, WATCH_OPTIONS } from './repeat.ts';
import {
  CALL_OPTIONS,
  callFilter,
  CSV_OPTION,
  printCsv,
  requestOf,
  SCOPE_OPTIONS,
  SPAN_OPTIONS,
  wantsCsv,
} from './report-options.ts';
import { moneyText, table, timeText } from './text.ts';

const OPTIONS = {
  by: option(
    'KEYS',
    'add up by these, out of the archive: day or month, subject, class, service, direction, country, account, ' +
      'gateway, with commas between them',
    'day and service, as far back as the journal reaches',
  ),
  ...CALL_OPTIONS,
  ...SPAN_OPTIONS,
  ...SCOPE_OPTIONS,
  ...CSV_OPTION,
  ...WATCH_OPTIONS,
} as const;

type Option = 'ACCOUNT' | keyof typeof OPTIONS | ConnectionOption;

/** What the journal alone cannot say. */
const NEED_ARCHIVE = ['below', 'time-zone', ...(Object.keys(CALL_OPTIONS) as (keyof typeof CALL_OPTIONS)[])] as const;

export const usage = defineCommand<'ACCOUNT', Exclude<Option, 'ACCOUNT'>>({
  path: 'usage',
  summary: 'total usage: of an account by day and service, or by month, user, class, country and more',
  positionals: {
    ACCOUNT: { meaning: 'whose; with --by it may be left out: of all that the token may see', optional: true },
  },
  options: { ...OPTIONS, ...CONNECTION_OPTIONS },
  examples: [
    'tollgate usage demo',
    'tollgate usage demo --by month,class',
    'tollgate usage acme --below --by month,subject --from 2026-11-01 --to 2026-12-01 --csv > november.csv',
  ],
  notes: [
    'Without --by it comes from the journal, which reaches back two days and is never behind; with it from the ' +
      'archive, which has months and is some seconds behind.',
  ],
  run: (args, context) =>
    withServer('usage', args, context, async ({ client }) => {
      const by = args.text('by');
      if (wantsCsv(args)) {
        return printCsv(client, 'usage', { ...callFilter(args), group_by: by ?? 'month,service' }, context);
      }
      const show = by === undefined ? recent : grouped;
      return repeated(args, context, () => show(client, args, context));
    }),
});

async function grouped(client: TollgateClient, args: Arguments<Option>, context: Context): Promise<void> {
  const groupBy = args.text('by') ?? '';
  const response = await client.queryUsage({ ...requestOf(callFilter(args), args), groupBy, pageSize: 10_000 });
  if (args.flag('json')) context.print(JSON.stringify(toApiJson('QueryUsageResponse', response), undefined, 2));
  else context.print(groupLines(response, await moneyOf(client, args)).join('\n'));
}

async function moneyOf(client: TollgateClient, args: Arguments<Option>): Promise<MoneyWriter> {
  const currency = await currencyOf(client, args.text('ACCOUNT'));
  return (milliCents) => moneyText(Number(milliCents), currency);
}

/** `61:05`: minutes and seconds, since no decimal of a minute is exact. */
function minutesText(seconds: string): string {
  const [minutes, rest] = [Math.floor(Number(seconds) / 60), Number(seconds) % 60];
  return seconds === '0' ? '' : `${minutes}:${String(rest).padStart(2, '0')}`;
}

const orEmpty = (count: string): string => (count === '0' ? '' : count);

function groupLines({ rows, nextPageToken }: QueryUsageResponse__Output, money: MoneyWriter): string[] {
  if (rows.length === 0) return ['no usage'];
  const key = (title: string, cell: (row: UsageGroup__Output) => string) => ({ title, cell });
  const sum = (title: string, cell: (row: UsageGroup__Output) => string) => ({ title, align: 'right' as const, cell });
  const lines = table(rows, [
    key('DAY', ({ day }) => day),
    key('MONTH', ({ month }) => month),
    key('ACCOUNT', ({ accountId }) => accountId),
    key('SUBJECT', ({ subjectId }) => subjectId),
    key('SERVICE', ({ service }) => service),
    key('DIRECTION', ({ direction }) => direction),
    key('CLASS', ({ numberClass }) => numberClass),
    key('COUNTRY', ({ country }) => country),
    key('GATEWAY', ({ gatewayId }) => gatewayId),
    sum('CHARGES', ({ count }) => count),
    sum('TOLL-FREE', ({ tollFreeCalls }) => orEmpty(tollFreeCalls)),
    sum('INTERNATIONAL', ({ internationalCalls }) => orEmpty(internationalCalls)),
    sum('MINUTES', ({ billedSeconds }) => minutesText(billedSeconds)),
    sum('UNITS', ({ billedUnits }) => orEmpty(billedUnits)),
    sum('INCLUDED', ({ includedUnits }) => orEmpty(includedUnits)),
    sum('CHARGED', ({ billingAmountMilliCents }) => money(billingAmountMilliCents)),
  ]);
  return [...lines, ...moreLines(nextPageToken)];
}

/** Out of the journal. */
async function recent(client: TollgateClient, args: Arguments<Option>, context: Context): Promise<void> {
  const surplus = NEED_ARCHIVE.find((name) => args.flag(name) || args.text(name) !== undefined);
  if (surplus !== undefined) throw new UsageError(`--${surplus} goes with --by`);
  const accountId = args.text('ACCOUNT');
  if (accountId === undefined) throw new UsageError('give the ACCOUNT, or --by');
  const span = given({ fromMs: args.timeMs('from'), toMs: args.timeMs('to') });
  const response = await client.getUsage({ accountId, ...span });
  if (args.flag('json')) {
    context.print(JSON.stringify(toApiJson('GetUsageResponse', response), undefined, 2));
    return;
  }
  const money = await moneyOf(client, args);
  const { rows, coveredFromMs } = response;
  const lines =
    rows.length === 0
      ? ['no usage']
      : table(rows, [
          { title: 'DAY', cell: ({ day }) => day },
          { title: 'SERVICE', cell: ({ service }) => service },
          { title: 'CHARGES', align: 'right', cell: ({ count }) => count },
          { title: 'UNITS', align: 'right', cell: ({ billedUnits }) => billedUnits },
          { title: 'CHARGED', align: 'right', cell: ({ billingAmountMilliCents }) => money(billingAmountMilliCents) },
        ]);
  context.print([...lines, ...(coveredFromMs === '0' ? [] : [`covered from ${timeText(coveredFromMs)}`])].join('\n'));
}
