/** Extend: a heartbeat with the connected time so far and, where the hold reserves in steps, more time. */
import type { HoldRecord } from '../ledger/port.ts';
import { denialMessage, shortfallMilliCents } from '../domain/message.ts';
import { EMERGENCY_GRANT_SECONDS } from './emergency.ts';
import { notAfterMs, type Environment } from './environment.ts';
import { hasOtherCredit } from './present.ts';
import type { ExtendRequest, ExtendResult, RequestContext } from './requests.ts';

export async function extend(
  environment: Environment,
  request: ExtendRequest,
  context: RequestContext,
): Promise<ExtendResult> {
  if (environment.tokens.isExempt(request.settleToken, request)) return EXEMPT;
  const ref = environment.profiles.refOf(request.accountId, request.holdId);
  const reply = await environment.ledger.extend({
    ...ref,
    connectedSeconds: request.connectedSeconds,
    sequence: request.sequence,
    notAfterMs: notAfterMs(environment, context),
  });
  const granted = {
    grantedSeconds: reply.grantedUnits,
    holdMilliCents: reply.holdMilliCents,
    availableMilliCents: reply.availableMilliCents,
    replayed: reply.replayed,
  };
  if (reply.reason === undefined)
    return { decision: 'allow', reason: '', message: '', shortfallMilliCents: 0, ...granted };

  const money = {
    reason: reply.reason,
    availableMilliCents: reply.availableMilliCents,
    neededMilliCents: reply.neededMilliCents,
  };
  const hold = await environment.ledger.hold(ref);
  reportDenial(environment, hold, reply.reason, reply.neededMilliCents);
  const snapshot = environment.catalog();
  const service = hold === undefined ? undefined : snapshot.services.get(hold.facts.service);
  const profile = await environment.profiles.get(hold?.payerAccountId ?? request.accountId);
  const message = denialMessage({
    ...money,
    label: service?.label ?? 'Calls',
    noun: `further step of the ${service?.noun ?? 'call'}`,
    answered: false,
    hasOtherCredit: hasOtherCredit(profile, reply),
    minimumTopUpMilliCents: snapshot.plans.get(profile?.plan ?? '')?.minimumTopUpMilliCents ?? 0,
    isParent: profile?.state === 'active',
    currency: snapshot.currency,
    detail: '',
  });
  return {
    decision: 'deny',
    reason: reply.reason,
    message,
    shortfallMilliCents: shortfallMilliCents(money),
    ...granted,
  };
}

const EXEMPT: ExtendResult = {
  decision: 'allow',
  reason: '',
  message: '',
  grantedSeconds: EMERGENCY_GRANT_SECONDS,
  holdMilliCents: 0,
  availableMilliCents: 0,
  shortfallMilliCents: 0,
  replayed: false,
};

/** A denied extension is a call that will be cut: it counts like a denial. Allowed ones are heartbeats and do not. */
function reportDenial(
  environment: Environment,
  hold: HoldRecord | undefined,
  reason: string,
  neededMilliCents: number,
): void {
  environment.metrics.decision({
    verb: 'extend',
    service: hold?.facts.service ?? 'call',
    direction: hold?.facts.direction ?? 'outbound',
    numberClass: hold?.facts.numberClass ?? '',
    decision: 'deny',
    reason,
    shadowed: false,
    replayed: false,
    holdMilliCents: neededMilliCents,
  });
}
