/** Runs a script on the keys of one hold, wherever they are. */
import { Fault } from '../domain/fault.ts';
import type { ReplyReader } from './codec.ts';
import type { HoldRef } from './port.ts';
import type { RunOptions, ScriptRunner } from './script-runner.ts';
import type { ScriptName } from './scripts.ts';

/** Where a hold's keys are: REKEY may name another root or payer than the request did. */
interface Place {
  readonly root: string;
  readonly payer: string;
}

/** Runs a script on a hold's keys, and once more with the right ones when it answers REKEY. */
export async function runOnHold(
  runner: ScriptRunner,
  name: ScriptName,
  ref: HoldRef,
  argumentsAt: (place: Place) => (string | number)[],
  options: RunOptions,
  payer = ref.accountId,
): Promise<ReplyReader> {
  let place: Place = { root: ref.rootAccountId, payer };
  for (let attempt = 0; attempt < 3; attempt++) {
    const keys = runner.options.keys.of(place.root);
    const hold = keys.hold(ref.accountId, ref.holdId);
    const accounts = [keys.account(place.payer), keys.accountOpen(place.payer), keys.counters(place.payer)];
    const reply = await runner.run(
      name,
      [keys.meta, keys.open, keys.journal, hold, ...accounts],
      argumentsAt(place),
      options,
    );
    if (reply.status === 'MISSING') {
      reply.number();
      const what = reply.text();
      if (what === 'account')
        throw new Fault('not_found', 'ACCOUNT_UNKNOWN', 'there is no such account', { field: 'account_id' });
      throw new Fault(
        'not_found',
        'HOLD_UNKNOWN',
        'there is no such hold, or it ended longer ago than holds are remembered',
        { field: 'hold_id' },
      );
    }
    if (reply.status !== 'REKEY') return reply;
    reply.number();
    place =
      reply.text() === 'root' ? { root: reply.text(), payer: place.payer } : { root: place.root, payer: reply.text() };
  }
  throw new Fault('internal', 'REKEY_LOOP', `the ledger sent ${name} from key to key without end`);
}
