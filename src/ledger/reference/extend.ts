import type { DenialReason } from '../../domain/decision.ts';
import { Fault } from '../../domain/fault.ts';
import { answeredLifeMs, believableSeconds, possibleSeconds, unansweredLifeMs } from '../../domain/hold.ts';
import { wholeSeconds } from '../../domain/terms.ts';
import { holdEnded, sequenceTooLow, sequenceUsedOtherwise } from '../faults.ts';
import type { ExtendOperation, ExtendReply } from '../port.ts';
import { lifecycleReason } from '../rules/admission.ts';
import type { Money } from '../rules/counters.ts';
import { fundsOf, isAtZero, openWallet, type Purse } from '../rules/funding.ts';
import { moneyIn, planMoneyIn } from '../rules/lots.ts';
import { purseAffords, pursePrice } from '../rules/purse-price.ts';
import { refuseLate } from './authorize.ts';
import { leastLeft, movedInOwners, openHoldPurse } from './holds.ts';
import {
  askedBy,
  isFinal,
  isOpen,
  isReplayTo,
  markStopped,
  originOf,
  payerIdOf,
  type ReferenceHold,
  type ReferenceState,
  requireAccount,
  requireHold,
  type Step,
  withHold,
} from './state.ts';
import { committed, sourcesOf, take } from './take.ts';

/** A heartbeat and, where the hold reserves in steps and the grant is running out, one more step. */
export function extend(state: ReferenceState, operation: ExtendOperation, nowMs: number): Step<ExtendReply> {
  const hold = requireHold(state, operation, nowMs);
  refuseEnded(hold);
  const used = usedSoFar(hold, operation);
  const payer = requireAccount(state, payerIdOf(hold));
  const opened = openWallet(payer, undefined, nowMs);
  const purse = openHoldPurse(state, hold, opened.wallet, nowMs);
  if (isReplay(hold.extended, operation.sequence, used)) {
    return [state, reply(hold, used, purse.wallet, isReplayTo(hold, operation), undefined, 0, nowMs)];
  }
  refuseLate(operation.notAfterMs, nowMs);

  const decision = decide(state, hold, purse, wantedUnits(hold, used, nowMs), nowMs);
  const allowed = decision.reason === undefined;
  const stepped = allowed && decision.units > hold.grantedUnits ? step(hold, purse, decision, nowMs) : undefined;
  const extended = recordUse(stepped?.hold ?? hold, operation, used, allowed, nowMs);
  const after = stepped?.wallet ?? purse.wallet;
  const facts = {
    kind: 'extend',
    reference: hold.holdId,
    units: extended.grantedUnits,
    flags: (isClamped(extended, used) ? 'c' : '') + (allowed ? '' : 'd'),
    originAccountId: originOf(hold),
    parts: extended.parts,
    note: String(used),
  };
  const change = { before: payer, opened, after, facts: [facts] };
  const next = moveCounters(committed(withHold(state, extended), change, nowMs), hold, extended);
  const missing = allowed ? 0 : Math.max(0, decision.neededMilliCents);
  const noted = decision.reason === 'PLAN_EXHAUSTED' ? markStopped(next, payerIdOf(hold), hold.funding.stop) : next;
  return [noted, reply(extended, used, after, false, decision.reason, missing, nowMs)];
}

/** Reserves anew for the longer grant. */
function step(
  hold: ReferenceHold,
  purse: Purse,
  { units, cut }: Decision,
  nowMs: number,
): { hold: ReferenceHold; wallet: Purse['wallet'] } {
  const taken = take(purse, hold.terms, units, 'held', 'held', nowMs);
  const reserved = { amountMilliCents: taken.moneyMilliCents, parts: taken.parts, grantedUnits: units, cut };
  return { hold: { ...hold, ...reserved }, wallet: taken.wallet };
}

