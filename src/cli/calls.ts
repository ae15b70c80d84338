/** `calls`: the history of calls and messages, out of the archive. */
import { Direction } from '../gen/tollgate/v1/Direction.ts';
import type { Call__Output } from '../gen/tollgate/v1/Call.ts';
import { CallState } from '../gen/tollgate/v1/CallState.ts';
import { defineCommand } from './command.ts';
import { CONNECTION_OPTIONS, currencyOf, type MoneyWriter, withServer } from './connection.ts';
import { toApiJson } from './json.ts';
import { moreLines, pageOptions, readPages } from './pages.ts';
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
import { enumWord, moneyText, table } from './text.ts';

const PAGES = { limit: 100, pageSize: 1000 };

export const calls = defineCommand({
  path: 'calls',
  summary: 'list calls and messages, the newest first: a row for each leg or message, out of the archive',
  positionals: { ACCOUNT: { meaning: 'whose; without it those of all that the token may see', optional: true } },
  options: {
    ...CALL_OPTIONS,
    ...SPAN_OPTIONS,
    ...SCOPE_OPTIONS,
    ...pageOptions(PAGES),
    ...CSV_OPTION,
    ...WATCH_OPTIONS,
    ...CONNECTION_OPTIONS,
  },
  examples: [
    'tollgate calls demo',
    'tollgate calls demo --subject ada --from 2026-11-01 --to 2026-12-01 --csv > november.csv',
    'tollgate calls acme --below --class toll_free --watch',
  ],
  notes: ['The archive is some seconds behind: what just ended may be missing. `tollgate holds` has what is up.'],
  run: (args, context) =>
    withServer('calls', args, context, async ({ client }) => {
      const filter = callFilter(args);
      if (wantsCsv(args)) return printCsv(client, 'calls', filter, context);
      return repeated(args, context, async () => {
        const { items, next } = await readPages(args, PAGES, async (page) => {
          const answer = await client.listCalls({ ...requestOf(filter, args), ...page });
          return { items: answer.calls, next: answer.nextPageToken };
        });
        if (args.flag('json')) {
          const response = { calls: items, nextPageToken: next };
          context.print(JSON.stringify(toApiJson('ListCallsResponse', response), undefined, 2));
          return;
        }
        const currency = await currencyOf(client, args.text('ACCOUNT'));
        const money: MoneyWriter = (milliCents) => moneyText(Number(milliCents), currency);
        context.print([...linesOf(items, money), ...moreLines(next)].join('\n'));
      });
    }),
});

function linesOf(found: readonly Call__Output[], money: MoneyWriter): string[] {
  if (found.length === 0) return ['no calls'];
  return table(found, [
    { title: 'TIME', cell: ({ authorizedAt }) => authorizedAt },
    { title: 'ACCOUNT', cell: ({ accountId }) => accountId },
    { title: 'SUBJECT', cell: ({ subjectId }) => subjectId },
    { title: 'NAME', cell: ({ labels }) => labels['name'] ?? '' },
    { title: 'DEPARTMENT', cell: ({ labels }) => labels['department'] ?? '' },
    { title: 'DIRECTION', cell: ({ direction }) => enumWord(Direction, direction) },
    { title: 'SERVICE', cell: ({ service }) => service },
    { title: 'CLASS', cell: ({ numberClass }) => numberClass },
    { title: 'COUNTRY', cell: ({ country }) => country },
    { title: 'NUMBER', cell: ({ number }) => number },
    { title: 'STATE', cell: ({ state }) => enumWord(CallState, state) },
    { title: 'SECONDS', align: 'right', cell: ({ connectedSeconds }) => connectedSeconds },
    { title: 'BILLED', align: 'right', cell: ({ billedUnits }) => billedUnits },
    { title: 'COST', align: 'right', cell: ({ billingAmountMilliCents }) => money(billingAmountMilliCents) },
    {
      title: 'GIVEN BACK',
      align: 'right',
      cell: (call) => (call.reversedMilliCents === '0' ? '' : money(call.reversedMilliCents)),
    },
    { title: 'FLAGS', cell: ({ flags }) => flags.join(' ') },
  ]);
}
