/** `account create|show|update`. */
import {
  ALLOWANCE_OPTION,
  allowanceUnits,
  CREDIT_LIMIT_OPTION,
  FUNDED_BY_OPTION,
  NUMBER_OPTION,
  planExhausted,
  planExhaustedOption,
  SEATS_MAX,
  SEATS_OPTION,
} from './account-options.ts';
import { accountText } from './account-text.ts';
import type { Arguments } from './arguments.ts';
import { flag, given, option } from './command.ts';
import { defineQuestion } from './remote.ts';
import { UsageError } from './usage-error.ts';

const FUNDED_BY = ['self', 'parent'] as const;

export const createAccount = defineQuestion({
  path: 'account create',
  summary: 'open an account; a root account gets the signup credit of its plan once',
  positionals: { ACCOUNT: { meaning: 'its id: 1 to 128 of A-Z a-z 0-9 . _ @ + -' } },
  options: {
    plan: option('PLAN', 'a plan of the catalog', 'default'),
    currency: option('CODE', "ISO 4217; must be the catalog's", "the catalog's"),
    'time-zone': option('ZONE', 'IANA name, such as Europe/Berlin', 'UTC'),
    'cycle-anchor-day': option('DAY', 'day of the month on which billing cycles begin, 1 to 31', 'today'),
    seats: SEATS_OPTION,
    'credit-limit': CREDIT_LIMIT_OPTION,
    parent: option('ACCOUNT', 'the account above this one, at most 4 levels in all; never changes'),
    'funded-by': FUNDED_BY_OPTION,
    'on-plan-exhausted': planExhaustedOption('plan', 'plan'),
    allowance: ALLOWANCE_OPTION,
    number: NUMBER_OPTION,
  },
  examples: [
    'tollgate account create demo',
    'tollgate account create acme --credit-limit 50.00 --number +12025550100',
    'tollgate account create acme-berlin --parent acme --funded-by parent',
  ],
  response: 'Account',
  ask: (client, args) =>
    client.createAccount({
      accountId: args.required('ACCOUNT'),
      numbers: [...args.list('number')],
      allowanceUnits: allowanceUnits(args),
      ...given({
        plan: args.text('plan'),
        currency: args.text('currency'),
        timeZone: args.text('time-zone'),
        cycleAnchorDay: args.integer('cycle-anchor-day'),
        seats: args.integer('seats', SEATS_MAX),
        creditLimitMilliCents: args.money('credit-limit'),
        parentAccountId: args.text('parent'),
        fundedBy: args.choice('funded-by', FUNDED_BY),
        onPlanExhausted: planExhausted(args, 'plan'),
      }),
    }),
  currency: ({ currency }) => currency,
  show: accountText,
});

export const showAccount = defineQuestion({
  path: 'account show',
  summary: 'show an account: balance, held, available, lots, allowances, state and profile',
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
  summary: "change an account's state, plan, limits, funding or numbers; what is not named stays",
  positionals: { ACCOUNT: { meaning: 'its id' } },
  options: {
    state: option('STATE', 'active, suspended or closed'),
    plan: option('PLAN', 'a plan of the catalog'),
    'time-zone': option('ZONE', 'IANA name, such as Europe/Berlin'),
    seats: option('COUNT', SEATS_OPTION.meaning),
    'credit-limit': option('AMOUNT', CREDIT_LIMIT_OPTION.meaning),
    'max-open-holds': option('COUNT', "this account's own cap on open holds; 0 means the catalog's"),
    'funded-by': option('WHO', `${FUNDED_BY_OPTION.meaning}; open holds stay where they are`),
    'on-plan-exhausted': planExhaustedOption('plan', 'as it is'),
    allowance: { ...ALLOWANCE_OPTION, meaning: `${ALLOWANCE_OPTION.meaning}; replaces all that it has of its own` },
    'no-allowances': flag('remove all allowances of its own: those of the plan count again'),
    number: { ...NUMBER_OPTION, meaning: `${NUMBER_OPTION.meaning}; replaces all numbers` },
    'no-numbers': flag('remove all numbers'),
    revision: option('NUMBER', 'change only this revision, as `account show` prints it', 'whatever is there'),
    force: flag('close although holds are open; they settle as usual'),
  },
  examples: [
    'tollgate account update demo --state suspended',
    'tollgate account update demo --credit-limit 25.00',
    'tollgate account update demo --allowance fair-use=180000 --on-plan-exhausted use_balance',
  ],
  response: 'Account',
  ask(client, args) {
    const numbers = args.list('number');
    const replaceNumbers = replaces(args, 'number', 'no-numbers');
    const replaceAllowanceUnits = replaces(args, 'allowance', 'no-allowances');
    const changes = given({
      state: args.text('state'),
      plan: args.text('plan'),
      timeZone: args.text('time-zone'),
      seats: args.integer('seats', SEATS_MAX),
      creditLimitMilliCents: args.money('credit-limit'),
      maxOpenHolds: args.integer('max-open-holds'),
      fundedBy: args.choice('funded-by', FUNDED_BY),
      onPlanExhausted: planExhausted(args, 'plan'),
    });
    if (Object.keys(changes).length === 0 && !replaceNumbers && !replaceAllowanceUnits) {
      throw new UsageError('there is nothing to change: name what, for instance --state suspended');
    }
    return client.updateAccount({
      accountId: args.required('ACCOUNT'),
      ...changes,
      numbers: [...numbers],
      replaceNumbers,
      allowanceUnits: allowanceUnits(args),
      replaceAllowanceUnits,
      force: args.flag('force'),
      ...given({ revision: args.integer('revision') }),
    });
  },
  currency: ({ currency }) => currency,
  show: accountText,
});

/** Whether a list is replaced, be it by an empty one. */
function replaces<Name extends string>(args: Arguments<Name>, some: Name, none: Name): boolean {
  const given = args.list(some).length > 0;
  if (given && args.flag(none)) throw new UsageError(`--${some} and --${none} contradict`);
  return given || args.flag(none);
}
