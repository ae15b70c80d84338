/** `packages`, `account buy`: what the catalog sells, and buying it from the balance of an account. */
import type { Package__Output } from '../gen/tollgate/v1/Package.ts';
import { creditText } from './account-text.ts';
import { given, option } from './command.ts';
import { defineQuestion, KEY_OPTION, type MoneyWriter, withKey } from './connection.ts';
import { table, unitsText, wordOf } from './text.ts';

export const listPackages = defineQuestion({
  path: 'packages',
  summary: 'list what the catalog sells, or of that what an account may buy',
  positionals: { ACCOUNT: { meaning: 'its id: only what this account may buy', optional: true } },
  options: {},
  examples: ['tollgate packages', 'tollgate packages demo'],
  notes: ['`packages.yaml` of the catalog says what there is; docs/catalog.md has its format.'],
  response: 'ListPackagesResponse',
  ask: (client, args) => client.listPackages({ ...given({ accountId: args.text('ACCOUNT') }) }),
  currency: ({ currency }) => currency,
  show: ({ packages }, money) =>
    packages.length === 0
      ? ['no packages']
      : table(packages, [
          { title: 'PACKAGE', cell: ({ id }) => id },
          { title: 'PRICE', align: 'right', cell: ({ priceMilliCents }) => money(priceMilliCents) },
          { title: 'CONTENT', align: 'right', cell: (each) => contentText(each, money) },
          { title: 'LASTS', align: 'right', cell: lengthText },
          { title: 'FOR', cell: trafficText },
          { title: 'PLANS', cell: ({ plans }) => plans.join(', ') },
          { title: 'TITLE', cell: ({ title }) => title },
        ]),
});

function contentText({ units, unit, amountMilliCents }: Package__Output, money: MoneyWriter): string {
  return unit === '' ? money(amountMilliCents) : unitsText(units, unit);
}

function lengthText({ lastsSeconds }: Package__Output): string {
  const days = Number(lastsSeconds) / 86_400;
  return days === 0 ? 'no end' : `${days} day${days === 1 ? '' : 's'}`;
}

function trafficText({ services, directions, countries, numberClasses, prefixes }: Package__Output): string {
  const words = directions.map((each) => wordOf(each, 'DIRECTION_').toLowerCase());
  const lists = [services, words, countries, numberClasses, prefixes];
  return lists.flatMap((list) => (list.length === 0 ? [] : list.join(','))).join(' ') || 'everything';
}

export const buyPackage = defineQuestion({
  path: 'account buy',
  summary: 'buy a package of the catalog from the balance of an account',
  positionals: {
    ACCOUNT: { meaning: 'who buys, pays and has it' },
    PACKAGE: { meaning: 'as `tollgate packages` names it' },
  },
  options: { key: KEY_OPTION, note: option('TEXT', 'for the record, at most 256 characters') },
  examples: ['tollgate account buy demo mexico-100 --key order-17'],
  notes: [
    'Price and content move in one step: an account that has too little free balance keeps it, and gets nothing.',
    '`account show` shows what is left of it, and `movements` the purchase and what was in it.',
  ],
  response: 'BuyPackageResponse',
  ask: (client, args) =>
    withKey(args, (idempotencyKey) =>
      client.buyPackage({
        accountId: args.required('ACCOUNT'),
        packageId: args.required('PACKAGE'),
        ...given({ note: args.text('note') }),
        idempotencyKey,
      }),
    ),
  show: (response, money, args) => creditText(response, args.required('ACCOUNT'), money),
});
