import type { FundingPart__Output } from '../gen/tollgate/v1/FundingPart.ts';
import type { Hold__Output } from '../gen/tollgate/v1/Hold.ts';
import type { ListHoldsResponse__Output } from '../gen/tollgate/v1/ListHoldsResponse.ts';
import type { Movement__Output } from '../gen/tollgate/v1/Movement.ts';
import { defineCommand, EXIT, given, option } from './command.ts';
import { settleText } from './completions.ts';
import { accountCurrency, CONNECTION_OPTIONS, defineQuestion, type MoneyWriter, withServer } from './connection.ts';
import { fields, moneyText, partsText, priceText, table, timeText, toApiJson, wordOf } from './text.ts';

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

export const FROM_OPTION = option('TIME', 'not before: ISO 8601, UTC unless it names a zone', 'as far back as is kept');
export const TO_OPTION = option('TIME', 'before: ISO 8601, UTC unless it names a zone', 'now');

export const movements = defineCommand({
  path: 'movements',
  summary: 'list what changed the money of an account, oldest first',
  positionals: { ACCOUNT: { meaning: 'its id' } },
  options: {
    from: FROM_OPTION,
    to: TO_OPTION,
    limit: option('COUNT', 'at most this many, 1 to 100,000', '1000'),
    ...CONNECTION_OPTIONS,
    json: { meaning: 'print each movement as a line of JSON, with amounts in milli-cents' },
  },
  examples: [
    'tollgate movements demo',
    'tollgate movements demo --from 2026-08-01 --to 2026-09-01T00:00:00+02:00 --json',
  ],
  run: (args, context) =>
    withServer('movements', args, context, async ({ client }) => {
      const accountId = args.required('ACCOUNT');
      const stream = client.listMovements({
        accountId,
        ...given({ fromMs: args.timeMs('from'), toMs: args.timeMs('to'), limit: args.integer('limit') }),
      });
      const found: Movement__Output[] = [];
      for await (const movement of stream) {
        if (args.flag('json')) context.print(JSON.stringify(toApiJson('Movement', movement)));
        else found.push(movement);
      }
      if (!args.flag('json')) context.print(lines(found, await accountCurrency(client, accountId)).join('\n'));
      return EXIT.ok;
    }),
});

function lines(found: readonly Movement__Output[], currency: string): string[] {
  if (found.length === 0) return ['no movements'];
  return table(found, [
    { title: 'AT', cell: ({ atMs }) => timeText(atMs) },
    { title: 'KIND', cell: ({ kind, estimated }) => (estimated ? `${kind} (estimated)` : kind) },
    { title: 'AMOUNT', align: 'right', cell: ({ amountMilliCents }) => moneyText(Number(amountMilliCents), currency) },
    {
      title: 'BALANCE',
      align: 'right',
      cell: ({ balanceMilliCents }) => moneyText(Number(balanceMilliCents), currency),
    },
    { title: 'SERVICE', cell: ({ service }) => service },
    { title: 'UNITS', align: 'right', cell: ({ billedUnits }) => (billedUnits === '0' ? '' : billedUnits) },
    { title: 'HOLD', cell: ({ holdId }) => holdId },
    { title: 'KEY', cell: ({ idempotencyKey }) => idempotencyKey },
    { title: 'SUBJECT', cell: ({ subjectId }) => subjectId },
    { title: 'OF ACCOUNT', cell: ({ originAccountId }) => originAccountId },
    { title: 'LOT', cell: ({ lotId }) => lotId },
    { title: 'IN ALL FROM', cell: ({ parts }) => otherThanBalance(parts, currency) },
    { title: 'NOTE', cell: ({ note }) => note },
  ]);
}

/** What the balance alone paid for needs no words. */
function otherThanBalance(parts: readonly FundingPart__Output[], currency: string): string {
  if (parts.every(({ source }) => source === 'balance')) return '';
  return partsText(parts, (milliCents) => moneyText(Number(milliCents), currency));
}

export const usage = defineQuestion({
  path: 'usage',
  summary: 'total the usage of an account by day and service',
  positionals: { ACCOUNT: { meaning: 'its id' } },
  options: { from: FROM_OPTION, to: TO_OPTION },
  examples: ['tollgate usage demo --from 2026-08-01'],
  response: 'Usage',
  ask: (client, args) =>
    client.getUsage({
      accountId: args.required('ACCOUNT'),
      ...given({ fromMs: args.timeMs('from'), toMs: args.timeMs('to') }),
    }),
  show: ({ rows, coveredFromMs }, money) => [
    ...(rows.length === 0
      ? ['no usage']
      : table(rows, [
          { title: 'DAY', cell: ({ day }) => day },
          { title: 'SERVICE', cell: ({ service }) => service },
          { title: 'CHARGES', align: 'right', cell: ({ count }) => count },
          { title: 'UNITS', align: 'right', cell: ({ billedUnits }) => billedUnits },
          { title: 'CHARGED', align: 'right', cell: ({ billingAmountMilliCents }) => money(billingAmountMilliCents) },
        ])),
    ...(coveredFromMs === '0' ? [] : [`covered from ${timeText(coveredFromMs)}`]),
  ],
});
