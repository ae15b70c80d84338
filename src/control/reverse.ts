/** Reverse: give a charge back to the sources that it was taken from, whole or in part. */
import { fingerprint } from '../domain/traffic.ts';
import type { ReversalShare, ReversalTarget } from '../ledger/port.ts';
import type { Environment } from './environment.ts';
import { reportOutcome } from './outcomes.ts';
import type { RequestContext, ReverseRequest, ReverseResult } from './requests.ts';

export async function reverse(
  environment: Environment,
  request: ReverseRequest,
  context: RequestContext,
): Promise<ReverseResult> {
  const { accountId, target, share, idempotencyKey, note } = request;
  const { rootAccountId, ownerIds } = environment.profiles.refOf(accountId, '');
  const reply = await environment.ledger.reverse({
    rootAccountId,
    accountId,
    ...(ownerIds !== undefined && { ownerIds }),
    target,
    share,
    idempotencyKey,
    fingerprint: fingerprintOf(target, share),
    note,
    nonce: context.requestId,
  });
  reportOutcome(environment, { kind: 'reversed', request, reply });
  const { service: _service, postedMilliCents: _posted, nowMs: _now, ...result } = reply;
  return result;
}

/** Every field but the note. */
function fingerprintOf(target: ReversalTarget, share: ReversalShare): string {
  const whose = target.kind === 'hold' ? target.holdId : target.chargeKey;
  const quantity = share === undefined ? '' : share.kind === 'money' ? share.milliCents : share.units;
  return fingerprint(JSON.stringify(['reverse', target.kind, whose, share?.kind ?? 'all', quantity]));
}
