/** `reverse`: a charge is given back. */
import type { ReverseResponse__Output } from '../gen/tollgate/v1/ReverseResponse.ts';
import { given, option, UsageError } from './command.ts';
import { accountMoney, defineQuestion, KEY_OPTION, type MoneyWriter, withKey } from './connection.ts';
import { fields, partsText, unitsText, wordOf } from './text.ts';

export const reverse = defineQuestion({
  path: 'reverse',
  summary: 'give a charge, or a part of it, back to the sources that it was taken from',
  positionals: {
    ACCOUNT: { meaning: 'whose traffic it was' },
    HOLD: { meaning: 'the settled hold; instead of --charge', optional: true },
  },
  options: {
    charge: option('KEY', 'the idempotency key of the charge (`tollgate charge`) that is given back; instead of HOLD'),
    amount: option('AMOUNT', "so much of it, in the account's currency, such as 1.50", 'all that is left of it'),
    units: option('COUNT', 'the price of so many billed units, such as segments of a message, seconds of a call'),
    key: KEY_OPTION,
    note: option('TEXT', 'for the record, at most 256 characters'),
  },
  examples: [
    'tollgate reverse demo message-17 --key undelivered-17 --note "receipt: undelivered"',
    'tollgate reverse demo call-1 --amount 0.50 --key dispute-4',
    'tollgate reverse demo --charge fax-9 --key refund-9',
  ],
  notes: [
    'It works for as long as an ended hold is remembered (`ledger.tombstone_seconds`, 7 days by default), once for ' +
      'each key, and never for more than was charged. What came from a cycle or a lot that has ended lapses.',
  ],
  response: 'ReverseResponse',
  ask: (client, args) => {
    const [holdId, chargeIdempotencyKey] = [args.text('HOLD'), args.text('charge')];
    if ((holdId === undefined) === (chargeIdempotencyKey === undefined)) {
      throw new UsageError('give either HOLD or --charge');
    }
    if (args.text('amount') !== undefined && args.text('units') !== undefined) {
      throw new UsageError('--amount and --units contradict');
    }
    return withKey(args, async (idempotencyKey) =>
      client.reverse({
        accountId: args.required('ACCOUNT'),
        ...given({
          holdId,
          chargeIdempotencyKey,
          amountMilliCents: await accountMoney(client, args, 'amount'),
          units: args.integer('units'),
          note: args.text('note'),
        }),
        idempotencyKey,
      }),
    );
  },
  show: (response, money, args) => reversalText(response, args.text('HOLD') ?? args.text('charge') ?? '', money),
});

function reversalText(response: ReverseResponse__Output, what: string, money: MoneyWriter): string[] {
  const { unit, lapsedMilliCents: lapsed } = response;
  return [
    `REVERSED ${what}${response.replayed ? ' (the result of an earlier identical request)' : ''}`,
    ...fields([
      ['given back', money(response.reversedMilliCents)],
      ['to', partsText(response.parts, money)],
      ['lapsed', lapsed === '0' ? undefined : `${money(lapsed)}, because where it came from has ended`],
      ['taken off', unitsText(response.reversedUnits, unit)],
      ['still charged', `${money(response.remainingMilliCents)} for ${unitsText(response.remainingUnits, unit)}`],
      ['balance', money(response.balanceMilliCents)],
      ['available', money(response.availableMilliCents)],
      ['status', wordOf(response.accountStatus, 'ACCOUNT_STATUS_')],
    ]),
  ];
}
