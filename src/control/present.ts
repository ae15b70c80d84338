/** From what the ledger answered to what the caller is told. */
import type { StatusReference } from '../catalog/snapshot.ts';
import {
  accountStatus,
  denialMessage,
  type DenialReason,
  rejectionFor,
  shortfallMilliCents,
  type SpendCap,
} from '../domain/decision.ts';
import { reservationStatus } from '../domain/hold.ts';
import type { AccountProfile, Denied, Funds, SettleReply } from '../ledger/port.ts';
import type { Assessment } from './assess.ts';
import { isActive, type Party } from './party.ts';
import type { DecisionResult, SettleDone } from './requests.ts';

/** What an ALLOW grants. */
export interface Granted {
  readonly units: number;
  readonly milliCents: number;
  readonly shadowed: DenialReason | undefined;
  /** Index into the request's limits: the one in shadow. */
  readonly shadowedLimit: number | undefined;
  readonly final: boolean;
  readonly validitySeconds: number;
}

/** Where nothing was reserved, nothing can be extended and nothing ends by itself. */
export const NO_HOLD = { final: true, validitySeconds: 0 } as const;

/** How long the hold lives if nothing more is heard of it (RFC 8506, Validity-Time); whole seconds, at least 0. */
export function validitySeconds(reply: { readonly deadlineAtMs: number; readonly nowMs: number }): number {
  return Math.max(0, Math.floor((reply.deadlineAtMs - reply.nowMs) / 1000));
}

/** An ALLOW. The status is that after this hold. */
export function presentAllowed(assessment: Assessment, party: Party, funds: Funds, granted: Granted): DecisionResult {
  const shadowed = assessment.shadowed ?? granted.shadowed;
  return {
    decision: 'allow',
    reason: shadowed ?? '',
    message: '',
    shadowed: shadowed !== undefined,
    grantedUnits: granted.units,
    unit: assessment.service.unit,
    final: granted.final,
    validitySeconds: granted.validitySeconds,
    holdMilliCents: granted.milliCents,
    availableMilliCents: funds.availableMilliCents,
    shortfallMilliCents: 0,
    terms: assessment.terms,
    numberClass: assessment.numberClass,
    limit: '',
    rule: assessment.shadowed === undefined ? limitName(assessment, granted.shadowedLimit) : assessment.blockRule,
    holdRule: assessment.holdRule.name,
    sipStatus: 0,
    q850Cause: 0,
    fallbackChannel: '',
    accountStatus: accountStatus(funds, isActive(party), referenceOf(assessment)),
    segments: assessment.quantity.segments,
    encoding: assessment.quantity.encoding,
  };
}

function limitName({ limitNames }: Assessment, index: number | undefined): string {
  return index === undefined ? '' : (limitNames[index] ?? '');
}

/** What status is judged by at the time for which the request was assessed. */
function referenceOf({ snapshot, traffic }: Assessment): StatusReference | undefined {
  return snapshot.statusReference(traffic.plan, traffic.timeZone, traffic.atMs);
}

/** A DENY with its arithmetic. */
export function presentDenied(assessment: Assessment, party: Party, denied: Denied): DecisionResult {
  const { service, snapshot } = assessment;
  const active = isActive(party) && assessment.verdict !== 'CURRENCY_MISMATCH';
  const limit = limitName(assessment, denied.limit);
  const { sipStatus, q850Cause } = rejectionFor(denied.reason);
  return {
    decision: 'deny',
    reason: denied.reason,
    shadowed: false,
    grantedUnits: 0,
    unit: service.unit,
    final: false,
    validitySeconds: 0,
    limit,
    rule: denied.reason === 'DESTINATION_BLOCKED' ? assessment.blockRule : limit,
    holdRule: assessment.holdRule.name,
    sipStatus,
    q850Cause,
    message: denialMessage({
      reason: denied.reason,
      availableMilliCents: denied.availableMilliCents,
      neededMilliCents: denied.neededMilliCents,
      label: service.label,
      noun: service.noun,
      // Calls to a dialled number are answered or not; messages and events never are.
      answered: service.unit === 'second' && service.needsNumber,
      hasOtherCredit: hasOtherCredit(assessment.payer, denied),
      minimumTopUpMilliCents: snapshot.plans.get(assessment.payer.plan)?.minimumTopUpMilliCents ?? 0,
      isParent: party.chain[0].state === 'active',
      currency: snapshot.currency,
      detail: assessment.verdictDetail,
      isPartlyHeld: denied.availableMilliCents < denied.balanceMilliCents,
      packsLeft: denied.packUnits === 0 ? '' : countText(denied.packUnits, service.unit),
      cap: spendCapOf(assessment, denied),
    }),
    holdMilliCents: denied.neededMilliCents,
    availableMilliCents: denied.availableMilliCents,
    shortfallMilliCents: shortfallMilliCents(denied),
    terms: assessment.terms,
    numberClass: assessment.numberClass,
    fallbackChannel: service.fallbackChannel,
    accountStatus: accountStatus(denied, active, referenceOf(assessment)),
    segments: assessment.quantity.segments,
    encoding: assessment.quantity.encoding,
  };
}

/** `40 seconds`, `1 segment`. */
function countText(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function spendCapOf(assessment: Assessment, denied: Denied): SpendCap | undefined {
  const { reason, limit, limitLeftMilliCents, limitSinceMs } = denied;
  const cap = reason !== 'SPEND_LIMIT' || limit === undefined ? undefined : assessment.admission.limits[limit];
  if (cap === undefined) return undefined;
  const leftMilliCents = cap.kind === 'call_cost' ? undefined : limitLeftMilliCents;
  const sinceMs = limitSinceMs === 0 ? undefined : limitSinceMs;
  return { name: limitName(assessment, limit), maxMilliCents: cap.max, leftMilliCents, sinceMs };
}

/** Whether more than the balance may pay; the message then speaks of available credit instead of the balance. */
export function hasOtherCredit(payer: AccountProfile | undefined, funds: Funds): boolean {
  return (payer?.creditLimitMilliCents ?? 0) > 0 || funds.postedMilliCents !== funds.balanceMilliCents;
}

/** How a hold ended, in the words of the call record (rule PM-7). */
export function presentSettled(reply: SettleReply): SettleDone {
  return {
    kind: 'done',
    unit: reply.unit,
    reservationStatus: reservationStatus(reply.state),
    durationSeconds: reply.durationSeconds,
    billedUnits: reply.billedUnits,
    chargedMilliCents: reply.chargedMilliCents,
    releasedMilliCents: reply.releasedMilliCents,
    balanceMilliCents: reply.balanceMilliCents,
    availableMilliCents: reply.availableMilliCents,
    writeOffMilliCents: reply.writeOffMilliCents,
    estimated: reply.estimated,
    replayed: reply.replayed,
    corrected: reply.corrected,
    clamped: reply.clamped,
    inconsistent: reply.inconsistent,
    parts: reply.parts,
    stillHeldMilliCents: reply.stillHeldMilliCents,
  };
}
