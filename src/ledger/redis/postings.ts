/** The script that adds purchased credit and corrects it by hand. */
import { Fault } from '../../domain/fault.ts';
import { MAX_BALANCE } from '../../domain/money.ts';
import {
  accountClosed,
  accountUnknown,
  alreadyExpired,
  balanceLimit,
  lotLimit,
  packTooSmall,
  packUnknown,
  priceTooHigh,
  usedOtherwise,
} from '../faults.ts';
import type { PostOperation, PostReply } from '../port.ts';
import { coverageText } from '../rules/packs.ts';
import { grantWords, servicesWord } from './admissions.ts';
import { flag, FUNDS, integer, replyShape, text } from './replies.ts';
import type { ScriptRunner } from './runner.ts';

const POSTED = replyShape({ nowMs: integer, replayed: flag, ...FUNDS, packId: text });
const COUNT = replyShape({ nowMs: integer, count: integer });

export async function post(runner: ScriptRunner, operation: PostOperation): Promise<PostReply> {
  const keys = runner.options.keys.of(operation.rootAccountId);
  const reply = await runner.run(
    'post',
    [
      keys.meta,
      keys.journal,
      ...keys.once(operation.accountId, operation.idempotencyKey),
      ...keys.owner(operation.accountId),
    ],
    [
      runner.clockArgument(),
      operation.accountId,
      operation.kind,
      operation.amountMilliCents,
      operation.idempotencyKey,
      operation.fingerprint,
      runner.options.onceMs,
      MAX_BALANCE,
      operation.expiresAtMs,
      servicesWord(operation.services),
      operation.note,
      operation.refusal === undefined ? 0 : 1,
      operation.nonce ?? '',
      ...packWords(operation.pack),
      operation.purchase?.packageId ?? '',
      operation.purchase?.priceMilliCents ?? 0,
      ...grantWords(operation.grants, operation.planPeriod),
    ],
  );
  switch (reply.status) {
    case 'POSTED':
      return reply.read(POSTED);
    case 'CONFLICT':
      throw usedOtherwise('idempotency_key');
    case 'CLOSED':
      throw accountClosed();
    case 'LOTS':
      throw lotLimit(reply.read(COUNT).count);
    case 'REFUSED':
      throw operation.refusal ?? new Fault('BAD_SCRIPT_REPLY', 'unexpected reply REFUSED');
    case 'EXPIRED':
      throw alreadyExpired();
    case 'LIMIT':
      throw balanceLimit(operation.pack === undefined ? 'amount_milli_cents' : 'units');
    case 'POOR':
      throw priceTooHigh(reply.read(COUNT).count);
    case 'NO_PACK':
      throw packUnknown();
    case 'SMALL':
      throw packTooSmall(reply.read(COUNT).count);
    default:
      throw accountUnknown();
  }
}

/** Units, what they are for, and the pack that is corrected. */
function packWords(pack: PostOperation['pack']): (string | number)[] {
  if (pack === undefined) return [0, '', ''];
  return 'match' in pack ? [pack.units, coverageText(pack.match), ''] : [pack.units, '', pack.packId];
}
