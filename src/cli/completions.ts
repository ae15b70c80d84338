import type { SettleResponse__Output } from '../gen/tollgate/v1/SettleResponse.ts';
import { given, option, UsageError } from './command.ts';
import { defineQuestion, type MoneyWriter } from './connection.ts';
import { fields, headline, partsText, wordOf } from './text.ts';

export const settle = defineQuestion({
  path: 'settle',
  summary: 'charge what was used and give the rest of the hold back',
  positionals: { ACCOUNT: { meaning: 'as authorized' }, HOLD: { meaning: 'as authorized' } },
  options: {
    'connected-seconds': option('SECONDS', 'connected time, a fraction rounded up; 0 is a release; required for calls'),
    'duration-seconds': option('SECONDS', 'total time with ringing, for the record'),
    units: option('COUNT', 'units used, for holds that are not counted in seconds', 'the authorized quantity'),
    cause: option('CAUSE', 'why the call ended (Q.850), 0 to 127, for the record'),
    'settle-token': option('TOKEN', 'from authorize; charges a call whose hold the store lost'),
  },
  examples: ['tollgate settle demo call-1 --connected-seconds 65'],
  response: 'SettleResponse',
  ask: (client, args) =>
    client.settle({
      accountId: args.required('ACCOUNT'),
      holdId: args.required('HOLD'),
      ...given({
        connectedSeconds: args.integer('connected-seconds'),
        durationSeconds: args.integer('duration-seconds'),
        units: args.integer('units'),
        q850Cause: args.integer('cause'),
        settleToken: args.text('settle-token'),
      }),
    }),
  show: (response, money, args) => settleText(response, args.required('HOLD'), money),
});

export const release = defineQuestion({
  path: 'release',
  summary: 'give a whole hold back: the call was not answered',
  positionals: { ACCOUNT: { meaning: 'as authorized' }, HOLD: { meaning: 'as authorized' } },
  options: {
    cause: option('CAUSE', 'why the call ended (Q.850), 0 to 127, for the record'),
    'settle-token': option('TOKEN', 'from authorize; needed for emergency calls only'),
  },
  examples: ['tollgate release demo call-1'],
  response: 'SettleResponse',
  ask: (client, args) =>
    client.release({
      accountId: args.required('ACCOUNT'),
      holdId: args.required('HOLD'),
      ...given({ q850Cause: args.integer('cause'), settleToken: args.text('settle-token') }),
    }),
  show: (response, money, args) => settleText(response, args.required('HOLD'), money),
});

export const answer = defineQuestion({
  path: 'answer',
  summary: 'mark the start of billable time',
  positionals: { ACCOUNT: { meaning: 'as authorized' }, HOLD: { meaning: 'as authorized' } },
  options: { 'settle-token': option('TOKEN', 'from authorize; needed for emergency calls only') },
  examples: ['tollgate answer demo call-1'],
  response: 'AnswerResponse',
  ask: (client, args) =>
    client.answer({
      accountId: args.required('ACCOUNT'),
      holdId: args.required('HOLD'),
      ...given({ settleToken: args.text('settle-token') }),
    }),
  show: (response, money, args) => [
    `${wordOf(response.reservationStatus, 'RESERVATION_STATUS_')} ${args.required('HOLD')}${response.replayed ? ' (answered before)' : ''}`,
    ...fields([
      ['granted', `${response.grantedSeconds} s`],
      ['hold', money(response.holdMilliCents)],
    ]),
  ],
});

export const extend = defineQuestion({
  path: 'extend',
  summary: 'report the connected time so far, and ask for more',
  positionals: { ACCOUNT: { meaning: 'as authorized' }, HOLD: { meaning: 'as authorized' } },
  options: {
    'connected-seconds': option('SECONDS', 'connected time so far, a fraction rounded up; required'),
    sequence: option('NUMBER', '1 for the first extend of a hold, then rising; the same number replays; required'),
    'settle-token': option('TOKEN', 'from authorize; needed for emergency calls only'),
  },
  examples: ['tollgate extend demo call-1 --connected-seconds 60 --sequence 1'],
  response: 'ExtendResponse',
  ask(client, args) {
    const [connectedSeconds, sequence] = [args.integer('connected-seconds'), args.integer('sequence')];
    if (connectedSeconds === undefined) throw new UsageError('--connected-seconds is required');
    if (sequence === undefined) throw new UsageError('--sequence is required');
    return client.extend({
      accountId: args.required('ACCOUNT'),
      holdId: args.required('HOLD'),
      connectedSeconds,
      sequence,
      ...given({ settleToken: args.text('settle-token') }),
    });
  },
  show: (response, money, args) => [
    ...headline(response, args.required('HOLD')),
    ...fields([
      ['granted', `${response.grantedSeconds} s in all`],
      ['hold', money(response.holdMilliCents)],
      ['available', money(response.availableMilliCents)],
      ['missing', response.shortfallMilliCents === '0' ? undefined : money(response.shortfallMilliCents)],
    ]),
  ],
});

/** The call record in lines for a person. */
export function settleText(response: SettleResponse__Output, holdId: string, money: MoneyWriter): string[] {
  const notes = [
    ...(response.replayed ? ['the result of an earlier identical request'] : []),
    ...(response.corrected ? ['corrects an earlier end'] : []),
    ...(response.clamped ? ['cut to the time that can have passed'] : []),
    ...(response.estimated ? ['estimated by the sweeper'] : []),
  ];
  const status = wordOf(response.reservationStatus, 'RESERVATION_STATUS_');
  const writtenOff = response.writeOffMilliCents;
  return [
    `${status} ${holdId}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`,
    ...fields([
      ['billed', `${response.billedDurationSeconds} ${response.unit || 'second'}s`],
      ['charged', money(response.billingAmountMilliCents)],
      ['from', partsText(response.parts, money)],
      ['written off', writtenOff === '0' ? undefined : money(writtenOff)],
      ['released', money(response.releasedMilliCents)],
      ['balance', money(response.balanceMilliCents)],
      ['available', money(response.availableMilliCents)],
    ]),
  ];
}
