import type { Hold__Output } from '../gen/tollgate/v1/Hold.ts';
import type { ListHoldsResponse__Output } from '../gen/tollgate/v1/ListHoldsResponse.ts';
import { given, option } from './command.ts';
import { partsText } from './decision-text.ts';
import { fields, priceText, table, timeText, wordOf } from './layout.ts';
import { defineQuestion, type MoneyWriter } from './remote.ts';
import { settleText } from './settle-text.ts';

export const holds = defineQuestion({
  path: 'holds',
  summary: 'list the open holds of an account, soonest deadline first, or show one; forwarded legs are indented',
  positionals: { ACCOUNT: { meaning: 'its id' } },
  options: {
    hold: option('HOLD', 'show this hold, open or ended, and the open legs forwarded from it', 'all open ones'),
    limit: option('COUNT', 'at most this many, 1 to 1000', '100'),
  },
  examples: ['tollgate holds demo', 'tollgate holds demo --hold call-1'],
  response: 'ListHoldsResponse',
  ask: (client, args) =>
    client.listHolds({
      accountId: args.required('ACCOUNT'),
      ...given({ holdId: args.text('hold'), limit: args.integer('limit') }),
    }),
  show: (response, money, args) =>
    args.text('hold') === undefined
      ? list(response, args.required('ACCOUNT'), money)
      : withDepth(response.holds).flatMap(({ hold, depth }) =>
          detail(hold, money).map((line) => `${INDENT.repeat(depth)}${line}`),
        ),
});

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

function list({ holds: found, openHolds }: ListHoldsResponse__Output, accountId: string, money: MoneyWriter): string[] {
  if (found.length === 0) return ['no open holds'];
  const depths = new Map(withDepth(found).map(({ hold, depth }) => [hold, depth]));
  const shown = table(found, [
    { title: 'HOLD', cell: (hold) => `${INDENT.repeat(depths.get(hold) ?? 0)}${hold.holdId}` },
    { title: 'ACCOUNT', cell: (hold) => (hold.accountId === accountId ? '' : hold.accountId) },
    { title: 'PAID BY', cell: payerOf },
    { title: 'STATE', cell: ({ state }) => state },
    { title: 'SERVICE', cell: ({ service }) => service },
    { title: 'DIRECTION', cell: directionOf },
    { title: 'FROM', cell: ({ from }) => from },
    { title: 'TO', cell: ({ to }) => to },
    { title: 'SUBJECT', cell: ({ subjectId }) => subjectId },
    { title: 'HELD', align: 'right', cell: ({ holdMilliCents }) => money(holdMilliCents) },
    { title: 'GRANTED', align: 'right', cell: ({ grantedUnits }) => grantedUnits },
    { title: 'AUTHORIZED', cell: ({ authorizedAtMs }) => timeText(authorizedAtMs) },
    { title: 'DEADLINE', cell: ({ deadlineAtMs }) => timeText(deadlineAtMs) },
  ]);
  return [...shown, `${found.length} of ${openHolds} open holds`];
}

function detail(hold: Hold__Output, money: MoneyWriter): string[] {
  return [
    hold.holdId,
    ...fields([
      ['state', hold.state],
      ['paid by', payerOf(hold)],
      ['service', `${hold.service}, ${directionOf(hold)}`],
      ['from', hold.from],
      ['to', hold.to],
      ['number class', hold.numberClass],
      ['subject', hold.subjectId],
      ['parent hold', hold.parentHoldId],
      ['held', money(hold.holdMilliCents)],
      ['reserved from', hold.result === null ? partsText(hold.parts, money) : undefined],
      ['granted', hold.grantedUnits],
      ['price', hold.terms === null ? undefined : priceText(hold.terms, money)],
      ['authorized', timeText(hold.authorizedAtMs)],
      ['answered', timeText(hold.answeredAtMs)],
      ['deadline', timeText(hold.deadlineAtMs)],
    ]),
    ...(hold.result === null ? [] : settleText(hold.result, 'as follows', money)),
  ];
}

/** Empty where it is the account whose traffic it is. */
function payerOf({ accountId, payerAccountId }: Hold__Output): string {
  return payerAccountId === accountId ? '' : payerAccountId;
}

function directionOf({ direction }: Hold__Output): string {
  return wordOf(direction, 'DIRECTION_').toLowerCase();
}