function moveCounters(state: ReferenceState, before: ReferenceHold, after: ReferenceHold): ReferenceState {
  const held: Money = {
    moneyMilliCents: after.amountMilliCents - before.amountMilliCents,
    planMilliCents: planMoneyIn(after.parts) - planMoneyIn(before.parts),
  };
  return movedInOwners(state, before, held, 0);
}

export function refuseEnded(hold: ReferenceHold): void {
  if (!isOpen(hold)) throw holdEnded(hold.state);
}

/** In whole units of the hold. */
export function usedSoFar(
  { terms }: ReferenceHold,
  { connectedSeconds, units }: Pick<ExtendOperation, 'connectedSeconds' | 'units'>,
): number {
  const field = terms.unit === 'second' ? 'connected_seconds' : 'units';
  const used = terms.unit === 'second' ? connectedSeconds : units;
  if (used === undefined) throw new Fault('INVALID_FIELD', `${field}: required; absent is not zero`, { field });
  return terms.unit === 'second' ? wholeSeconds(terms, used) : used;
}

function elapsedMs(hold: ReferenceHold, nowMs: number): number {
  return Math.max(0, nowMs - hold.authorizedAtMs);
}

/** Whether it was above what can have passed: then it proves no more than that. */
function isClamped(hold: ReferenceHold, used: number): boolean {
  return hold.terms.unit === 'second' && used > (hold.provenUnits ?? 0);
}

/** The same sequence with the same use replays; a lower one, or another use, is refused. */
export function isReplay(
  last: { readonly sequence: number; readonly used: number } | undefined,
  sequence: number,
  used: number,
): boolean {
  if (last === undefined || sequence > last.sequence) return false;
  if (sequence < last.sequence) throw sequenceTooLow(last.sequence);
  if (used !== last.used) throw sequenceUsedOtherwise();
  return true;
}

/** One step more when less than a step is left of the grant, so that heartbeats do not pile steps up. */
function wantedUnits(hold: ReferenceHold, used: number, nowMs: number): number {
  if (hold.terms.unit !== 'second' || hold.extendUnits === 0) return hold.grantedUnits;
  const believed = believableSeconds(hold.timing, elapsedMs(hold, nowMs));
  if (Math.min(used, believed) + hold.extendUnits <= hold.grantedUnits) return hold.grantedUnits;
  return Math.min(hold.maxUnits, hold.grantedUnits + hold.extendUnits);
}

interface Decision {
  readonly units: number;
  /** Fewer than was wanted. */
  readonly cut: boolean;
  readonly neededMilliCents: number;
  readonly reason: DenialReason | undefined;
}

/** State, zero, spending and funds are looked at again; concurrency and velocity are not. */
function decide(state: ReferenceState, hold: ReferenceHold, purse: Purse, target: number, nowMs: number): Decision {
  const owners = hold.ownerIds.map((id) => requireAccount(state, id));
  // A mere heartbeat asks for no credit; and the credits of a new cycle may be there without a trace of them yet.
  const isZero = target > hold.grantedUnits && hold.blockedAtZero && isAtZero(purse, hold.terms, nowMs);
  const standing = owners.map(lifecycleReason).find((reason) => reason !== undefined);
  const wanted: Decision = {
    units: target,
    cut: false,
    neededMilliCents: target > hold.grantedUnits ? pursePrice(purse, hold.terms, target) - hold.amountMilliCents : 0,
    reason: standing ?? (isZero ? 'ZERO_BALANCE' : undefined),
  };
  const free = purse.moneyMilliCents - moneyIn(hold.parts);
  const planned = purse.sources.stop ? fit(hold, purse, wanted, free, 'PLAN_EXHAUSTED') : wanted;
  const spendable = fit(hold, purse, planned, leastLeft(state, hold), 'SPEND_LIMIT');
  return fit(hold, purse, spendable, free, 'INSUFFICIENT_CREDIT');
}

