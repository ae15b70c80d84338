import { given, option } from './command.ts';
import { defineQuestion } from './remote.ts';
import { settleText } from './settle-text.ts';

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
