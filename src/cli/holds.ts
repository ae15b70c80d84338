/** `holds`: what is open, of an account, of a gateway or of all. */
import { Direction } from '../gen/tollgate/v1/Direction.ts';
import type { Hold__Output } from '../gen/tollgate/v1/Hold.ts';
import { HoldState } from '../gen/tollgate/v1/HoldState.ts';
import type { ListHoldsResponse__Output } from '../gen/tollgate/v1/ListHoldsResponse.ts';
import { type Arguments, given, option, UsageError } from './command.ts';
import { settleText } from './completions.ts';
import { defineQuestion, type MoneyWriter } from './connection.ts';
import { moreLines, pageOptions, readPages } from './pages.ts';
import { enumWord, fields, ifNotZero, partsText, priceText, table, timeText, unitsText } from './text.ts';

const HOLD_PAGES = { limit: 100, pageSize: 1000 };

export const holds = defineQuestion({
  path: 'holds',
  summary: 'list the open holds of an account, of a gateway or of all, or show one; forwarded legs are indented',
  positionals: { ACCOUNT: { meaning: 'its id; without it those of all that the token may see', optional: true } },
  options: {
    hold: option('HOLD', 'show this hold, open or ended, and the open legs forwarded from it', 'all open ones'),
    gateway: option('ID', 'the open holds that this gateway authorized, of all accounts that the token may see'),
    'older-than': option('TIME', 'only those that were authorized at least so long ago, such as 90s, 15m, 2h or 1d'),
    rule: option('RULE', 'only those that this hold rule of the catalog reserved'),
    prefix: option('PREFIX', 'only those of accounts with this id, or that goes on with one of . _ @ + - after it'),
    ...pageOptions(HOLD_PAGES),
  },
  examples: [
    'tollgate holds demo',
    'tollgate holds demo --hold call-1',
    'tollgate holds --gateway sbc-1 --limit 5000',
    'tollgate holds --older-than 2h --prefix acme',
  ],
  notes: [
    'Those of an account stand by name, each forwarded leg below the one that it was forwarded from; those of a ' +
      'gateway in no order that means anything; those of all with the earliest deadline first.',
    'What nobody will settle any more is given back with `tollgate release ACCOUNT HOLD`, or charged with `settle`.',
  ],
  response: 'ListHoldsResponse',
  async ask(client, args): Promise<ListHoldsResponse__Output> {
    const [accountId, gatewayId] = [args.text('ACCOUNT'), args.text('gateway')];
    if (accountId !== undefined && gatewayId !== undefined) throw new UsageError('--gateway goes without ACCOUNT');
    const accountPrefix = args.text('prefix');
    const [olderThanSeconds, holdRule] = [secondsIn(args, 'older-than'), args.text('rule')];
    if (accountId !== undefined && accountPrefix !== undefined) throw new UsageError('--prefix goes without ACCOUNT');
    if (accountId === undefined && args.text('hold') !== undefined) throw new UsageError('--hold needs its ACCOUNT');
    let openHolds = '0';
    const { items, next } = await readPages(args, HOLD_PAGES, async (page) => {
      const answer = await client.listHolds({
        ...given({ accountId, gatewayId, accountPrefix, olderThanSeconds, holdRule, holdId: args.text('hold') }),
        ...page,
      });
      openHolds = isWholeAccount(args) ? answer.openHolds : String(Number(openHolds) + answer.holds.length);
      return { items: answer.holds, next: answer.nextPageToken };
    });
    return { holds: [...items], openHolds, nextPageToken: next };
  },
  show: (response, money, args) =>
    args.text('hold') === undefined
      ? list(response, args, money)
      : withDepth(response.holds).flatMap(({ hold, depth }) =>
          detail(hold, money).map((line) => `${INDENT.repeat(depth)}${line}`),
        ),
});

type HoldOption = 'ACCOUNT' | 'gateway' | 'older-than' | 'rule';

/** How many open holds there are in all is counted for an account, and nowhere else. */
function isWholeAccount(args: Arguments<HoldOption>): boolean {
  const filters = ['older-than', 'rule'] as const;
  return args.text('ACCOUNT') !== undefined && filters.every((name) => args.text(name) === undefined);
}

const SECONDS_IN = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A time such as 90, 90s, 15m, 2h or 1d. */
function secondsIn(args: Arguments<'older-than'>, name: 'older-than'): number | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const [, figure = '', unit = 's'] = /^(\d{1,8})([smhd])?$/.exec(text) ?? [];
  if (figure === '') throw new UsageError(`--${name} must be a time such as 90s, 15m, 2h or 1d, not "${text}"`);
  return Number(figure) * SECONDS_IN[unit as keyof typeof SECONDS_IN];
}

