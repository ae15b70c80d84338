/** `answer|extend|settle|release`: what becomes of a hold. */
import type { ReleaseResponse__Output } from '../gen/tollgate/v1/ReleaseResponse.ts';
import { ReservationStatus } from '../gen/tollgate/v1/ReservationStatus.ts';
import type { SettleResponse__Output } from '../gen/tollgate/v1/SettleResponse.ts';
import { type Arguments, flag, given, option, UsageError } from './command.ts';
import { defineQuestion, type MoneyWriter } from './connection.ts';
import { enumPrefix, fields, grantRows, grantText, headline, ifNotZero, partsText, unitsText, wordOf } from './text.ts';

const LEFT_OUT = 'as authorized; may be left out with --settle-token, which names it';

/** Which hold. */
const PLACE = {
  ACCOUNT: { meaning: LEFT_OUT, optional: true },
  HOLD: { meaning: LEFT_OUT, optional: true },
} as const;

function tokenOption(use: string) {
  return {
    'settle-token': option(
      'TOKEN',
      `from authorize --json; names the hold by itself, so that ACCOUNT and HOLD may be left out; ${use}`,
    ),
  };
}

const FOR_EMERGENCIES = tokenOption('calls without a hold, such as emergency calls, need it');
const CAUSE_OPTION = option('CAUSE', 'why the call ended (Q.850), 0 to 127, for the record');
const UNITS_MEANING = 'for holds that are not counted in seconds';

/** The call goes on. Its end has no number. */
function interimOf(args: Arguments<'interim' | 'sequence'>): { interim?: true; sequence?: number } {
  const sequence = args.integer('sequence');
  if (!args.flag('interim')) {
    if (sequence !== undefined) throw new UsageError('--sequence goes with --interim');
    return {};
  }
  if (sequence === undefined) throw new UsageError('--interim needs a --sequence');
  return { interim: true, sequence };
}

/** The hold, by its ids, by its token, or by both. */
function placeOf(args: Arguments<'ACCOUNT' | 'HOLD' | 'settle-token'>) {
  const settleToken = args.text('settle-token');
  const [accountId, holdId] = [args.text('ACCOUNT'), args.text('HOLD')];
  if (settleToken === undefined && holdId === undefined) {
    throw new UsageError(`${accountId === undefined ? 'ACCOUNT' : 'HOLD'} is missing: ${LEFT_OUT}`);
  }
  return given({ accountId, holdId, settleToken });
}

/** The server decides what a fraction of a second of it counts. */
function connectedTime(milliseconds: number | undefined) {
  if (milliseconds === undefined) return {};
  return milliseconds % 1000 === 0
    ? { connectedSeconds: milliseconds / 1000 }
    : { connectedMilliseconds: milliseconds };
}

/**
 * Whether nothing was reserved when the token was signed: an emergency call, or traffic that was only counted in
 * shadow. Such an answer knows of no money and has 0 everywhere, unless there was a hold after all.
 */
function isUnreserved(args: Arguments<'settle-token'>): boolean {
  return /^[es]\./.test(args.text('settle-token') ?? '');
}

/** Rows of amounts. Without a hold a 0 is no amount. */
function amounts(
  money: MoneyWriter,
  unreserved: boolean,
  rows: readonly (readonly [label: string, milliCents: string])[],
): (readonly [string, string])[] {
  const isKnown = !unreserved || rows.some(([, milliCents]) => milliCents !== '0');
  return isKnown ? rows.map(([label, milliCents]) => [label, money(milliCents)]) : [];
}

function inSeconds(milliseconds: number | undefined, whole: (seconds: number) => number): number | undefined {
  return milliseconds === undefined ? undefined : whole(milliseconds / 1000);
}

export const settle = defineQuestion({
  path: 'settle',
  summary: 'charge what was used and give the rest of the hold back',
  positionals: PLACE,
  options: {
    'connected-seconds': option(
      'SECONDS',
      'connected time, such as 65 or 65.4; the catalog says what a fraction counts; 0 is a release; required for calls',
    ),
    'ended-ago': option(
      'SECONDS',
      'how long ago the call ended, for a settle that comes late: time after that is not billed',
      'it ended just now',
    ),
    'duration-seconds': option('SECONDS', 'total time with ringing; connected time above it is flagged'),
    units: option('COUNT', `units used, ${UNITS_MEANING}; 0 is a release`, 'the authorized quantity'),
    cause: CAUSE_OPTION,
    interim: flag('the call goes on: charge what was used so far, keep the rest reserved'),
    sequence: option('NUMBER', 'with --interim: 1 for the first of a hold, then rising; the same number replays'),
    ...tokenOption('charges also a call whose hold the store lost'),
  },
  examples: [
    'tollgate settle demo call-1 --connected-seconds 65.4',
    'tollgate settle demo call-1 --connected-seconds 65 --ended-ago 3600',
    'tollgate settle demo call-1 --connected-seconds 600 --interim --sequence 1',
    'tollgate settle --settle-token TOKEN --connected-seconds 65',
  ],
  response: 'SettleResponse',
  ask: (client, args) =>
    client.settle({
      ...placeOf(args),
      ...connectedTime(args.milliseconds('connected-seconds')),
      ...given({
        endedSecondsAgo: inSeconds(args.milliseconds('ended-ago'), Math.floor),
        durationSeconds: inSeconds(args.milliseconds('duration-seconds'), Math.ceil),
        units: args.integer('units'),
        q850Cause: args.integer('cause'),
        ...interimOf(args),
      }),
    }),
  show: (response, money, args) => settleText(response, args.text('HOLD'), money, isUnreserved(args)),
});

