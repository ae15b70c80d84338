/** What authorize, quote and charge say about the traffic. */
import type { Arguments } from './arguments.ts';
import { given, option } from './command.ts';

/** What the account is to the verbs of traffic. */
export const TRAFFIC_ACCOUNT = "whose traffic it is; its `funded_by` and the catalog's `payers` decide who pays";

const DIRECTIONS = { outbound: 'DIRECTION_OUTBOUND', inbound: 'DIRECTION_INBOUND' } as const;

export const DIRECTION_OPTION = option('DIRECTION', 'outbound or inbound, seen from the account', 'outbound');

export const TRAFFIC_OPTIONS = {
  to: option('NUMBER', 'the called or receiving number, as dialled or E.164'),
  from: option('NUMBER', 'the calling or sending number'),
  direction: DIRECTION_OPTION,
  subject: option('ID', 'the user, agent or line inside the account'),
  text: option('TEXT', 'the message, to count its segments; for message services'),
  segments: option('COUNT', 'number of message segments, 1 to 255, instead of --text'),
  units: option('COUNT', 'quantity of an event service, 1 to 1,000,000', '1'),
} as const;

export function directionOf(args: Arguments<'direction'>): (typeof DIRECTIONS)[keyof typeof DIRECTIONS] {
  return DIRECTIONS[args.choice('direction', ['outbound', 'inbound']) ?? 'outbound'];
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
