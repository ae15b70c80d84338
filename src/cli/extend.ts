import { given, option } from './command.ts';
import { headline } from './decision-text.ts';
import { fields } from './layout.ts';
import { defineQuestion } from './remote.ts';
import { UsageError } from './usage-error.ts';

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
