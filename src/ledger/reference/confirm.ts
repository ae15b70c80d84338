import { answeredLifeMs, unansweredLifeMs } from '../../domain/hold.ts';
import { wholeSeconds } from '../../domain/terms.ts';
import type { ConfirmOperation, ConfirmReply } from '../port.ts';
import { openPurse, openWallet } from '../rules/funding.ts';
import { trackedBy } from '../rules/limits.ts';
import { heardOf } from './extend.ts';
import { BLANK_HOLD, movedInOwners, recreatedAs } from './holds.ts';
import {
  type EntryFacts,
  findHold,
  isOpen,
  journaled,
  originOf,
  payerIdOf,
  type ReferenceHold,
  type ReferenceState,
  requireAccount,
  type Step,
  withHold,
} from './state.ts';
import { committed, sourcesOf, take } from './take.ts';

/** A gateway says that a leg is up: an open hold hears of it, one that nobody knows is opened again from its claim. */
export function confirm(state: ReferenceState, operation: ConfirmOperation, nowMs: number): Step<ConfirmReply> {
  const hold = findHold(state, operation, nowMs);
  if (hold !== undefined && !isOpen(hold)) {
    const ended = hold.state as 'settled' | 'released' | 'expired' | 'early';
    const charged = { chargedMilliCents: hold.result?.chargedMilliCents ?? 0, nowMs };
    return [state, { kind: 'ended', state: ended === 'early' ? 'released' : ended, ...charged }];
  }
  if (hold !== undefined) {
    const { hold: next, entries } = heard(hold, operation, nowMs);
    const payer = requireAccount(state, payerIdOf(hold));
    const after = entries.reduce(
      (current, entry) => journaled(current, requireAccount(current, payer.profile.accountId), entry, nowMs),
      withHold(state, next),
    );
    return [after, up(next, false, nowMs)];
  }
  requireAccount(state, operation.accountId);
  const { claim } = operation;
  if (claim === undefined) return [state, { kind: 'unknown', nowMs }];
  return recreate(state, operation, claim, nowMs);
}

function up({ amountMilliCents }: ReferenceHold, recreated: boolean, nowMs: number): ConfirmReply {
  return { kind: 'up', recreated, holdMilliCents: amountMilliCents, nowMs };
}

interface Heard {
  readonly hold: ReferenceHold;
  readonly entries: readonly EntryFacts[];
}

/**
 * A list that says nothing new leaves nothing behind. No use says nothing: the call may be answered the next moment.
 */
function heard(hold: ReferenceHold, operation: ConfirmOperation, nowMs: number): Heard {
  const inSeconds = hold.terms.unit === 'second';
  const told = inSeconds ? operation.connectedSeconds : operation.units;
  const used = told === undefined ? 0 : inSeconds ? wholeSeconds(hold.terms, told) : told;
  const reported = used > 0 ? heardOf(hold, used, nowMs) : hold;
  const isNews = used > 0 && (!inSeconds || (reported.provenUnits ?? 0) > (hold.provenUnits ?? 0));
  const known = isNews ? reported : hold;
  const shared = { reference: hold.holdId, originAccountId: originOf(hold) };
  if (isNews) {
    const clamped = inSeconds && used > (known.provenUnits ?? 0);
    const use = { units: hold.grantedUnits, parts: hold.parts, note: String(used) };
    const extend = { ...shared, ...use, kind: 'extend', flags: clamped ? 'cg' : 'g' };
    return { hold: known, entries: [extend] };
  }
  if (!operation.answered || known.answeredAtMs > 0) return { hold: known, entries: [] };
  const deadlineAtMs = nowMs + answeredLifeMs(hold.timing, hold.grantedUnits);
  const answered: ReferenceHold = { ...known, state: 'answered', answeredAtMs: nowMs, deadlineAtMs };
  return { hold: answered, entries: [{ ...shared, kind: 'answer', flags: 'g' }] };
}

/** As of when it was authorized, from what credit there is. It may ring for as long again as its rule says. */
function recreate(
  state: ReferenceState,
  operation: ConfirmOperation,
  claim: NonNullable<ConfirmOperation['claim']>,
  nowMs: number,
): Step<ConfirmReply> {
  for (const id of claim.ownerIds) requireAccount(state, id);
  const { ownerIds, funding, terms, facts, grantedUnits, authorizedAtMs, maxUnits, extendUnits, belowHold } = claim;
  const ringing = Math.max(
    authorizedAtMs + unansweredLifeMs(claim.timing, grantedUnits),
    nowMs + claim.timing.ringSeconds * 1000,
  );
  const lost: ReferenceHold = {
    ...BLANK_HOLD,
    ownerIds,
    funding,
    terms,
    facts,
    grantedUnits,
    authorizedAtMs,
    maxUnits,
    extendUnits,
    belowHold,
    accountId: operation.accountId,
    holdId: operation.holdId,
    state: 'reserved',
    fingerprint: recreatedAs(claim.fingerprint),
    timing: claim.timing,
    tracked: trackedBy({ owners: [], limits: [], facts }),
    deadlineAtMs: ringing,
  };
  const payer = requireAccount(state, payerIdOf(lost));
  const opened = openWallet(payer, undefined, nowMs);
  const sources = { ...sourcesOf(lost, opened.wallet), planLeftMilliCents: undefined };
  const taken = take(openPurse(opened.wallet, sources, nowMs), terms, grantedUnits, 'held', 'held', nowMs);
  const reserved = { ...lost, amountMilliCents: taken.moneyMilliCents, parts: taken.parts };
  const { hold, entries } = heard(reserved, operation, nowMs);
  const open: EntryFacts = {
    kind: 'open',
    reference: lost.holdId,
    service: facts.service,
    subjectId: facts.subjectId,
    units: grantedUnits,
    flags: 'g',
    originAccountId: originOf(lost),
    parts: taken.parts,
  };
  const change = { before: payer, opened, after: taken.wallet, facts: [open, ...entries] };
  const next = committed(withHold(state, hold), change, nowMs);
  return [movedInOwners(next, hold, taken, 1), up(hold, true, nowMs)];
}
