/** How a hold ends, and how an ended one is corrected: settle, release and the sweeper all come through here. */
import { billableUsage, CLOCK_SKEW_SECONDS } from '../../domain/hold.ts';
import { billedUnits, chargeableUnits } from '../../domain/terms.ts';
import type { Asking, SettleReply } from '../port.ts';
import type { Money } from '../rules/counters.ts';
import { fundsOf, openPurse, openWallet, type Purse, type Wallet } from '../rules/funding.ts';
import { moneyIn, planMoneyIn } from '../rules/lots.ts';
import { plus } from '../rules/parts.ts';
import { pursePrice } from '../rules/purse-price.ts';
import { movedInOwners, planLeftFor } from './holds.ts';
import {
  askedBy,
  type EntryFacts,
  isOpen,
  originOf,
  payerIdOf,
  type ReferenceHold,
  type ReferenceState,
  requireAccount,
  type Step,
  withHold,
} from './state.ts';
import { committed, sourcesOf, take, type Taken, uncharged } from './take.ts';

/** What ends the hold. */
export interface Ending extends Asking {
  readonly reportedUnits: number;
  /** As it was measured, maybe with a fraction; undefined when it is not told. */
  readonly connectedSeconds?: number | undefined;
  /** The state of a hold that was used, and of every answered hold that is swept. */
  readonly stateIfUsed: 'settled' | 'expired';
  readonly durationSeconds: number;
  /** How long ago the call was over. */
  readonly endedSecondsAgo?: number | undefined;
  /** The report contradicts itself as it is. */
  readonly inconsistent?: boolean | undefined;
  readonly q850Cause: number;
  /** Undefined when the sweeper ends it. */
  readonly settledBy: number | undefined;
  readonly swept: boolean;
  readonly estimated: boolean;
  /** Further ones, for the journal. */
  readonly flags?: string;
}

export function finish(
  state: ReferenceState,
  hold: ReferenceHold,
  ending: Ending,
  tombstoneMs: number,
  nowMs: number,
): Step<SettleReply> {
  const payer = requireAccount(state, payerIdOf(hold));
  const report = readReport(hold, ending, nowMs);
  const used = endingUnits(hold, ending.reportedUnits, report);
  const charged = chargeableUnits(hold.terms, used.units);
  const opened = openWallet(payer, undefined, nowMs);
  const purse = endingPurse(state, hold, opened.wallet, charged, nowMs);
  const taken = take(purse, hold.terms, charged, isOpen(hold) ? 'held' : 'used', 'used', nowMs);
  const result = resultOf(hold, ending, used, report, taken, purse, nowMs);
  const ended = endedHold(hold, result, taken, ending, used.units, nowMs + tombstoneMs, report.endedAtMs);
  const facts = factsOf(hold, ending, result, used);
  const change = { before: payer, opened, after: taken.wallet, facts };
  const next = committed(withHold(state, ended), change, nowMs);
  return [moveCounters(next, hold, taken, result), result];
}

/**
 * What it has already goes back first: the reservation, or the earlier charge. A correction downwards then draws on
 * nothing else, so that what is returned goes back to where it came from, in reverse order.
 */
function endingPurse(state: ReferenceState, hold: ReferenceHold, wallet: Wallet, units: number, nowMs: number): Purse {
  const sources = { ...sourcesOf(hold, wallet), charged: undefined, planLeftMilliCents: planLeftFor(state, hold) };
  if (isOpen(hold)) {
    const earlier = hold.interim?.parts ?? [];
    return uncharged(openPurse(wallet, { ...sources, own: plus(hold.parts, earlier) }, nowMs), earlier);
  }
  const own = openPurse(wallet, { ...sources, ended: 'own' }, nowMs);
  const charged = hold.result?.chargedMilliCents ?? 0;
  return pursePrice(own, hold.terms, units) <= charged ? own : openPurse(wallet, { ...sources, ended: 'all' }, nowMs);
}