export const release = defineQuestion({
  path: 'release',
  summary: 'give a whole hold back: the call was not answered',
  positionals: PLACE,
  options: { cause: CAUSE_OPTION, ...FOR_EMERGENCIES },
  examples: ['tollgate release demo call-1', 'tollgate release --settle-token TOKEN'],
  response: 'ReleaseResponse',
  ask: (client, args) => client.release({ ...placeOf(args), ...given({ q850Cause: args.integer('cause') }) }),
  show: (response, money, args) => settleText(response, args.text('HOLD'), money, isUnreserved(args)),
});

export const answer = defineQuestion({
  path: 'answer',
  summary: 'mark the start of billable time',
  positionals: PLACE,
  options: FOR_EMERGENCIES,
  examples: ['tollgate answer demo call-1', 'tollgate answer --settle-token TOKEN'],
  response: 'AnswerResponse',
  ask: (client, args) => client.answer(placeOf(args)),
  show: (response, money, args) => [
    titled(response.reservationStatus, args.text('HOLD'), [
      ...(response.queued ? ['queued: the store will hear of it when it is back'] : []),
      ...(response.replayed ? ['answered before'] : []),
    ]),
    ...fields([
      ['granted', grantText(response.grantedSeconds, null)],
      ...amounts(money, isUnreserved(args), [['hold', response.holdMilliCents]]),
    ]),
  ],
});

export const extend = defineQuestion({
  path: 'extend',
  summary: 'report what was used so far, and ask for more',
  positionals: PLACE,
  options: {
    'connected-seconds': option(
      'SECONDS',
      'connected time so far, such as 60 or 60.5; the catalog says what a fraction counts; required for calls',
    ),
    units: option('COUNT', `units used so far, ${UNITS_MEANING}; required for those`),
    sequence: option('NUMBER', '1 for the first extend of a hold, then rising; the same number replays; required'),
    ...FOR_EMERGENCIES,
  },
  examples: [
    'tollgate extend demo call-1 --connected-seconds 60 --sequence 1',
    'tollgate extend --settle-token TOKEN --units 20 --sequence 2',
  ],
  response: 'ExtendResponse',
  ask(client, args) {
    const [time, units, sequence] = [
      args.milliseconds('connected-seconds'),
      args.integer('units'),
      args.integer('sequence'),
    ];
    if (time === undefined && units === undefined) {
      throw new UsageError('--connected-seconds is required, or --units where seconds are not counted');
    }
    if (sequence === undefined) throw new UsageError('--sequence is required');
    return client.extend({ ...placeOf(args), ...connectedTime(time), ...given({ units }), sequence });
  },
  show: (response, money, args) => [
    ...headline(response, args.text('HOLD') ?? ''),
    ...fields([
      ['reported', response.clamped ? 'more than can have passed, and proves no more than that' : undefined],
      [
        'queued',
        response.queued ? 'the store will hear of it when it is back; until then nothing is added' : undefined,
      ],
      ['granted', grantedInAll(response)],
      ...grantRows(response),
      ...amounts(money, isUnreserved(args), [
        ['hold', response.holdMilliCents],
        ['available', response.availableMilliCents],
      ]),
      ['missing', ifNotZero(response.shortfallMilliCents, money)],
    ]),
  ],
});

function grantedInAll({ grantedSeconds, grantedUnits }: { grantedSeconds: string; grantedUnits: string }): string {
  return grantedUnits === '0' ? `${grantedSeconds} s in all` : `${unitsText(grantedUnits, 'unit')} in all`;
}

/** `SETTLED call-1 (corrects an earlier end)`. */
function titled(status: ReservationStatus & string, holdId: string | undefined, notes: readonly string[]): string {
  const word = wordOf(status, enumPrefix(ReservationStatus));
  return [
    word,
    ...(holdId === undefined ? [] : [holdId]),
    ...(notes.length === 0 ? [] : [`(${notes.join('; ')})`]),
  ].join(' ');
}

/** The call record in lines for a person. */
export function settleText(
  response: SettleResponse__Output | ReleaseResponse__Output,
  holdId: string | undefined,
  money: MoneyWriter,
  unreserved = false,
): string[] {
  const notes = [
    ...(response.queued ? ['queued: it will be charged when the store is back'] : []),
    ...(response.replayed ? ['the result of an earlier identical request'] : []),
    ...(response.corrected ? ['corrects an earlier end'] : []),
    ...(response.clamped ? ['cut to what can have been used'] : []),
    ...(response.inconsistent ? ['the report contradicted itself'] : []),
    ...(response.estimated ? ['estimated by the sweeper'] : []),
  ];
  return [
    titled(response.reservationStatus, holdId, notes),
    ...fields([
      ['billed', response.unit === '' ? undefined : unitsText(response.billedUnits, response.unit)],
      ...amounts(money, unreserved, [['charged', response.billingAmountMilliCents]]),
      ['from', partsText(response.parts, money)],
      ['written off', ifNotZero(response.writeOffMilliCents, money)],
      ['still held', 'holdMilliCents' in response ? ifNotZero(response.holdMilliCents, money) : undefined],
      ...amounts(money, unreserved, [
        ['released', response.releasedMilliCents],
        ['balance', response.balanceMilliCents],
        ['available', response.availableMilliCents],
      ]),
    ]),
  ];
}
