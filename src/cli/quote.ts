import { given, option } from './command.ts';
import { grantText, headline, moneyRows } from './decision-text.ts';
import { fields } from './layout.ts';
import { defineQuestion } from './remote.ts';
import { TRAFFIC_ACCOUNT, trafficFields, TRAFFIC_OPTIONS } from './traffic-options.ts';

export const quote = defineQuestion({
  path: 'quote',
  summary: 'say what authorize would answer, without reserving anything',
  positionals: { ACCOUNT: { meaning: TRAFFIC_ACCOUNT } },
  options: {
    ...TRAFFIC_OPTIONS,
    service: option('SERVICE', 'a service of the catalog', 'call'),
    'requested-seconds': option('SECONDS', 'the longest the call should be, 0 to 86400', 'the maximum of the catalog'),
    'parent-hold': option('HOLD', 'set for a forwarded leg: the hold that it would be forwarded from'),
  },
  examples: ['tollgate quote demo --to +14155550123'],
  response: 'QuoteResponse',
  ask: (client, args) =>
    client.quote({
      ...trafficFields(args),
      accountId: args.required('ACCOUNT'),
      ...given({
        service: args.text('service'),
        requestedSeconds: args.integer('requested-seconds'),
        parentHoldId: args.text('parent-hold'),
      }),
    }),
  show: (response, money) => [
    ...headline(response, ''),
    ...fields([
      ['would grant', grantText(response.grantedUnits, response.terms)],
      ['would hold', money(response.holdMilliCents)],
      ...moneyRows(response, money),
      ['encoding', response.encoding],
      ['number class', response.numberClass],
    ]),
  ],
});
