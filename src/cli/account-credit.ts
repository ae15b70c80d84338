/** `account credit` and `account adjust`: money that moves by hand. */
import { creditText } from './account-text.ts';
import { given, option } from './command.ts';
import { KEY_OPTION, withKey } from './idempotency.ts';
import { defineQuestion } from './remote.ts';

const NOTE_OPTION = option('TEXT', 'for the record, at most 256 characters');

export const addCredit = defineQuestion({
  path: 'account credit',
  summary: 'add purchased credit to an account',
  positionals: {
    ACCOUNT: { meaning: 'its id' },
    AMOUNT: { meaning: "in the account's currency, such as 5.00, more than 0" },
  },
  options: {
    expires: option(
      'TIME',
      'makes it a lot that ends then: ISO 8601, UTC unless it names a zone, or milliseconds since 1970',
      'it never ends',
    ),
    services: option('LIST', 'makes it a lot that pays for these services only, such as call,sms', 'all'),
    key: KEY_OPTION,
    note: NOTE_OPTION,
  },
  examples: [
    'tollgate account credit demo 5.00 --key invoice-2026-17',
    'tollgate account credit demo 5.00 --expires 2027-01-01 --services call,sms --key gift-17',
  ],
  response: 'CreditResponse',
  ask: (client, args) =>
    withKey(args, (idempotencyKey) =>
      client.addCredit({
        accountId: args.required('ACCOUNT'),
        services: args.text('services')?.split(',') ?? [],
        ...given({
          amountMilliCents: args.money('AMOUNT'),
          expiresAtMs: args.timeMs('expires'),
          note: args.text('note'),
        }),
        idempotencyKey,
      }),
    ),
  show: (response, money, args) => creditText(response, args.required('ACCOUNT'), money),
});

export const adjustBalance = defineQuestion({
  path: 'account adjust',
  summary: 'correct the balance by hand, up or down',
  positionals: {
    ACCOUNT: { meaning: 'its id' },
    AMOUNT: { meaning: "in the account's currency: 1.50 adds, -1.50 takes" },
  },
  options: { key: KEY_OPTION, note: NOTE_OPTION },
  examples: ['tollgate account adjust demo -1.50 --key refund-17 --note "paid back in cash"'],
  response: 'CreditResponse',
  ask: (client, args) =>
    withKey(args, (idempotencyKey) =>
      client.adjustBalance({
        accountId: args.required('ACCOUNT'),
        ...given({ amountMilliCents: args.money('AMOUNT'), note: args.text('note') }),
        idempotencyKey,
      }),
    ),
  show: (response, money, args) => creditText(response, args.required('ACCOUNT'), money),
});
