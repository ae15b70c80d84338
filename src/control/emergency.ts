/** Emergency calls: always allowed, at once, with no account, no hold and no store (rule G-3). */
import { EMERGENCY } from '../domain/decision.ts';
import type { Direction } from '../domain/traffic.ts';
import type { Environment } from './environment.ts';
import type { AuthorizeResult } from './requests.ts';

/** Long enough for any emergency: nothing may cut one. */
export const EMERGENCY_GRANT_SECONDS = 86_400;

/** The answer to an emergency call, or undefined for any other. It comes before every validation and never throws. */
export function emergency(
  environment: Environment,
  request: { readonly accountId: string; readonly holdId: string; readonly to: string; readonly direction: Direction },
): AuthorizeResult | undefined {
  const snapshot = environment.catalog();
  if (request.direction !== 'outbound' || !snapshot.isEmergency(request.to)) return undefined;
  const decided = {
    verb: 'authorize',
    service: 'call',
    direction: 'outbound',
    numberClass: 'emergency',
    decision: 'allow',
    reason: EMERGENCY,
    shadowed: false,
    replayed: false,
    holdMilliCents: 0,
  } as const;
  environment.metrics.decision(decided);
  environment.logger.decision({
    ...decided,
    // The answer comes before the request is looked at, so there is nothing more to say about it.
    requestId: '',
    accountId: request.accountId,
    holdId: request.holdId,
    subjectId: '',
    limit: '',
    gatewayId: '',
    from: '',
    to: request.to,
    availableMilliCents: 0,
    grantedUnits: EMERGENCY_GRANT_SECONDS,
  });
  return {
    decision: 'allow',
    reason: EMERGENCY,
    message: '',
    shadowed: false,
    grantedUnits: EMERGENCY_GRANT_SECONDS,
    holdMilliCents: 0,
    availableMilliCents: 0,
    shortfallMilliCents: 0,
    terms: undefined,
    numberClass: 'emergency',
    limit: '',
    sipStatus: 0,
    q850Cause: 0,
    fallbackChannel: '',
    accountStatus: undefined,
    segments: 0,
    encoding: '',
    holdId: request.holdId,
    settleToken: environment.tokens.signExempt('emergency', request, Date.now()),
    replayed: false,
  };
}
