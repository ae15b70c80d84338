/** The options that `account create` and `account update` share, and how they read. */
import type { Arguments } from './arguments.ts';
import { option } from './command.ts';
import { UsageError } from './usage-error.ts';

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
    "its own total of an allowance instead of the plan's, such as fair-use=180000, in the unit of the services that it covers, so seconds for calls: 3,000 minutes are 180000. For an allowance per seat it is that of each seat, per subject that of each subject",
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

/** As the wire has it: empty is what is decided further up. */
export function planExhausted(args: Arguments<'on-plan-exhausted'>, above: 'plan' | 'account'): string | undefined {
  const word = args.choice('on-plan-exhausted', ['stop', 'use_balance', above]);
  return word === above ? '' : word;
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
