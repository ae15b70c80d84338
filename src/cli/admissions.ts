import { Direction } from '../gen/tollgate/v1/Direction.ts';
import { type Arguments, given, option } from './command.ts';
import { defineQuestion, KEY_OPTION, type MoneyWriter, withKey } from './connection.ts';
import {
  fields,
  grantRows,
  grantText,
  headline,
  moneyRows,
  partsText,
  type Priced,
  type Row,
  unitsText,
  unpricedUnit,
} from './text.ts';

/* What authorize, quote and charge say about the traffic. */

/** What the account is to the verbs of traffic. */
export const TRAFFIC_ACCOUNT = "whose traffic it is; its `funded_by` and the catalog's `payers` decide who pays";

export const DIRECTION_OPTION = option('DIRECTION', 'outbound or inbound, seen from the account', 'outbound');

export const GATEWAY_OPTION = option(
  'ID',
  'which gateway asks; a token that is bound to a gateway has that one',
  'that of the token',
);

export const TRAFFIC_OPTIONS = {
  to: option('NUMBER', 'the called or receiving number, as dialled or E.164'),
  from: option('NUMBER', 'the calling or sending number'),
  direction: DIRECTION_OPTION,
  subject: option('ID', 'the user, agent or line inside the account'),
  text: option('TEXT', 'the message, to count its segments; for message services'),
  segments: option('COUNT', 'number of message segments, 1 to 255, instead of --text'),
  units: option('COUNT', 'quantity of an event service, 1 to 1,000,000', '1'),
} as const;

export function directionOf(args: Arguments<'direction'>): Direction {
  return args.oneOf('direction', Direction) ?? Direction.DIRECTION_OUTBOUND;
}

/** The fields that the three requests share. */
export function trafficFields(args: Arguments<keyof typeof TRAFFIC_OPTIONS>) {
  return given({
    direction: directionOf(args),
    to: args.text('to'),
    from: args.text('from'),
    subjectId: args.text('subject'),
    text: args.text('text'),
    segments: args.integer('segments'),
    units: args.integer('units'),
  });
}

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
    gateway: GATEWAY_OPTION,
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
      ['granted', grantText(response.grantedSeconds, null) ?? grantText(response.grantedUnits, response.terms, 'unit')],
      ...grantRows(response),
      ...amounts(response, money, [
        [response.decision === 'DECISION_DENY' ? 'hold needed' : 'hold', money(response.holdMilliCents)],
      ]),
      ['number class', response.numberClass],
      ['SIP status', response.sipStatus === 0 ? undefined : String(response.sipStatus)],
      ['Q.850 cause', response.q850Cause === 0 ? undefined : String(response.q850Cause)],
      // Of a call without a hold nothing is stored: the token alone ends it.
      ['settle token', isUnreserved(response) ? response.settleToken : undefined],
    ]),
  ],
});

/** Those of the verb, and those of every decision. An emergency call is free whatever anybody has: there are none. */
function amounts(response: Priced & { readonly reason: string }, money: MoneyWriter, ofVerb: readonly Row[]): Row[] {
  return response.reason === 'EMERGENCY' ? [] : [...ofVerb, ...moneyRows(response, money)];
}

/** An emergency call, one that was let through while the store was away, or one that is only counted in shadow. */
function isUnreserved({ reason, shadowed }: { readonly reason: string; readonly shadowed: boolean }): boolean {
  return reason === 'EMERGENCY' || reason === 'STORE_DOWN' || shadowed;
}

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
    gateway: GATEWAY_OPTION,
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
      ...amounts(response, money, [
        [response.decision === 'DECISION_DENY' ? 'price' : 'charged', money(response.billingAmountMilliCents)],
        ['from', partsText(response.parts, money)],
        ['balance', money(response.balanceMilliCents)],
      ]),
    ]),
  ],
});

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
  show: (response, money, args) => [
    ...headline(response, ''),
    ...fields([
      ['would grant', grantText(response.grantedUnits, response.terms, unpricedUnit(args.text('service')))],
      ...amounts(response, money, [['would hold', money(response.holdMilliCents)]]),
      ['from', partsText(response.parts, money)],
      ['encoding', response.encoding],
      ['number class', response.numberClass],
    ]),
  ],
});
