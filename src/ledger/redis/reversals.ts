/** The script that gives charges back. */
import { Fault } from '../../domain/fault.ts';
import { beyondCharge, chargeUnknown, holdOpen, usedOtherwise, withinIncrement } from '../faults.ts';
import type { ReverseOperation, ReverseReply } from '../port.ts';
import { readParts } from '../rules/lots.ts';
import type { PartitionKeys } from './keys.ts';
import { flag, FUNDS, integer, replyShape, text } from './replies.ts';
import { ownerKeys, ownersWord, runOnHold } from './on-hold.ts';
import type { ScriptRunner } from './runner.ts';

const REVERSED = replyShape({
  nowMs: integer,
  replayed: flag,
  reversedMilliCents: integer,
  reversedUnits: integer,
  lapsedMilliCents: integer,
  leftMilliCents: integer,
  leftUnits: integer,
  ...FUNDS,
  service: (word) => (word === '-' ? '' : word),
  unit: text,
  parts: text,
});

const BEYOND = replyShape({ nowMs: integer, milliCents: integer, units: integer, unit: text });

export async function reverse(runner: ScriptRunner, operation: ReverseOperation): Promise<ReverseReply> {
  const { target, share, idempotencyKey } = operation;
  const reference = target.kind === 'hold' ? target.holdId : target.chargeKey;
  const quantity = share === undefined ? 0 : share.kind === 'money' ? share.milliCents : share.units;
  const reply = await runOnHold(
    runner,
    'reverse',
    { ...operation, holdId: target.kind === 'hold' ? target.holdId : '' },
    (place) => [
      runner.clockArgument(),
      operation.accountId,
      ownersWord(place),
      target.kind,
      reference,
      share?.kind ?? 'all',
      quantity,
      idempotencyKey,
      operation.fingerprint,
      runner.options.onceMs,
      operation.note,
      operation.nonce ?? '',
    ],
    {},
    (_name, keys, { accountId }, place) => [
      keys.meta,
      keys.journal,
      keyOf(keys, operation),
      ...keys.once(accountId, idempotencyKey),
      ...ownerKeys(keys, place.ownerIds),
    ],
  );
  switch (reply.status) {
    case 'REVERSED': {
      const { parts, ...done } = reply.read(REVERSED);
      return { ...done, parts: readParts(parts, done.reversedMilliCents) };
    }
    case 'CONFLICT':
      throw usedOtherwise('idempotency_key');
    case 'OPEN':
      throw holdOpen();
    case 'UNKNOWN':
      throw chargeUnknown();
    case 'BEYOND':
      throw beyondCharge(share, reply.read(BEYOND));
    case 'WITHIN':
      throw withinIncrement();
    default:
      throw new Fault('BAD_SCRIPT_REPLY', `unexpected reply ${reply.status}`);
  }
}

/** Where what was charged is remembered: the hold, or what the key of the charge was used for. */
function keyOf(keys: PartitionKeys, { accountId, target }: ReverseOperation): string {
  return target.kind === 'hold' ? keys.hold(accountId, target.holdId) : keys.once(accountId, target.chargeKey)[0];
}
