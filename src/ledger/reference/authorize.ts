import { Fault } from '../../domain/fault.ts';
import { unansweredLifeMs } from '../../domain/hold.ts';
import { holdEnded, usedOtherwise } from '../faults.ts';
import type { Admission, Allowed, AuthorizeOperation, AuthorizeReply, PinnedFunding } from '../port.ts';
import { type Admitted, decideAdmission, NO_LIMIT, NOT_SHADOWED, shadowOf, staleReply } from '../rules/admission.ts';
import type { Money } from '../rules/counters.ts';
import { countedIn, trackedBy } from '../rules/limits.ts';
import { isEnded } from '../rules/packs.ts';
import { BLANK_HOLD, recreatedAs } from './holds.ts';
import {
  askedBy,
  findHold,
  isFinal,
  isOpen,
  isReplayTo,
  markStopped,
  originOf,
  payerIdOf,
  type ReferenceHold,
  type ReferenceState,
  requireAccount,
  type Step,
  withHold,
  withOwners,
} from './state.ts';
import { committed, sourcesOf, take, type Taken } from './take.ts';
import { fundsOf, openWallet } from '../rules/funding.ts';

/** Reserve the worst case of one leg or message, or say why not. */
export function authorize(state: ReferenceState, operation: AuthorizeOperation, nowMs: number): Step<AuthorizeReply> {
  const hold = findHold(state, operation, nowMs);
  if (hold !== undefined && hold.state !== 'early') return [state, replay(state, operation, hold, nowMs)];
  refuseLate(operation.notAfterMs, nowMs);
  const owners = operation.owners.map(({ accountId }) => state.accounts.get(accountId));
  const stale = staleReply(operation, owners, nowMs);
  if (stale !== undefined) return [state, stale];
  const decision = decideAdmission(operation, owners, nowMs);
  if (hold !== undefined) return [state, releasedBefore(operation, owners, decision, nowMs)];
  if (decision.kind === 'denied') return [noteStopped(state, operation, decision), decision];

  const { purse, opened } = decision;
  const payer = requireAccount(state, operation.owners[operation.payer]?.accountId ?? operation.accountId);
  const taken = take(purse, operation.terms, decision.units, 'held', 'held', nowMs);
  const entry = openHold(operation, decision, taken, nowMs);
  const facts = {
    kind: 'open',
    reference: operation.holdId,
    service: operation.facts.service,
    subjectId: operation.facts.subjectId,
    units: decision.units,
    originAccountId: originOf(entry),
    parts: taken.parts,
  };
  const moved = committed(
    withHold(state, entry),
    { before: payer, opened, after: taken.wallet, facts: [facts] },
    nowMs,
  );
  const next = countAdmission(moved, operation, taken, 'held', nowMs);
  const { profile } = payer;
  const after = openWallet(requireAccount(next, profile.accountId), undefined, nowMs).wallet;
  const funds = {
    ...fundsOf(after, nowMs, purse.sources),
    availableMilliCents: purse.moneyMilliCents - decision.amountMilliCents,
  };
  return [next, allowed(entry, funds, false, shadowOf(decision, operation), nowMs)];
}

/** Counts the admission in every owner's counters and, for a hold, among its open holds. */
export function countAdmission(
  state: ReferenceState,
  admission: Pick<Admission, 'owners' | 'limits' | 'facts'>,
  money: Money,
  as: 'held' | 'used',
  nowMs: number,
): ReferenceState {
  const ids = admission.owners.map(({ accountId }) => accountId);
  return withOwners(state, ids, (owner, index) => countedIn(owner, index, admission, money, as, nowMs));
}

/** A denial for want of plan credits leaves its mark on the payer. */
export function noteStopped(
  state: ReferenceState,
  admission: Admission,
  decision: { readonly kind: string; readonly reason?: string },
): ReferenceState {
  const payerId = admission.owners[admission.payer]?.accountId;
  if (decision.reason !== 'PLAN_EXHAUSTED' || payerId === undefined) return state;
  return markStopped(state, payerId, admission.stop);
}

