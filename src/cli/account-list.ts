/** `account list`: the accounts that the token may see. */
import { csvLine } from '../domain/csv-text.ts';
import { amountText } from '../domain/money.ts';
import type { Account__Output } from '../gen/tollgate/v1/Account.ts';
import { AccountState } from '../gen/tollgate/v1/AccountState.ts';
import { AccountStatus } from '../gen/tollgate/v1/AccountStatus.ts';
import type { ListAccountsRequest } from '../gen/tollgate/v1/ListAccountsRequest.ts';
import type { TollgateClient } from '../transport/grpc/client.ts';
import { type Arguments, defineCommand, EXIT, flag, given, option, UsageError } from './command.ts';
import { CONNECTION_OPTIONS, withServer } from './connection.ts';
import { toApiJson } from './json.ts';
import { moreLines, pageOptions, readPages } from './pages.ts';
import { repeated, WATCH_OPTIONS } from './repeat.ts';
import { enumWord, isoText, moneyText, table, wordOf } from './text.ts';

const PAGES = { limit: 100, pageSize: 1000 };

const FILTERS = {
  state: option('STATE', 'active, suspended or closed', 'any'),
  status: option('STATUS', 'green, amber or red', 'any'),
  plan: option('PLAN', 'with this plan', 'any'),
  parent: option('ACCOUNT', 'directly below this account', 'at any level'),
  text: option('TEXT', 'stands in the id, the plan or an own number, in upper or lower case'),
} as const;

export const listAccounts = defineCommand({
  path: 'account list',
  summary: 'list the accounts that the token may see, by id',
  positionals: {},
  options: {
    ...FILTERS,
    ...pageOptions(PAGES),
    csv: flag('print all of them as CSV with a header row, amounts in currency units; without --limit to the end'),
    ...WATCH_OPTIONS,
    ...CONNECTION_OPTIONS,
  },
  examples: [
    'tollgate account list',
    'tollgate account list --status red --watch',
    'tollgate account list --parent acme --csv > accounts.csv',
  ],
  run: (args, context) =>
    withServer('account list', args, context, async ({ client }) => {
      const filter = given({
        state: args.oneOf('state', AccountState),
        status: args.oneOf('status', AccountStatus),
        plan: args.text('plan'),
        parent: args.text('parent'),
        text: args.text('text'),
      });
      if (args.flag('csv')) {
        if (args.flag('json') || args.flag('watch')) throw new UsageError('--csv goes without --json and --watch');
        context.print(csvLine(CSV.map(([title]) => title)).trimEnd());
        for await (const account of everyAccount(client, filter, args)) context.print(lineOf(account));
        return EXIT.ok;
      }
      return repeated(args, context, async () => {
        const { items, next } = await readPages(args, PAGES, async (page) => {
          const { accounts, nextPageToken } = await client.listAccounts({ ...filter, ...page });
          return { items: accounts, next: nextPageToken };
        });
        if (args.flag('json')) {
          const response = { accounts: items, nextPageToken: next };
          context.print(JSON.stringify(toApiJson('ListAccountsResponse', response), undefined, 2));
        } else context.print([...linesOf(items), ...moreLines(next)].join('\n'));
      });
    }),
});

/** Page after page, none of which is kept. */
async function* everyAccount(
  client: TollgateClient,
  filter: ListAccountsRequest,
  args: Arguments<'limit' | 'page-size' | 'page-token'>,
): AsyncGenerator<Account__Output> {
  let left = args.integer('limit') ?? Infinity;
  const pageSize = args.integer('page-size', PAGES.pageSize) ?? PAGES.pageSize;
  let pageToken = args.text('page-token') ?? '';
  do {
    const page = await client.listAccounts({ ...filter, pageSize: Math.min(pageSize, left), pageToken });
    yield* page.accounts;
    left -= page.accounts.length;
    pageToken = page.nextPageToken;
  } while (pageToken !== '' && left > 0);
}

const statusOf = ({ accountStatus }: Account__Output): string => wordOf(accountStatus, 'ACCOUNT_STATUS_').toLowerCase();

function linesOf(accounts: readonly Account__Output[]): string[] {
  if (accounts.length === 0) return ['no accounts'];
  return table(accounts, [
    { title: 'ACCOUNT', cell: ({ accountId }) => accountId },
    { title: 'STATE', cell: ({ state }) => enumWord(AccountState, state) },
    { title: 'STATUS', cell: statusOf },
    { title: 'PLAN', cell: ({ plan }) => plan },
    { title: 'PARENT', cell: ({ parentAccountId }) => parentAccountId },
    { title: 'BALANCE', align: 'right', cell: (each) => moneyText(Number(each.balanceMilliCents), each.currency) },
    { title: 'HELD', align: 'right', cell: (each) => moneyText(Number(each.heldMilliCents), each.currency) },
    { title: 'AVAILABLE', align: 'right', cell: (each) => moneyText(Number(each.availableMilliCents), each.currency) },
    { title: 'OPEN', align: 'right', cell: ({ openHolds }) => openHolds },
  ]);
}

/** Amounts in units of the currency, to the last milli-cent. */
const amount = (milliCents: string): string => amountText(Number(milliCents));

const CSV: readonly (readonly [title: string, cell: (account: Account__Output) => string | number])[] = [
  ['account_id', ({ accountId }) => accountId],
  ['state', ({ state }) => enumWord(AccountState, state)],
  ['status', statusOf],
  ['plan', ({ plan }) => plan],
  ['parent_account_id', ({ parentAccountId }) => parentAccountId],
  ['currency', ({ currency }) => currency],
  ['balance', ({ balanceMilliCents }) => amount(balanceMilliCents)],
  ['held', ({ heldMilliCents }) => amount(heldMilliCents)],
  ['available', ({ availableMilliCents }) => amount(availableMilliCents)],
  ['plan_credits_remaining', ({ planCreditsRemainingMilliCents }) => amount(planCreditsRemainingMilliCents)],
  ['open_holds', ({ openHolds }) => Number(openHolds)],
  ['seats', ({ seats }) => seats],
  ['time_zone', ({ timeZone }) => timeZone],
  ['cycle_ends_at', ({ cycleEndsAtMs }) => isoText(cycleEndsAtMs)],
  ['created_at', ({ createdAtMs }) => isoText(createdAtMs)],
];

function lineOf(account: Account__Output): string {
  return csvLine(CSV.map(([, cell]) => cell(account))).trimEnd();
}
