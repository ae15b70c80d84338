/** `movements`: what changed the money and packs of accounts. */
import { FundingSource } from '../gen/tollgate/v1/FundingSource.ts';
import type { FundingPart__Output } from '../gen/tollgate/v1/FundingPart.ts';
import type { Movement__Output } from '../gen/tollgate/v1/Movement.ts';
import { MovementKind } from '../gen/tollgate/v1/MovementKind.ts';
import type { TollgateClient } from '../transport/grpc/client.ts';
import { type Arguments, defineCommand, EXIT, given, option, UsageError } from './command.ts';
import {
  CONNECTION_OPTIONS,
  type ConnectionOption,
  type Context,
  currencyOf,
  type MoneyWriter,
  withServer,
} from './connection.ts';
import { toApiJson } from './json.ts';
import { moreLines, type PageOption, pageOptions, readPages } from './pages.ts';
import { CSV_OPTION, printCsv, SCOPE_OPTIONS, spanFilter } from './report-options.ts';
import { enumWord, moneyText, partsText, table, timeText } from './text.ts';

const PAGES = { limit: 1000, pageSize: 100_000 };

type Option = 'ACCOUNT' | 'from' | 'to' | 'kind' | 'csv' | keyof typeof SCOPE_OPTIONS | PageOption | ConnectionOption;

export const movements = defineCommand<'ACCOUNT', Exclude<Option, 'ACCOUNT'>>({
  path: 'movements',
  summary: 'list what changed the money and packs of an account, oldest first, or of many as CSV',
  positionals: {
    ACCOUNT: { meaning: 'its id; with --csv it may be left out: all that the token may see', optional: true },
  },
  options: {
    from: option(
      'TIME',
      'not before: ISO 8601, UTC unless it names a zone; with --csv a day is one of the zone',
      'as far back as is kept',
    ),
    to: option('TIME', 'before: the same', 'now'),
    kind: option('KIND', 'with --csv: of this kind, such as credit, charge or reversal'),
    ...SCOPE_OPTIONS,
    ...pageOptions(PAGES),
    ...CSV_OPTION,
    ...CONNECTION_OPTIONS,
    json: { meaning: 'print each movement as a line of JSON, with amounts in milli-cents' },
  },
  examples: [
    'tollgate movements demo',
    'tollgate movements demo --from 2026-08-01 --to 2026-09-01T00:00:00+02:00 --json',
    'tollgate movements acme --below --from 2026-11-01 --csv > movements.csv',
  ],
  notes: [
    'With --json each line has the page_token that goes on after it.',
    'CSV comes from the archive, with the number and duration of what was charged; it is some seconds behind.',
  ],
  run: (args, context) =>
    withServer('movements', args, context, async ({ client }) => {
      if (args.flag('csv')) {
        if (args.flag('json')) throw new UsageError('--csv goes without --json');
        const filter = { ...spanFilter(args), ...given({ kind: args.text('kind') }) };
        return printCsv(client, 'movements', filter, context);
      }
      const surplus = (['kind', 'below', 'time-zone'] as const).find((name) => args.flag(name) || args.text(name));
      if (surplus !== undefined) throw new UsageError(`--${surplus} goes with --csv`);
      await list(client, args, context);
      return EXIT.ok;
    }),
});

async function list(client: TollgateClient, args: Arguments<Option>, context: Context): Promise<void> {
  const accountId = args.text('ACCOUNT');
  if (accountId === undefined) throw new UsageError('ACCOUNT is missing: its id');
  const span = given({ fromMs: args.timeMs('from'), toMs: args.timeMs('to') });
  const { items, next } = await readPages(args, PAGES, async (page) => {
    const found: Movement__Output[] = [];
    let last = '';
    for await (const response of client.listMovements({ accountId, ...span, ...page })) {
      if (args.flag('json')) context.print(JSON.stringify(toApiJson('ListMovementsResponse', response)));
      if (response.movement !== null) found.push(response.movement);
      last = response.pageToken;
    }
    // A stream that is not full has come to the end.
    return { items: found, next: found.length < page.pageSize ? '' : last };
  });
  if (args.flag('json')) return;
  const currency = await currencyOf(client, accountId);
  context.print([...movementLines(items, currency), ...moreLines(next)].join('\n'));
}

function movementLines(found: readonly Movement__Output[], currency: string): string[] {
  if (found.length === 0) return ['no movements'];
  const money: MoneyWriter = (milliCents) => moneyText(Number(milliCents), currency);
  const kindOf = ({ kind, estimated }: Movement__Output): string =>
    `${enumWord(MovementKind, kind)}${estimated ? ' (estimated)' : ''}`;
  return table(found, [
    { title: 'AT', cell: ({ atMs }) => timeText(atMs) },
    { title: 'KIND', cell: kindOf },
    { title: 'AMOUNT', align: 'right', cell: ({ amountMilliCents }) => money(amountMilliCents) },
    { title: 'BALANCE', align: 'right', cell: ({ balanceMilliCents }) => money(balanceMilliCents) },
    { title: 'SERVICE', cell: ({ service }) => service },
    { title: 'UNITS', align: 'right', cell: ({ billedUnits }) => (billedUnits === '0' ? '' : billedUnits) },
    { title: 'HOLD', cell: ({ holdId }) => holdId },
    { title: 'KEY', cell: ({ idempotencyKey }) => idempotencyKey },
    { title: 'SUBJECT', cell: ({ subjectId }) => subjectId },
    { title: 'OF ACCOUNT', cell: ({ originAccountId }) => originAccountId },
    { title: 'LOT', cell: ({ lotId }) => lotId },
    { title: 'PACKAGE', cell: ({ packageId }) => packageId },
    { title: 'PACK', cell: packChange },
    { title: 'IN ALL FROM', cell: ({ parts }) => otherThanBalance(parts, money) },
    { title: 'NOTE', cell: ({ note }) => note },
  ]);
}

/** `pack-17 +600`. */
function packChange({ packId, packUnits }: Movement__Output): string {
  return packId === '' ? '' : `${packId} ${packUnits.startsWith('-') ? '' : '+'}${packUnits}`;
}

/** What the balance alone paid for needs no words. */
function otherThanBalance(parts: readonly FundingPart__Output[], money: MoneyWriter): string {
  return parts.every(({ source }) => source === FundingSource.FUNDING_SOURCE_BALANCE) ? '' : partsText(parts, money);
}