/** A release of this id came first. */
function releasedBefore(
  operation: AuthorizeOperation,
  owners: Parameters<typeof decideAdmission>[1],
  decision: ReturnType<typeof decideAdmission>,
  nowMs: number,
): AuthorizeReply {
  const denied = {
    kind: 'denied',
    reason: 'RELEASED_BEFORE_AUTHORIZE',
    neededMilliCents: 0,
    ...NO_LIMIT,
    packUnits: decision.kind === 'denied' ? decision.packUnits : decision.purse.packs.capacity,
    nowMs,
  } as const;
  if (decision.kind === 'denied') {
    const { balanceMilliCents, availableMilliCents, postedMilliCents } = decision;
    return { ...denied, balanceMilliCents, availableMilliCents, postedMilliCents };
  }
  return {
    ...denied,
    ...fundsOf(decision.opened.wallet, nowMs, decision.purse.sources),
    availableMilliCents: decision.purse.moneyMilliCents,
  };
}

/** A script that starts after the caller stopped waiting does nothing. */
export function refuseLate(notAfterMs: number, nowMs: number): void {
  if (notAfterMs > 0 && nowMs > notAfterMs) {
    throw new Fault('TOO_LATE', 'the request reached the ledger after its deadline and did nothing');
  }
}

function replay(
  state: ReferenceState,
  operation: AuthorizeOperation,
  hold: ReferenceHold,
  nowMs: number,
): AuthorizeReply {
  if (![operation.fingerprint, recreatedAs(operation.fingerprint)].includes(hold.fingerprint)) {
    throw usedOtherwise('hold_id');
  }
  if (!isOpen(hold)) {
    throw holdEnded(hold.state);
  }
  const payerId = payerIdOf(hold);
  const grants = payerId === operation.owners[operation.payer]?.accountId ? operation.grants : undefined;
  const { wallet } = openWallet(requireAccount(state, payerId), grants, nowMs);
  const funds = fundsOf(wallet, nowMs, { ...sourcesOf(hold, wallet), sinceMs: nowMs });
  return { ...allowed(hold, funds, isReplayTo(hold, operation), NOT_SHADOWED, nowMs), pinnedTerms: hold.terms };
}

function allowed(
  hold: ReferenceHold,
  funds: ReturnType<typeof fundsOf>,
  replayed: boolean,
  shadow: Pick<Allowed, 'shadowed' | 'shadowedLimit'>,
  nowMs: number,
): Allowed {
  return {
    kind: 'allowed',
    replayed,
    holdMilliCents: hold.amountMilliCents,
    grantedUnits: hold.grantedUnits,
    authorizedAtMs: hold.authorizedAtMs,
    ...shadow,
    pinnedTerms: undefined,
    final: isFinal(hold),
    deadlineAtMs: hold.deadlineAtMs,
    nowMs,
    ...funds,
  };
}

/** Only those coverages are pinned of which the account has packs. */
function livePacks({ packs = [] }: Admission, { opened }: Admitted, nowMs: number): Pick<PinnedFunding, 'packs'> {
  const has = (id: string): boolean =>
    opened.wallet.packs.some((pack) => pack.coverageId === id && !isEnded(pack, nowMs));
  const live = packs.filter(has);
  return live.length === 0 ? {} : { packs: live };
}

function openHold(operation: AuthorizeOperation, decision: Admitted, taken: Taken, nowMs: number): ReferenceHold {
  const { accountId, holdId, fingerprint, extendUnits, belowHold, blockedAtZero, terms, timing, facts } = operation;
  const { payer, stop, allowances, owners } = operation;
  return {
    ...BLANK_HOLD,
    accountId,
    holdId,
    fingerprint,
    extendUnits,
    belowHold,
    blockedAtZero,
    terms,
    timing,
    facts,
    state: 'reserved',
    ownerIds: owners.map((owner) => owner.accountId),
    funding: { payer, stop, allowances, ...livePacks(operation, decision, nowMs) },
    cut: decision.cut,
    asked: askedBy(operation),
    amountMilliCents: decision.amountMilliCents,
    parts: taken.parts,
    grantedUnits: decision.units,
    maxUnits: decision.maxUnits,
    tracked: trackedBy(operation),
    authorizedAtMs: nowMs,
    deadlineAtMs: nowMs + unansweredLifeMs(timing, decision.units),
  };
}
