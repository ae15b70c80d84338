/** The script that charges a hold while it goes on. */
import type { InterimOperation, SettleReply } from '../port.ts';
import { ended, sequenceFault } from './completions.ts';
import { ownersWord, runOnHold } from './on-hold.ts';
import type { ScriptRunner } from './runner.ts';

export async function settleInterim(runner: ScriptRunner, operation: InterimOperation): Promise<SettleReply> {
  const reply = await runOnHold(
    runner,
    'interim',
    operation,
    (place) => [
      runner.clockArgument(),
      operation.accountId,
      operation.holdId,
      ownersWord(place),
      operation.connectedSeconds ?? '',
      operation.units ?? '',
      operation.sequence,
      operation.durationSeconds,
      operation.inconsistent === true ? '1' : '',
      operation.nonce ?? '',
    ],
    {},
  );
  if (reply.status === 'DONE' || reply.status === 'FIELD') return ended(reply, operation.durationSeconds);
  throw sequenceFault(reply);
}