function resultOf(
  hold: ReferenceHold,
  ending: Ending,
  used: Used,
  report: Report,
  taken: Taken,
  purse: Purse,
  nowMs: number,
): SettleReply {
  const first = isOpen(hold);
  const before = hold.result;
  const earlier = first ? (hold.interim?.parts ?? []) : [];
  const heldMilliCents = hold.amountMilliCents + moneyIn(earlier);
  const writeOffMilliCents = taken.costMilliCents - taken.moneyMilliCents;
  return {
    kind: 'done',
    changeMilliCents: taken.moneyMilliCents - (before?.chargedMilliCents ?? moneyIn(earlier)),
    // A correction may find the credit that was missing the first time: then less is forgiven than before.
    forgivenMilliCents: writeOffMilliCents - (before?.writeOffMilliCents ?? 0),
    state: used.units > 0 || ending.stateIfUsed === 'expired' ? ending.stateIfUsed : 'released',
    durationSeconds: ending.durationSeconds,
    billedUnits: billedUnits(hold.terms, chargeableUnits(hold.terms, used.units)),
    chargedMilliCents: taken.moneyMilliCents,
    releasedMilliCents: first ? Math.max(0, heldMilliCents - taken.costMilliCents) : (before?.releasedMilliCents ?? 0),
    writeOffMilliCents,
    balanceMilliCents: taken.wallet.balanceMilliCents,
    availableMilliCents: fundsOf(taken.wallet, nowMs, purse.sources).availableMilliCents,
    estimated: ending.estimated,
    corrected: !first,
    clamped: used.clamped,
    inconsistent: report.inconsistent,
    replayed: false,
    parts: taken.parts,
    earlierParts: earlier,
    stillHeldMilliCents: 0,
    heldMilliCents: first ? heldMilliCents : (before?.heldMilliCents ?? 0),
    grantedUnits: hold.grantedUnits,
    holdRule: hold.facts.holdRule,
    service: hold.facts.service,
    unit: hold.terms.unit,
    orphan: hold.fingerprint === '',
    nowMs,
  };
}

function factsOf(hold: ReferenceHold, ending: Ending, result: SettleReply, used: Used): readonly EntryFacts[] {
  const first = isOpen(hold);
  const billedBefore = hold.result?.billedUnits ?? hold.interim?.billedUnits ?? 0;
  const late = !first && used.units > 0 && !wasUsed(hold);
  const shared = {
    reference: hold.holdId,
    service: hold.facts.service,
    subjectId: hold.facts.subjectId,
    originAccountId: originOf(hold),
    note: `${ending.durationSeconds} ${ending.q850Cause}`,
  };
  const entry = {
    ...shared,
    kind: first ? firstKind(used, result) : 'correction',
    amountMilliCents: 0 - result.changeMilliCents,
    units: result.billedUnits - billedBefore,
    flags:
      (ending.estimated ? 'e' : '') +
      (used.clamped ? 'c' : '') +
      (result.inconsistent ? 'i' : '') +
      (late ? 'l' : '') +
      (first && isCharged(hold) ? 'm' : '') +
      (ending.flags ?? ''),
    parts: result.parts,
  };
  if (result.forgivenMilliCents === 0) return [entry];
  return [entry, { ...shared, kind: 'write_off', amountMilliCents: result.forgivenMilliCents }];
}

/** The last of several charges may turn out to give back. */
function firstKind(used: Used, result: SettleReply): string {
  if (result.changeMilliCents < 0) return 'correction';
  return used.units > 0 ? 'charge' : 'release';
}

/** Whether an interim settle has said already that the call took place, be it that it cost nothing. */
export function isCharged({ interim }: ReferenceHold): boolean {
  return interim !== undefined && interim.units > 0;
}

/** What the hold counts in, and the open holds of all accounts that it concerns. */
function moveCounters(state: ReferenceState, hold: ReferenceHold, taken: Taken, result: SettleReply): ReferenceState {
  const first = isOpen(hold);
  const ownPlan = planMoneyIn(hold.parts) + (first ? planMoneyIn(result.earlierParts) : 0);
  const money: Money = {
    moneyMilliCents: result.changeMilliCents - (first ? hold.amountMilliCents : 0),
    planMilliCents: taken.planMilliCents - ownPlan,
  };
  return movedInOwners(state, hold, money, first ? -1 : 0);
}

