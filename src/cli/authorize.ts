import { given, option } from './command.ts';
import { grantText, headline, moneyRows } from './decision-text.ts';
import { fields } from './layout.ts';
import { defineQuestion } from './remote.ts';
import { TRAFFIC_ACCOUNT, trafficFields, TRAFFIC_OPTIONS } from './traffic-options.ts';

export const authorize = defineQuestion({
  path: 'authorize',
  summary: 'reserve the worst-case cost of a call or message',
  positionals: {
    ACCOUNT: { meaning: TRAFFIC_ACCOUNT },
    HOLD: { meaning: 'id of this leg or message, chosen by you; a repeat with the same id reserves once' },
  },
  options: {
    ...TRAFFIC_OPTIONS,
    service: option('SERVICE', 'a service of the catalog', 'call'),
    'requested-seconds': option(
      'SECONDS',
      'the longest the call should be, 0 to 86400; 0 and more than the catalog allows mean its maximum',
      '0',
    ),
    'parent-hold': option('HOLD', 'the hold of the leg that this one was forwarded from'),
    gateway: option('NAME', 'which gateway asks, for the log'),
  },
  examples: [
    'tollgate authorize demo call-1 --from +12025550100 --to +14155550123',
    'tollgate authorize demo sms-1 --service sms --to +14155550123 --text "See you at nine"',
  ],
  response: 'AuthorizeResponse',
  ask: (client, args) =>
    client.authorize({
      ...trafficFields(args),
      accountId: args.required('ACCOUNT'),
      holdId: args.required('HOLD'),
      ...given({
        service: args.text('service'),
        requestedSeconds: args.integer('requested-seconds'),
        parentHoldId: args.text('parent-hold'),
        gatewayId: args.text('gateway'),
      }),
    }),
  show: (response, money) => [
    ...headline(response, response.holdId),
    ...fields([
      ['granted', grantText(response.grantedSeconds, null) ?? grantText(response.grantedUnits, response.terms)],
      [response.decision === 'DECISION_DENY' ? 'hold needed' : 'hold', money(response.holdMilliCents)],
      ...moneyRows(response, money),
      ['number class', response.numberClass],
      ['SIP status', response.sipStatus === 0 ? undefined : String(response.sipStatus)],
      ['Q.850 cause', response.q850Cause === 0 ? undefined : String(response.q850Cause)],
      // Nothing is stored of an emergency call: the token alone ends it.
      ['settle token', response.reason === 'EMERGENCY' ? response.settleToken : undefined],
    ]),
  ],
});
