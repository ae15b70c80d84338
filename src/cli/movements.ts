import type { FundingPart__Output } from '../gen/tollgate/v1/FundingPart.ts';
import type { Movement__Output } from '../gen/tollgate/v1/Movement.ts';
import { toApiJson } from './api-json.ts';
import { defineCommand, given, option } from './command.ts';
import { CONNECTION_OPTIONS } from './connection.ts';
import { partsText } from './decision-text.ts';
import { EXIT } from './exit-code.ts';
import { table, timeText } from './layout.ts';
import { moneyText } from './money-text.ts';
import { accountCurrency, withServer } from './remote.ts';

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