/** Whether an end of this hold has said already that the call took place, be it that it cost nothing. */
function wasUsed({ state, result, provenUnits = 0 }: ReferenceHold): boolean {
  return state === 'settled' || (state === 'expired' && ((result?.billedUnits ?? 0) > 0 || provenUnits > 0));
}

interface Report {
  /** When the call was over. */
  readonly endedAtMs: number;
  /** It contradicts itself. */
  readonly inconsistent: boolean;
  /** It does so about the connected time. */
  readonly doubted: boolean;
}

/**
 * Whether a report contradicts itself about the connected time. Less than a second is no contradiction: gateways leave
 * the fraction out of one figure and not of the other.
 */
export function isDoubted(
  { terms }: ReferenceHold,
  report: Pick<Ending, 'connectedSeconds' | 'durationSeconds' | 'inconsistent'>,
): boolean {
  const { connectedSeconds = 0, durationSeconds, inconsistent = false } = report;
  const isLonger = durationSeconds > 0 && Math.floor(connectedSeconds) > durationSeconds;
  return inconsistent || (terms.unit === 'second' && isLonger);
}

/**
 * No call is over before it was authorized: one that is said to be was over just now, or a wrong unit of that age would
 * make every call one of no time.
 */
function readReport(hold: ReferenceHold, ending: Ending, nowMs: number): Report {
  const endedAtMs = nowMs - 1000 * (ending.endedSecondsAgo ?? 0);
  const doubted = isDoubted(hold, ending);
  if (endedAtMs >= hold.authorizedAtMs) return { endedAtMs, inconsistent: doubted, doubted };
  const isWrong = endedAtMs < hold.authorizedAtMs - CLOCK_SKEW_SECONDS * 1000;
  return { endedAtMs: nowMs, inconsistent: doubted || isWrong, doubted };
}

export interface Used {
  readonly units: number;
  readonly clamped: boolean;
}

/** An end that reports nothing says only that the call is over: what interim settles charged stays charged. */
function endingUnits(hold: ReferenceHold, reported: number, report: Report): Used {
  const used = usedUnits(hold, reported, report);
  const charged = isOpen(hold) && reported === 0 ? (hold.interim?.units ?? 0) : 0;
  return { ...used, units: Math.max(used.units, charged) };
}

/**
 * Seconds are cut to what can have passed, other units to what one request may have. A hold that the store never knew
 * is not worth more than its grant.
 */
export function usedUnits(
  hold: ReferenceHold,
  reported: number,
  { endedAtMs, doubted }: Pick<Report, 'endedAtMs' | 'doubted'>,
): Used {
  const { grantedUnits: grantedSeconds, provenUnits = 0, timing } = hold;
  if (hold.terms.unit !== 'second') {
    return { units: Math.max(Math.min(reported, hold.maxUnits), provenUnits), clamped: reported > hold.maxUnits };
  }
  const connectedSeconds = hold.fingerprint === '' ? Math.min(reported, grantedSeconds) : reported;
  const usage = billableUsage({
    connectedSeconds,
    grantedSeconds,
    provenSeconds: provenUnits,
    timing,
    doubted,
    elapsedMs: Math.max(0, endedAtMs - hold.authorizedAtMs),
  });
  return { units: usage.seconds, clamped: usage.clamped || connectedSeconds < reported };
}

function endedHold(
  hold: ReferenceHold,
  result: SettleReply,
  taken: Taken,
  ending: Ending,
  usedSeconds: number,
  expiresAtMs: number,
  endedAtMs: number,
): ReferenceHold {
  const implied = usedSeconds > 0 ? Math.max(hold.authorizedAtMs, endedAtMs - usedSeconds * 1000) : 0;
  return {
    ...hold,
    state: result.state,
    amountMilliCents: 0,
    parts: taken.parts,
    interim: undefined,
    answeredAtMs: hold.answeredAtMs > 0 ? hold.answeredAtMs : implied,
    result,
    asked: askedBy(ending, result),
    settledBy: ending.settledBy,
    swept: ending.swept,
    expiresAtMs,
  };
}
