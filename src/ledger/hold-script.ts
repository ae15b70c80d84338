/** Runs a script on the keys of one hold, wherever they are. */
import { Fault } from '../domain/fault.ts';
import { accountUnknown, holdUnknown } from './faults.ts';
import type { ReplyReader } from './codec.ts';
import type { PartitionKeys } from './keys.ts';
import type { HoldRef } from './port.ts';
import type { RunOptions, ScriptRunner } from './script-runner.ts';
import type { ScriptName } from './scripts.ts';

/** Where a hold's keys are: REKEY may name another root or other owners than the request did. */
interface Place {
  readonly root: string;
  /** The account and its parents. */
  readonly ownerIds: readonly string[];
}

/** The owners as one word of a script's arguments. */
export function ownersWord({ ownerIds }: Place): string {
  return ownerIds.join(' ');
}

/** Runs a script on a hold's keys, and once more with the right ones when it answers REKEY. */
export async function runOnHold(
  runner: ScriptRunner,
  name: ScriptName,
  ref: HoldRef,
  argumentsAt: (place: Place) => (string | number)[],
  options: RunOptions,
): Promise<ReplyReader> {
  let place: Place = { root: ref.rootAccountId, ownerIds: ref.ownerIds ?? [ref.accountId] };
  for (let attempt = 0; attempt < 3; attempt++) {
    const keys = runner.options.keys.of(place.root);
    const reply = await runner.run(
      name,
      [keys.meta, keys.open, keys.journal, keys.hold(ref.accountId, ref.holdId), ...ownerKeys(keys, place.ownerIds)],
      argumentsAt(place),
      options,
    );
    if (reply.status === 'MISSING') {
      reply.number();
      const what = reply.text();
      if (what === 'account') throw accountUnknown();
      throw holdUnknown();
    }
    if (reply.status !== 'REKEY') return reply;
    reply.number();
    const which = reply.text();
    const where = reply.text();
    // A stub whose account was never created leads back to where it stands.
    if (which === 'root' && where === place.root) throw accountUnknown();
    place = which === 'root' ? { ...place, root: where } : { ...place, ownerIds: where.split(' ') };
  }
  throw new Fault('internal', 'REKEY_LOOP', `the ledger sent ${name} from key to key without end`);
}

/** One account is the rule. */
function ownerKeys(keys: PartitionKeys, ownerIds: readonly string[]): readonly string[] {
  const [only] = ownerIds;
  return ownerIds.length === 1 && only !== undefined ? keys.owner(only) : ownerIds.flatMap((id) => keys.owner(id));
}
