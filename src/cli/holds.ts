import type { Hold__Output } from '../gen/tollgate/v1/Hold.ts';
import { given, option } from './command.ts';
import { fields, priceText, table, timeText, wordOf } from './layout.ts';
import { defineQuestion, type MoneyWriter } from './remote.ts';
import { settleText } from './settle-text.ts';

export const holds = defineQuestion({
  path: 'holds',
  summary: 'list the open holds of an account, soonest deadline first, or show one',
  positionals: { ACCOUNT: { meaning: 'its id' } },
  options: {
    hold: option('HOLD', 'show this hold, open or ended', 'all open ones'),
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
      ? list(response.holds, response.openHolds, money)
      : response.holds.flatMap((hold) => detail(hold, money)),
});

function list(found: readonly Hold__Output[], openHolds: string, money: MoneyWriter): string[] {
  if (found.length === 0) return ['no open holds'];
  const shown = table(found, [
    { title: 'HOLD', cell: ({ holdId }) => holdId },
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
      ['service', `${hold.service}, ${directionOf(hold)}`],
      ['from', hold.from],
      ['to', hold.to],
      ['number class', hold.numberClass],
      ['subject', hold.subjectId],
      ['parent hold', hold.parentHoldId],
      ['held', money(hold.holdMilliCents)],
      ['granted', hold.grantedUnits],
      ['price', hold.terms === null ? undefined : priceText(hold.terms, money)],
      ['authorized', timeText(hold.authorizedAtMs)],
      ['answered', timeText(hold.answeredAtMs)],
      ['deadline', timeText(hold.deadlineAtMs)],
    ]),
    ...(hold.result === null ? [] : settleText(hold.result, 'as follows', money)),
  ];
}

function directionOf({ direction }: Hold__Output): string {
  return wordOf(direction, 'DIRECTION_').toLowerCase();
}
