import { given, option } from './command.ts';
import { headline, moneyRows, partsText } from './decision-text.ts';
import { KEY_OPTION, withKey } from './idempotency.ts';
import { fields, unitsText } from './layout.ts';
import { defineQuestion } from './remote.ts';
import { TRAFFIC_ACCOUNT, trafficFields, TRAFFIC_OPTIONS } from './traffic-options.ts';

export const charge = defineQuestion({
  path: 'charge',
  summary: 'authorize and settle in one step: all of it is charged, or nothing is',
  positionals: {
    ACCOUNT: { meaning: TRAFFIC_ACCOUNT },
    SERVICE: { meaning: 'a service of the catalog, such as sms' },
  },
  options: {
    ...TRAFFIC_OPTIONS,
    key: KEY_OPTION,
    note: option('TEXT', 'for the record, at most 256 characters'),
    gateway: option('NAME', 'which gateway asks, for the log'),
  },
  examples: ['tollgate charge demo sms --to +14155550123 --text "See you at nine" --key msg-17'],
  response: 'ChargeResponse',
  ask: (client, args) =>
    withKey(args, (idempotencyKey) =>
      client.charge({
        ...trafficFields(args),
        accountId: args.required('ACCOUNT'),
        service: args.required('SERVICE'),
        idempotencyKey,
        ...given({ note: args.text('note'), gatewayId: args.text('gateway') }),
      }),
    ),
  show: (response, money) => [
    ...headline(response, ''),
    ...fields([
      [
        'billed',
        response.billedUnits === '0' ? undefined : unitsText(response.billedUnits, response.terms?.unit ?? ''),
      ],
      [response.decision === 'DECISION_DENY' ? 'price' : 'charged', money(response.billingAmountMilliCents)],
      ['from', partsText(response.parts, money)],
      ['balance', money(response.balanceMilliCents)],
      ...moneyRows(response, money),
    ]),
  ],
});
