/** Runs a script on the keys of one hold, wherever they are. */
import { Fault } from '../../domain/fault.ts';
import { accountUnknown, holdUnknown } from '../faults.ts';
import type { HoldRef } from '../port.ts';
import { adopting } from './adopt.ts';
import type { PartitionKeys } from './keys.ts';
import type { ReplyReader } from './replies.ts';
import { REKEY, type RunOptions, type ScriptRunner, WHAT } from './runner.ts';
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
  ref: HoldRef & { readonly partition?: number },
  argumentsAt: (place: Place) => (string | number)[],
  options: RunOptions,
  keysAt = keysOf,
): Promise<ReplyReader> {
  let place: Place = { root: ref.rootAccountId, ownerIds: ref.ownerIds ?? [ref.accountId] };
  for (let attempt = 0; attempt < 3; attempt++) {
    const { keys: all } = runner.options;
    const keys = ref.partition === undefined ? all.of(place.root) : all.at(ref.partition);
    const at = place;
    const reply = await adopting(runner, keys, ref, () =>
      runner.run(name, keysAt(name, keys, ref, at), argumentsAt(at), options),
    );
    if (reply.status === 'MISSING') {
      if (reply.read(WHAT).what === 'account') throw accountUnknown();
      throw holdUnknown();
    }
    if (reply.status !== 'REKEY') return reply;
    const { which, where } = reply.read(REKEY);
    // A stub whose account was never created leads back to where it stands.
    if (which === 'root' && where === place.root) throw accountUnknown();
    place = which === 'root' ? { ...place, root: where } : { ...place, ownerIds: where.split(' ') };
  }
  throw new Fault('REKEY_LOOP', `the ledger sent ${name} from key to key without end`);
}

/** An Extend or interim settle moves nothing in the index by gateway; what opens again or ends a hold does. */
function keysOf(name: ScriptName, keys: PartitionKeys, ref: HoldRef, { ownerIds }: Place): readonly string[] {
  const hold = keys.hold(ref.accountId, ref.holdId);
  if (name === 'extend' || name === 'interim')
    return [keys.meta, keys.open, keys.journal, hold, ...ownerKeys(keys, ownerIds)];
  return [keys.meta, keys.open, keys.journal, hold, keys.gateways, ...ownerKeys(keys, ownerIds)];
}

/** One account is the rule. */
export function ownerKeys(keys: PartitionKeys, ownerIds: readonly string[]): readonly string[] {
  const [only] = ownerIds;
  return ownerIds.length === 1 && only !== undefined ? keys.owner(only) : ownerIds.flatMap((id) => keys.owner(id));
}
