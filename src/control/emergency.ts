/**
 * Emergency traffic: always allowed, at once, with no account, no hold, no money and no store (rule G-3). Every verb that
 * admits asks here, so that it is decided, counted, logged and signed in one place.
 */
import type { Service } from '../catalog/snapshot.ts';
import { EMERGENCY, EMERGENCY_GRANT_SECONDS } from '../domain/decision.ts';
import type { Direction } from '../domain/traffic.ts';
import { reportDecision } from './admit.ts';
import type { Environment } from './environment.ts';
import type { Party } from './party.ts';
import type { AuthorizeResult, EmergencyRequest, RequestContext, TrafficRequest } from './requests.ts';

/** Whether the number is an emergency number, seen from the countries of the catalog. Counts nothing, never throws. */
export function isEmergency(environment: Environment, to: string, direction: Direction, country?: string): boolean {
  return direction === 'outbound' && environment.emergencyList().isEmergency(to, country);
}

/**
 * The answer to emergency traffic, or undefined for any other. It comes before every validation and never throws. A quote
 * is answered too, but is no decision: nothing is counted, logged or signed.
 *
 * @param country - where the subject is, once that is known (ISO 3166).
 */
export function emergency(
  environment: Environment,
  request: EmergencyRequest,
  context: RequestContext,
  country?: string,
): AuthorizeResult | undefined {
  if (!isEmergency(environment, request.to, request.direction, country)) return undefined;
  const { verb, holdId } = request;
  const granted = grantFor(environment, request);
  const result: AuthorizeResult = {
    decision: 'allow',
    reason: EMERGENCY,
    message: '',
    shadowed: false,
    grantedUnits: granted.units,
    unit: granted.unit,
    final: true,
    validitySeconds: 0,
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
    segments: granted.segments,
    encoding: granted.encoding,
    holdId,
    settleToken: verb === 'authorize' ? environment.tokens.signExempt('emergency', request, Date.now()) : '',
    replayed: false,
  };
  if (verb !== 'quote') {
    reportDecision(environment, { verb, requestId: context.requestId, holdId, traffic: request, result });
  }
  return result;
}

/**
 * The same for a request that was validated, with what is known of the party by now: its subject may be in a country whose
 * emergency numbers are no others' (999 in GB). A forwarded leg goes out, whatever direction the gateway gives it.
 */
export function emergencyOf(
  environment: Environment,
  verb: EmergencyRequest['verb'],
  holdId: string,
  traffic: TrafficRequest,
  party: Party | undefined,
  context: RequestContext,
): AuthorizeResult | undefined {
  const country = party?.subject?.country;
  const direction = traffic.parentHoldId === '' ? traffic.direction : 'outbound';
  // Asked before the request is made, because nearly every call ends here.
  if (!isEmergency(environment, traffic.to, direction, country)) return undefined;
  return emergency(environment, { ...traffic, verb, holdId, direction }, context, country);
}

interface EmergencyGrant {
  readonly units: number;
  readonly unit: string;
  readonly segments: number;
  readonly encoding: string;
}

const A_DAY: EmergencyGrant = { units: EMERGENCY_GRANT_SECONDS, unit: 'second', segments: 0, encoding: '' };

/** A day for a call; whatever was asked for in services that are not counted in seconds (text-to-911, 47 CFR 9.10(q)). */
function grantFor(environment: Environment, request: EmergencyRequest): EmergencyGrant {
  const service = serviceOf(environment, request.service);
  if (service === undefined || service.unit === 'second') return A_DAY;
  const { unit } = service;
  const given = request.units ?? (request.segments > 0 ? request.segments : undefined);
  if (service.countSegments === undefined) return { units: given ?? 1, unit, segments: 0, encoding: '' };
  if (given !== undefined) return { units: given, unit, segments: given, encoding: '' };
  const { segments, encoding } = service.countSegments(request.text);
  return { units: segments, unit, segments, encoding };
}

/** Undefined where the catalog has no such service, or there is no catalog. */
function serviceOf(environment: Environment, name: string): Service | undefined {
  try {
    return environment.catalog().services.get(name);
  } catch {
    return undefined;
  }
}
