/** `account create|show|update`. */
import { accountText } from './account-text.ts';
import { flag, given, option } from './command.ts';
import { defineQuestion } from './remote.ts';
import { UsageError } from './usage-error.ts';

const NUMBER_OPTION = {
  ...option('NUMBER', "the account's own number in E.164, or a prefix of at least 6 digits that ends in *"),
  multiple: true,
};
const CREDIT_LIMIT_OPTION = option('AMOUNT', 'how far below zero the balance may be used', '0.00');
const SEATS_OPTION = option('COUNT', 'members that plan credits and allowances are counted by, 0 to 1,000,000', '1');

export const createAccount = defineQuestion({
  path: 'account create',
  summary: 'open an account; it gets the signup credit of its plan once',
  positionals: { ACCOUNT: { meaning: 'its id: 1 to 128 of A-Z a-z 0-9 . _ @ + -' } },
  options: {
    plan: option('PLAN', 'a plan of the catalog', 'default'),
    currency: option('CODE', "ISO 4217; must be the catalog's", "the catalog's"),
    'time-zone': option('ZONE', 'IANA name, such as Europe/Berlin', 'UTC'),
    'cycle-anchor-day': option('DAY', 'day of the month on which billing cycles begin, 1 to 31', 'today'),
    seats: SEATS_OPTION,
    'credit-limit': CREDIT_LIMIT_OPTION,
    parent: option('ACCOUNT', 'the account above this one; never changes'),
    number: NUMBER_OPTION,
  },
  examples: ['tollgate account create demo', 'tollgate account create acme --credit-limit 50.00 --number +12025550100'],
  response: 'Account',
  ask: (client, args) =>
    client.createAccount({
      accountId: args.required('ACCOUNT'),
      numbers: [...args.list('number')],
      ...given({
        plan: args.text('plan'),
        currency: args.text('currency'),
        timeZone: args.text('time-zone'),
        cycleAnchorDay: args.integer('cycle-anchor-day'),
        seats: args.integer('seats'),
        creditLimitMilliCents: args.money('credit-limit'),
        parentAccountId: args.text('parent'),
      }),
    }),
  currency: ({ currency }) => currency,
  show: accountText,
});

export const showAccount = defineQuestion({
  path: 'account show',
  summary: 'show an account: balance, held, available, state and profile',
  positionals: { ACCOUNT: { meaning: 'its id' } },
  options: {},
  examples: ['tollgate account show demo'],
  response: 'Account',
  ask: (client, args) => client.getAccount({ accountId: args.required('ACCOUNT') }),
  currency: ({ currency }) => currency,
  show: accountText,
});

export const updateAccount = defineQuestion({
  path: 'account update',
  summary: "change an account's state, plan, limits or numbers; what is not named stays",
  positionals: { ACCOUNT: { meaning: 'its id' } },
  options: {
    state: option('STATE', 'active, suspended or closed'),
    plan: option('PLAN', 'a plan of the catalog'),
    'time-zone': option('ZONE', 'IANA name, such as Europe/Berlin'),
    seats: option('COUNT', '0 to 1,000,000'),
    'credit-limit': option('AMOUNT', CREDIT_LIMIT_OPTION.meaning),
    'max-open-holds': option('COUNT', "this account's own cap on open holds; 0 means the catalog's"),
    number: { ...NUMBER_OPTION, meaning: `${NUMBER_OPTION.meaning}; replaces all numbers` },
    'no-numbers': flag('remove all numbers'),
    revision: option('NUMBER', 'change only this revision, as `account show` prints it', 'whatever is there'),
    force: flag('close although holds are open; they settle as usual'),
  },
  examples: ['tollgate account update demo --state suspended', 'tollgate account update demo --credit-limit 25.00'],
  response: 'Account',
  ask(client, args) {
    const numbers = args.list('number');
    if (numbers.length > 0 && args.flag('no-numbers')) throw new UsageError('--number and --no-numbers contradict');
    const changes = given({
      state: args.text('state'),
      plan: args.text('plan'),
      timeZone: args.text('time-zone'),
      seats: args.integer('seats'),
      creditLimitMilliCents: args.money('credit-limit'),
      maxOpenHolds: args.integer('max-open-holds'),
    });
    const replaceNumbers = numbers.length > 0 || args.flag('no-numbers');
    if (Object.keys(changes).length === 0 && !replaceNumbers) {
      throw new UsageError('there is nothing to change: name what, for instance --state suspended');
    }
    return client.updateAccount({
      accountId: args.required('ACCOUNT'),
      ...changes,
      numbers: [...numbers],
      replaceNumbers,
      force: args.flag('force'),
      ...given({ revision: args.integer('revision') }),
    });
  },
  currency: ({ currency }) => currency,
  show: accountText,
});
