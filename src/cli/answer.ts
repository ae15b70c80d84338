import { given, option } from './command.ts';
import { fields, wordOf } from './layout.ts';
import { defineQuestion } from './remote.ts';

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