/** Fits the step to the money where the hold rule says so, or says why there is no step. */
function fit(hold: ReferenceHold, purse: Purse, decision: Decision, money: number, refusal: DenialReason): Decision {
  if (decision.reason !== undefined || decision.neededMilliCents <= 0 || money >= decision.neededMilliCents)
    return decision;
  const covered =
    hold.belowHold === 'shorten' ? purseAffords(purse, hold.terms, money + hold.amountMilliCents, decision.units) : 0;
  if (covered <= hold.grantedUnits) return { ...decision, reason: refusal };
  return {
    units: covered,
    cut: true,
    neededMilliCents: pursePrice(purse, hold.terms, covered) - hold.amountMilliCents,
    reason: undefined,
  };
}

/**
 * What was used implies the answer, proves use, and moves the deadline. A denied Extend may be tried again under its
 * number.
 */
function recordUse(
  hold: ReferenceHold,
  operation: ExtendOperation,
  used: number,
  allowed: boolean,
  nowMs: number,
): ReferenceHold {
  const extended = allowed ? { sequence: operation.sequence, used } : hold.extended;
  return { ...heardOf(hold, used, nowMs), asked: askedBy(operation), extended };
}

/** A report of use is a heartbeat. */
export function heardOf(hold: ReferenceHold, used: number, nowMs: number): ReferenceHold {
  const heard = hold.terms.unit === 'second' ? heardOfSeconds(hold, used, nowMs) : heardOfUnits(hold, used, nowMs);
  const provenUnits = Math.max(hold.provenUnits ?? 0, heard.provableUnits);
  const { answeredAtMs, deadlineAtMs } = heard;
  const state = answeredAtMs > 0 ? 'answered' : 'reserved';
  return { ...hold, state, answeredAtMs, deadlineAtMs, provenUnits };
}

type Heard = Pick<ReferenceHold, 'answeredAtMs' | 'deadlineAtMs'> & { readonly provableUnits: number };

function heardOfSeconds(hold: ReferenceHold, used: number, nowMs: number): Heard {
  const implied = used > 0 ? Math.max(hold.authorizedAtMs, nowMs - used * 1000) : 0;
  const answeredAtMs = hold.answeredAtMs > 0 ? hold.answeredAtMs : implied;
  const deadlineAtMs =
    answeredAtMs > 0
      ? answeredAtMs + answeredLifeMs(hold.timing, hold.grantedUnits)
      : hold.authorizedAtMs + unansweredLifeMs(hold.timing, hold.grantedUnits);
  return { answeredAtMs, deadlineAtMs, provableUnits: Math.min(used, possibleSeconds(elapsedMs(hold, nowMs))) };
}

/** What is counted in other units has no time that could run out: it lives while it is heard of. */
function heardOfUnits(hold: ReferenceHold, used: number, nowMs: number): Heard {
  const answeredAtMs = hold.answeredAtMs > 0 || used === 0 ? hold.answeredAtMs : nowMs;
  const deadlineAtMs = nowMs + hold.timing.ringSeconds * 1000;
  return { answeredAtMs, deadlineAtMs, provableUnits: Math.min(used, hold.grantedUnits) };
}

function reply(
  hold: ReferenceHold,
  used: number,
  wallet: Purse['wallet'],
  replayed: boolean,
  reason: DenialReason | undefined,
  neededMilliCents: number,
  nowMs: number,
): ExtendReply {
  return {
    kind: reason === undefined ? 'allowed' : 'denied',
    reason,
    unit: hold.terms.unit,
    final: reason !== undefined || isFinal(hold),
    deadlineAtMs: hold.deadlineAtMs,
    clamped: isClamped(hold, used),
    grantedUnits: hold.grantedUnits,
    holdMilliCents: hold.amountMilliCents,
    neededMilliCents,
    replayed,
    nowMs,
    ...fundsOf(wallet, nowMs, sourcesOf(hold, wallet)),
  };
}
