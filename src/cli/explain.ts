import { given, option } from './command.ts';
import { grantText, headline } from './decision-text.ts';
import { fields, priceText } from './layout.ts';
import { catalogCurrency, defineQuestion } from './remote.ts';
import { DIRECTION_OPTION, directionOf } from './traffic-options.ts';

export const explain = defineQuestion({
  path: 'explain',
  summary: 'explain how the catalog classifies, prices, holds and blocks a number',
  positionals: { NUMBER: { meaning: 'the called or receiving number, as dialled or E.164' } },
  options: {
    service: option('SERVICE', 'a service of the catalog', 'call'),
    direction: DIRECTION_OPTION,
    'from-number': option('NUMBER', 'the calling or sending number, when the price depends on it'),
    plan: option('PLAN', 'the plan to rate for', 'default'),
    'rate-plan': option('PLAN', 'the rate plan (licence) of the subject to rate for', 'none'),
    country: option('CODE', 'ISO 3166, such as DE: where the subject is, instead of what its number says'),
    'time-zone': option('ZONE', 'IANA name, for rules that look at the time of day', 'UTC'),
    at: option('TIME', 'ISO 8601, for rules that look at the time of day', 'now'),
  },
  examples: ['tollgate explain +14155550123', 'tollgate explain +18005550199 --direction inbound'],
  notes: ['It knows no account: no own numbers, limits or credit. `tollgate quote ACCOUNT --subject ID` does.'],
  response: 'NumberExplanation',
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
      ['granted', grantText(response.grantedUnits, response.terms)],
    ]),
  ],
});
