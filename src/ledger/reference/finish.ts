/** How a hold ends, and how an ended one is corrected: settle, release and the sweeper all come through here. */
import { billedUnits, price } from '../../domain/terms.ts';
import { billableUsage } from '../../domain/usage.ts';
import { balanceParts } from '../codec.ts';
import { moved } from './counters.ts';
import type { SettleReply } from '../port.ts';
import {
  availableOf,
  isOpen,
  journaled,
  requireAccount,
  withHold,
  type ReferenceAccount,
  type ReferenceHold,
  type ReferenceState,
  type Step,
} from './state.ts';

/** What ends the hold. */
export interface Ending {
  readonly reportedUnits: number;
  /** The state of a hold that was used, and of every answered hold that is swept. */
  readonly stateIfUsed: 'settled' | 'expired';
  readonly durationSeconds: number;
  readonly q850Cause: number;
  /** Undefined when the sweeper ends it. */
  readonly settledBy: number | undefined;
  readonly swept: boolean;
  readonly estimated: boolean;
}

export function finish(
  state: ReferenceState,
  hold: ReferenceHold,
  ending: Ending,
  tombstoneMs: number,
  nowMs: number,
): Step<SettleReply> {
  const payer = requireAccount(state, hold.payerAccountId);
  const first = isOpen(hold);
  const used = usedUnits(hold, ending.reportedUnits, nowMs);
  const cost = price(hold.terms, used.units);
  const billed = billedUnits(hold.terms, used.units);
  const before = {
    charged: hold.result?.chargedMilliCents ?? 0,
    billed: hold.result?.billedUnits ?? 0,
    forgiven: hold.result?.writeOffMilliCents ?? 0,
  };
  const money = first ? draw(payer, cost, hold.amountMilliCents) : correct(payer, cost, before.charged);
  const account = {
    ...money.account,
    openHolds: payer.openHolds - (first ? 1 : 0),
    counters: moved(payer.counters, hold.periods, first ? -hold.amountMilliCents : 0, money.change),
  };
  const chargedMilliCents = before.charged + money.change;

  const writeOffMilliCents = cost - chargedMilliCents;
  // A correction may find the credit that was missing the first time: then less is forgiven than before.
  const forgivenMilliCents = writeOffMilliCents - before.forgiven;
  const result: SettleReply = {
    changeMilliCents: money.change,
    forgivenMilliCents,
    state: used.units > 0 || ending.stateIfUsed === 'expired' ? ending.stateIfUsed : 'released',
    durationSeconds: ending.durationSeconds,
    billedUnits: billed,
    chargedMilliCents,
    releasedMilliCents: first ? Math.max(0, hold.amountMilliCents - cost) : (hold.result?.releasedMilliCents ?? 0),
    writeOffMilliCents,
    balanceMilliCents: account.balanceMilliCents,
    availableMilliCents: availableOf(account),
    estimated: ending.estimated,
    corrected: !first,
    clamped: used.clamped,
    replayed: false,
    parts: balanceParts(chargedMilliCents),
    heldMilliCents: first ? hold.amountMilliCents : (hold.result?.heldMilliCents ?? 0),
    service: hold.facts.service,
    nowMs,
  };
  const ended = endedHold(hold, result, ending, used.units, nowMs + tombstoneMs, nowMs);
  const late = !first && billed > 0 && before.billed === 0;
  const entry = {
    kind: first ? (used.units > 0 ? 'charge' : 'release') : 'correction',
    amountMilliCents: 0 - money.change,
    reference: hold.holdId,
    service: hold.facts.service,
    subjectId: hold.facts.subjectId,
    units: billed - before.billed,
    flags: (ending.estimated ? 'e' : '') + (used.clamped ? 'c' : '') + (late ? 'l' : ''),
    note: `${ending.durationSeconds} ${ending.q850Cause}`,
  };
  const next = journaled(withHold(state, ended), account, entry, nowMs);
  if (forgivenMilliCents === 0) return [next, result];
  const writeOff = { ...entry, kind: 'write_off', amountMilliCents: forgivenMilliCents, units: 0, flags: '' };
  return [journaled(next, requireAccount(next, hold.payerAccountId), writeOff, nowMs), result];
}

/** Seconds are judged against what the hold covers and what can have passed; other units are what was reported. */
function usedUnits(hold: ReferenceHold, reported: number, nowMs: number): { units: number; clamped: boolean } {
  if (hold.terms.unit !== 'second') return { units: Math.max(reported, hold.provenUnits ?? 0), clamped: false };
  const usage = billableUsage({
    connectedSeconds: reported,
    grantedSeconds: hold.grantedUnits,
    provenSeconds: hold.provenUnits ?? 0,
    cutToleranceSeconds: hold.timing.cutToleranceSeconds,
    elapsedMs: nowMs - hold.authorizedAtMs,
  });
  return { units: usage.seconds, clamped: usage.clamped };
}

interface Moved {
  readonly account: ReferenceAccount;
  /** What was charged now; negative for a refund. */
  readonly change: number;
}

/** First what the hold had reserved, then what is free; the rest is forgiven. What other holds have reserved is never touched. */
function draw(payer: ReferenceAccount, cost: number, reserved: number): Moved {
  const own = Math.min(cost, reserved);
  const extra = Math.min(cost - own, Math.max(0, availableOf(payer)));
  const account = {
    ...payer,
    heldMilliCents: payer.heldMilliCents - reserved,
    balanceMilliCents: payer.balanceMilliCents - own - extra,
  };
  return { account, change: own + extra };
}

/** An ended hold has no reservation: only the difference to what was charged before moves. */
function correct(payer: ReferenceAccount, cost: number, charged: number): Moved {
  if (cost >= charged) return draw(payer, cost - charged, 0);
  return {
    account: { ...payer, balanceMilliCents: payer.balanceMilliCents + charged - cost },
    change: cost - charged,
  };
}

function endedHold(
  hold: ReferenceHold,
  result: SettleReply,
  ending: Ending,
  usedSeconds: number,
  expiresAtMs: number,
  nowMs: number,
): ReferenceHold {
  const implied = usedSeconds > 0 ? Math.max(hold.authorizedAtMs, nowMs - usedSeconds * 1000) : 0;
  return {
    ...hold,
    state: result.state,
    amountMilliCents: 0,
    answeredAtMs: hold.answeredAtMs > 0 ? hold.answeredAtMs : implied,
    result,
    settledBy: ending.settledBy,
    swept: ending.swept,
    expiresAtMs,
  };
}
