import { given, option } from './command.ts';
import { defineQuestion } from './remote.ts';
import { settleText } from './settle-text.ts';

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