const INDENT = '  ';

/** How far each hold is below the leg that all of them were forwarded from; 0 where that leg is not in the list. */
function withDepth(holds: readonly Hold__Output[]): { readonly hold: Hold__Output; readonly depth: number }[] {
  const depths = new Map<string, number>();
  return holds.map((hold) => {
    const above = depths.get(`${hold.accountId} ${hold.parentHoldId}`);
    const depth = above === undefined ? 0 : above + 1;
    depths.set(`${hold.accountId} ${hold.holdId}`, depth);
    return { hold, depth };
  });
}

function list(response: ListHoldsResponse__Output, args: Arguments<HoldOption>, money: MoneyWriter): string[] {
  const accountId = args.text('ACCOUNT');
  const { holds: found, openHolds, nextPageToken } = response;
  if (found.length === 0) return ['no open holds'];
  const depths = new Map(withDepth(found).map(({ hold, depth }) => [hold, depth]));
  const shown = table(found, [
    { title: 'HOLD', cell: (hold) => `${INDENT.repeat(depths.get(hold) ?? 0)}${hold.holdId}` },
    { title: 'ACCOUNT', cell: (hold) => (hold.accountId === accountId ? '' : hold.accountId) },
    { title: 'PAID BY', cell: payerOf },
    { title: 'STATE', cell: ({ state }) => enumWord(HoldState, state) },
    { title: 'SERVICE', cell: ({ service }) => service },
    { title: 'DIRECTION', cell: directionOf },
    { title: 'FROM', cell: ({ from }) => from },
    { title: 'TO', cell: ({ to }) => to },
    { title: 'SUBJECT', cell: ({ subjectId }) => subjectId },
    { title: 'GATEWAY', cell: ({ gatewayId }) => (args.text('gateway') === undefined ? gatewayId : '') },
    { title: 'HELD', align: 'right', cell: ({ holdMilliCents }) => money(holdMilliCents) },
    { title: 'GRANTED', align: 'right', cell: ({ grantedUnits }) => grantedUnits },
    { title: 'RULE', cell: ({ holdRule }) => holdRule },
    { title: 'AUTHORIZED', cell: ({ authorizedAtMs }) => timeText(authorizedAtMs) },
    { title: 'DEADLINE', cell: ({ deadlineAtMs }) => timeText(deadlineAtMs) },
  ]);
  const count = isWholeAccount(args) ? `${found.length} of ${openHolds}` : found.length;
  return [...shown, `${count} open holds`, ...moreLines(nextPageToken)];
}

function detail(hold: Hold__Output, money: MoneyWriter): string[] {
  return [
    hold.holdId,
    ...fields([
      ['state', enumWord(HoldState, hold.state)],
      ['paid by', payerOf(hold)],
      ['service', `${hold.service}, ${directionOf(hold)}`],
      ['from', hold.from],
      ['to', hold.to],
      ['number class', hold.numberClass],
      ['subject', hold.subjectId],
      ['parent hold', hold.parentHoldId],
      ['gateway', hold.gatewayId],
      ['hold rule', hold.holdRule],
      ['held', money(hold.holdMilliCents)],
      ['charged so far', ifNotZero(hold.chargedMilliCents, money)],
      ['reserved from', hold.result === null ? partsText(hold.parts, money) : undefined],
      ['granted', hold.grantedUnits],
      ['price', hold.terms === null ? undefined : priceText(hold.terms, money)],
      ['authorized', timeText(hold.authorizedAtMs)],
      ['answered', timeText(hold.answeredAtMs)],
      ['deadline', timeText(hold.deadlineAtMs)],
      ['given back', givenBack(hold, money)],
    ]),
    ...(hold.result === null ? [] : settleText(hold.result, 'as follows', money)),
  ];
}

/** By reversals, in all. */
function givenBack(hold: Hold__Output, money: MoneyWriter): string | undefined {
  const { reversedMilliCents, reversedUnits, terms } = hold;
  if (reversedMilliCents === '0' && reversedUnits === '0') return undefined;
  return `${money(reversedMilliCents)} for ${unitsText(reversedUnits, terms?.unit ?? 'unit')}`;
}

/** Empty where it is the account whose traffic it is. */
function payerOf({ accountId, payerAccountId }: Hold__Output): string {
  return payerAccountId === accountId ? '' : payerAccountId;
}

function directionOf({ direction }: Hold__Output): string {
  return enumWord(Direction, direction);
}
