/** `account create|show|update`. */
import { AccountState } from '../gen/tollgate/v1/AccountState.ts';
import { FundedBy } from '../gen/tollgate/v1/FundedBy.ts';
import { LimitPolicy } from '../gen/tollgate/v1/LimitPolicy.ts';
import { toWireName } from '../transport/definitions.ts';
import { accountText } from './account-text.ts';
import { type Arguments, flag, given, option, UsageError } from './command.ts';
import { accountMoney, catalogCurrency, defineQuestion } from './connection.ts';

/* The options that `account create` and `account update` share, and how they read. */

export const NUMBER_OPTION = {
  ...option('NUMBER', "the account's own number in E.164, or a prefix of at least 6 digits that ends in *"),
  multiple: true,
};
export const CREDIT_LIMIT_OPTION = option('AMOUNT', 'how far below zero the balance may be used', '0.00');
export const SEATS_MAX = 1_000_000;
export const SEATS_OPTION = option(
  'COUNT',
  'plan credits, allowances and bundles are counted by them, 0 to 1,000,000',
  '1',
);
export const FUNDED_BY_OPTION = option('WHO', 'whose credit pays for its traffic: self or parent', 'self');
export const ALLOWANCE_OPTION = {
  ...option(
    'NAME=UNITS',
    "its own total of an allowance instead of the plan's, such as fair-use=180000, in the unit of the services that " +
      'it covers, so seconds for calls: 3,000 minutes are 180000. For an allowance per seat it is that of each seat, ' +
      'per subject that of each subject',
  ),
  multiple: true,
};

/** `stop`, `use_balance`, or the word that stands for what is decided further up (`plan`, `account`). */
export function planExhaustedOption(above: 'plan' | 'account', fallback: string) {
  return option(
    'WHAT',
    `when the plan credits are used up: stop, use_balance, or ${above} for what the ${above} says`,
    fallback,
  );
}

/** As the wire has it: UNSPECIFIED is what is decided further up. */
export function planExhausted(args: Arguments<'on-plan-exhausted'>, above: 'plan' | 'account') {
  return args.oneOf('on-plan-exhausted', LimitPolicy, above);
}

/** Units by name. */
export function allowanceUnits(args: Arguments<'allowance'>): Record<string, number> {
  const entries = args.list('allowance').map((text): [string, number] => {
    const [, name = '', units = ''] = /^([a-z][a-z0-9_-]*)=(\d{1,10})$/.exec(text) ?? [];
    if (name === '')
      throw new UsageError(`--allowance must be a name and units such as fair-use=180000, not "${text}"`);
    return [name, Number(units)];
  });
  const twice = entries.find(([name], index) => entries.findIndex(([other]) => other === name) !== index);
  if (twice !== undefined) throw new UsageError(`--allowance ${twice[0]} is given twice`);
  return Object.fromEntries(entries);
}

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
  response: 'CreateAccountResponse',
  ask: async (client, args) =>
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
        creditLimitMilliCents: await args.money(
          'credit-limit',
          async () => args.text('currency') ?? (await catalogCurrency(client)),
        ),
        parentAccountId: args.text('parent'),
        fundedBy: args.oneOf('funded-by', FundedBy),
        onPlanExhausted: planExhausted(args, 'plan'),
      }),
    }),
  currency: ({ account }) => account?.currency ?? '',
  show: ({ account, replayed }, money) => accountText(account, money, replayed),
});

export const showAccount = defineQuestion({
  path: 'account show',
  summary: 'show an account: balance, held, available, lots, allowances, state and profile',
  positionals: { ACCOUNT: { meaning: 'its id' } },
  options: {},
  examples: ['tollgate account show demo'],
  response: 'GetAccountResponse',
  ask: (client, args) => client.getAccount({ accountId: args.required('ACCOUNT') }),
  currency: ({ account }) => account?.currency ?? '',
  show: ({ account }, money) => accountText(account, money),
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
  response: 'UpdateAccountResponse',
  async ask(client, args) {
    const changes = given({
      state: args.oneOf('state', AccountState),
      plan: args.text('plan'),
      timeZone: args.text('time-zone'),
      seats: args.integer('seats', SEATS_MAX),
      creditLimitMilliCents: await accountMoney(client, args, 'credit-limit'),
      maxOpenHolds: args.integer('max-open-holds'),
      fundedBy: args.oneOf('funded-by', FundedBy),
      onPlanExhausted: planExhausted(args, 'plan'),
      numbers: replaces(args, 'number', 'no-numbers') ? [...args.list('number')] : undefined,
      allowanceUnits: replaces(args, 'allowance', 'no-allowances') ? allowanceUnits(args) : undefined,
    });
    const paths = Object.keys(changes).map(toWireName);
    if (paths.length === 0) {
      throw new UsageError('there is nothing to change: name what, for instance --state suspended');
    }
    return client.updateAccount({
      accountId: args.required('ACCOUNT'),
      ...changes,
      // Without it an empty list would be no change.
      updateMask: { paths },
      force: args.flag('force'),
      ...given({ revision: args.integer('revision') }),
    });
  },
  currency: ({ account }) => account?.currency ?? '',
  show: ({ account }, money) => accountText(account, money),
});

/** Whether a list is replaced, if only by an empty one. */
function replaces<Name extends string>(args: Arguments<Name>, some: Name, none: Name): boolean {
  const given = args.list(some).length > 0;
  if (given && args.flag(none)) throw new UsageError(`--${some} and --${none} contradict`);
  return given || args.flag(none);
}
