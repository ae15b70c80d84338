/** `catalog show|check|reload`: the catalog of a running Tollgate. */
import type { Catalog__Output } from '../gen/tollgate/v1/Catalog.ts';
import type { CatalogCheck__Output } from '../gen/tollgate/v1/CatalogCheck.ts';
import { DIRECTION_OPTION, directionOf } from './admissions.ts';
import { type Command, EXIT, flag, given, option } from './command.ts';
import { catalogCurrency, defineQuestion } from './connection.ts';
import { countText, fields, grantText, headline, priceText, problemLines, timeText, unpricedUnit } from './text.ts';

/** Nothing in these answers is money. */
const noMoney = { currency: () => '' };

export const showCatalog = defineQuestion({
  path: 'catalog show',
  summary: 'show which catalog is in force',
  positionals: {},
  options: {},
  examples: ['tollgate catalog show'],
  notes: ['Ends with 1 when the last reload was refused, so that this catalog stayed in force; it lists why.'],
  response: 'GetCatalogResponse',
  ...noMoney,
  ask: (client) => client.getCatalog({}),
  show: ({ catalog }) => (catalog === null ? [] : catalogText(catalog)),
  // What ops look at is not what is in force: a script that deploys a catalog must not take that for success.
  exit: ({ catalog }) => ((catalog?.problems.length ?? 0) > 0 ? EXIT.fault : EXIT.ok),
});

function catalogText(catalog: Catalog__Output): string[] {
  return [
    ...fields([
      ['name', catalog.name],
      ['version', catalog.version],
      ['currency', catalog.currency],
      ['in force since', timeText(catalog.loadedAtMs)],
      ['services', catalog.services.join(', ')],
      ['plans', catalog.plans.join(', ')],
      ['cases', String(catalog.cases)],
    ]),
    ...(catalog.problems.length === 0
      ? []
      : ['The last reload was refused, so that this catalog stayed:', ...problemLines(catalog.problems, '')]),
  ];
}

export const checkServedCatalog = defineQuestion({
  path: 'catalog check',
  summary: "check the server's catalog directory without putting it into force",
  positionals: {},
  options: {},
  examples: ['tollgate catalog check'],
  response: 'CheckCatalogResponse',
  ...noMoney,
  ask: (client) => client.checkCatalog({}),
  show: ({ check: found }) => (found === null ? [] : checkText(found)),
  exit: ({ check: found }) => (found?.ok === true ? EXIT.ok : EXIT.fault),
});

export const reloadCatalog = defineQuestion({
  path: 'catalog reload',
  summary: "read the server's catalog directory again and put it into force if it is good",
  positionals: {},
  options: {},
  examples: ['tollgate catalog reload'],
  response: 'ReloadCatalogResponse',
  ...noMoney,
  ask: (client) => client.reloadCatalog({}),
  show: ({ check: found }) => (found === null ? [] : checkText(found)),
  exit: ({ check: found }) => (found?.ok === true ? EXIT.ok : EXIT.fault),
});

function checkText({ ok, problems, warnings, version, inForce }: CatalogCheck__Output): string[] {
  if (ok)
    return [
      ...problemLines(warnings, '', 'warning: '),
      `OK: version ${version}${inForce ? ', in force' : ', not in force'}`,
    ];
  return [...problemLines(problems, ''), `${countText(problems.length, 'problem')}: it is not put into force`];
}

const EXPLAIN_WORDS = {
  path: 'explain',
  summary: 'explain how the catalog classifies, prices, holds and blocks a number, or list the emergency numbers',
  positionals: {
    NUMBER: {
      meaning: 'the called or receiving number, as dialled or E.164; with --emergency a country, such as DE',
      optional: true,
    },
  },
  examples: [
    'tollgate explain +14155550123',
    'tollgate explain +18005550199 --direction inbound',
    'tollgate explain --emergency',
    'tollgate explain --emergency FR',
  ],
};

const explainOne = defineQuestion({
  ...EXPLAIN_WORDS,
  options: {
    emergency: flag('list the emergency numbers in force, for everybody or for a subject in the country'),
    service: option('SERVICE', 'a service of the catalog', 'call'),
    direction: DIRECTION_OPTION,
    'from-number': option('NUMBER', 'the calling or sending number, when the price depends on it'),
    plan: option('PLAN', 'the plan to rate for', 'default'),
    'rate-plan': option('PLAN', 'the rate plan (licence) of the subject to rate for', 'none'),
    country: option('CODE', 'ISO 3166, such as DE: where the subject is, instead of what its number says'),
    'time-zone': option('ZONE', 'IANA name, for rules that look at the time of day', 'UTC'),
    at: option('TIME', 'ISO 8601, for rules that look at the time of day', 'now'),
  },
  notes: ['It knows no account: no own numbers, limits or credit. `tollgate quote ACCOUNT --subject ID` does.'],
  response: 'ExplainNumberResponse',
  ask: (client, args) =>
    client.explainNumber({
      number: args.required('NUMBER'),
      direction: directionOf(args),
      ...given({
        service: args.text('service'),
        otherNumber: args.text('from-number'),
        plan: args.text('plan'),
        ratePlan: args.text('rate-plan'),
        country: args.text('country'),
        timeZone: args.text('time-zone'),
        atMs: args.timeMs('at'),
      }),
    }),
  currency: (_response, client) => catalogCurrency(client),
  show: (response, money, args) => [
    ...headline(response, args.required('NUMBER')),
    ...fields([
      ['E.164', response.e164],
      ['number class', response.numberClass],
      ['country', response.country],
      ['price', response.terms === null ? undefined : priceText(response.terms, money)],
      ['hold', response.terms === null ? undefined : money(response.holdMilliCents)],
      ['granted', grantText(response.grantedUnits, response.terms, unpricedUnit(args.text('service')))],
    ]),
  ],
});

const explainEmergency = defineQuestion({
  ...EXPLAIN_WORDS,
  options: {},
  response: 'GetEmergencyNumbersResponse',
  ...noMoney,
  ask: (client, args) => client.getEmergencyNumbers({ country: (args.text('NUMBER') ?? '').toUpperCase() }),
  show: ({ countries, listed }, _money, args) => [
    `${callersIn(args.text('NUMBER'))} can always call these, at no cost, behind a calling code and in a URI too:`,
    ...fields([
      ...countries.map(({ country, numbers }): [string, string] => [country || 'everywhere', numbers.join(' ')]),
      ['listed in catalog.yaml', listed.length === 0 ? undefined : listed.join(' ')],
    ]),
  ],
});

function callersIn(country: string | undefined): string {
  return country === undefined ? 'Everybody' : `A subject in ${country.toUpperCase()}`;
}

export const explain = {
  ...explainOne,
  run: (args, context) => (args.flag('emergency') ? explainEmergency : explainOne).run(args, context),
} satisfies Command;
