import { billedUnits, chargeableUnits } from '../../domain/terms.ts';
import type { FundingPart, InterimOperation, SettleReply } from '../port.ts';
import { fundsOf, openWallet, type Purse } from '../rules/funding.ts';
import { moneyIn, planMoneyIn } from '../rules/lots.ts';
import { firstOfPacks } from '../rules/packs.ts';
import { firstOf, plus, without } from '../rules/parts.ts';
import { included, pursePrice } from '../rules/purse-price.ts';
import { heardOf, isReplay, refuseEnded, usedSoFar } from './extend.ts';
import { isCharged, isDoubted, type Used, usedUnits } from './finish.ts';
import { movedInOwners, openHoldPurse } from './holds.ts';
import {
  askedBy,
  type Interim,
  isReplayTo,
  originOf,
  payerIdOf,
  type ReferenceHold,
  type ReferenceState,
  requireAccount,
  requireHold,
  type Step,
  withHold,
} from './state.ts';
import { committed, settledParts, sourcesOf, take } from './take.ts';

/** Charge what was used so far: the price of all of it less what was charged before. The rest stays reserved. */
export function settleInterim(state: ReferenceState, operation: InterimOperation, nowMs: number): Step<SettleReply> {
  const hold = requireHold(state, operation, nowMs);
  refuseEnded(hold);
  const reported = usedSoFar(hold, operation);
  const payer = requireAccount(state, payerIdOf(hold));
  const opened = openWallet(payer, undefined, nowMs);
  const last = hold.interim && { sequence: hold.interim.sequence, used: hold.interim.reportedUnits };
  if (isReplay(last, operation.sequence, reported)) {
    const again = replyOf(hold, operation, NOT_MOVED, nowMs, opened.wallet);
    if (isReplayTo(hold, operation)) return [state, { ...again, replayed: true }];
    const { changeMilliCents = 0 } = hold.asked ?? {};
    return [state, { ...again, changeMilliCents }];
  }
  const used = usedSinceAnswer(hold, operation, reported, nowMs);
  const purse = openHoldPurse(state, hold, opened.wallet, nowMs);
  const chargeable = chargeableUnits(hold.terms, used.units);
  // All of it is reserved anew, and the first part of that is charged.
  const kept = take(purse, hold.terms, Math.max(hold.grantedUnits, chargeable), 'held', 'held', nowMs);
  const charge = firstOf(kept.parts, coverOf(purse, hold, chargeable), pursePrice(purse, hold.terms, chargeable));
  const wallet = settledParts(kept.wallet, charge, hold.authorizedAtMs, nowMs);
  const parts = without(kept.parts, charge);
  const interim: Interim = {
    sequence: operation.sequence,
    reportedUnits: reported,
    units: used.units,
    clamped: used.clamped,
    billedUnits: billedUnits(hold.terms, chargeable),
    parts: plus(hold.interim?.parts ?? [], charge),
  };
  const changeMilliCents = moneyIn(charge);
  const next: ReferenceHold = {
    ...heardOf(hold, reported, nowMs),
    amountMilliCents: moneyIn(parts),
    parts,
    interim,
    asked: askedBy(operation, { changeMilliCents, forgivenMilliCents: 0 }),
  };
  const moves = { changeMilliCents, earlierParts: hold.interim?.parts ?? [] };
  const reply = replyOf(next, operation, moves, nowMs, wallet);
  const facts = factsOf(hold, next, interim, reply);
  const changed = committed(withHold(state, next), { before: payer, opened, after: wallet, facts: [facts] }, nowMs);
  return [moveCounters(changed, hold, parts, charge), reply];
}

/** Never less than was charged before, or than was proven. */
function usedSinceAnswer(hold: ReferenceHold, operation: InterimOperation, reported: number, nowMs: number): Used {
  const used = usedUnits(hold, reported, { endedAtMs: nowMs, doubted: isDoubted(hold, operation) });
  return { ...used, units: Math.max(used.units, hold.interim?.units ?? 0) };
}

/** How much of so many units each allowance and pack covers, beside what it covered before. */
function coverOf(purse: Purse, hold: ReferenceHold, units: number): (part: FundingPart) => number {
  const cover = included(purse, hold.terms, units);
  const byCounter = new Map(purse.allowances.map(({ counter }, index) => [counter, cover.allowances[index] ?? 0]));
  const ofPack = firstOfPacks(cover.packs);
  return (part) => {
    if (part.source === 'pack') return ofPack(part);
    return part.source === 'allowance' ? (byCounter.get(part.name) ?? 0) : 0;
  };
}

type Moves = Pick<SettleReply, 'changeMilliCents' | 'earlierParts'>;

const NOT_MOVED: Moves = { changeMilliCents: 0, earlierParts: [] };

function replyOf(
  hold: ReferenceHold,
  operation: InterimOperation,
  moves: Moves,
  nowMs: number,
  wallet: Purse['wallet'],
): SettleReply {
  const parts = hold.interim?.parts ?? [];
  const { balanceMilliCents, availableMilliCents } = fundsOf(wallet, nowMs, sourcesOf(hold, wallet));
  return {
    kind: 'done',
    state: hold.state === 'answered' ? 'answered' : 'reserved',
    durationSeconds: operation.durationSeconds,
    billedUnits: hold.interim?.billedUnits ?? 0,
    chargedMilliCents: moneyIn(parts),
    releasedMilliCents: 0,
    writeOffMilliCents: 0,
    balanceMilliCents,
    availableMilliCents,
    estimated: false,
    corrected: false,
    clamped: hold.interim?.clamped === true,
    inconsistent: isDoubted(hold, operation),
    replayed: false,
    parts,
    ...moves,
    stillHeldMilliCents: hold.amountMilliCents,
    forgivenMilliCents: 0,
    heldMilliCents: hold.amountMilliCents + moneyIn(parts),
    grantedUnits: hold.grantedUnits,
    holdRule: hold.facts.holdRule,
    service: hold.facts.service,
    unit: hold.terms.unit,
    orphan: false,
    nowMs,
  };
}

function factsOf(before: ReferenceHold, after: ReferenceHold, interim: Interim, reply: SettleReply) {
  const { holdId, facts } = before;
  const flags = (reply.clamped ? 'c' : '') + (reply.inconsistent ? 'i' : '') + (isCharged(before) ? 'm' : '');
  const shared = { reference: holdId, flags, originAccountId: originOf(before) };
  // Nothing was used yet: a heartbeat.
  if (interim.units === 0) {
    const note = String(interim.reportedUnits);
    return { ...shared, kind: 'extend', units: after.grantedUnits, parts: after.parts, note };
  }
  return {
    ...shared,
    kind: 'charge',
    amountMilliCents: 0 - reply.changeMilliCents,
    service: facts.service,
    subjectId: facts.subjectId,
    units: interim.billedUnits - (before.interim?.billedUnits ?? 0),
    parts: interim.parts,
    note: `${reply.durationSeconds} 0`,
  };
}

/** What was held is used now; drawing anew may have changed how much of it is held, and where. */
function moveCounters(
  state: ReferenceState,
  hold: ReferenceHold,
  kept: readonly FundingPart[],
  charge: readonly FundingPart[],
): ReferenceState {
  const money = {
    moneyMilliCents: moneyIn(kept) + moneyIn(charge) - hold.amountMilliCents,
    planMilliCents: planMoneyIn(kept) + planMoneyIn(charge) - planMoneyIn(hold.parts),
  };
  return movedInOwners(state, hold, money, 0);
}
