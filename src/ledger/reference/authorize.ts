import { Fault } from '../../domain/fault.ts';
import { unansweredLifeMs } from '../../domain/hold.ts';
import type { AuthorizeOperation, AuthorizeReply } from '../port.ts';
import { decideAdmission, staleReply, type Admitted } from './admission.ts';
import { counted, type SpendPeriod } from './counters.ts';
import {
  findHold,
  fundsOf,
  isOpen,
  journaled,
  requireAccount,
  withHold,
  type ReferenceHold,
  type ReferenceState,
  type Step,
} from './state.ts';

/** Reserve the worst case of one leg or message, or say why not. */
export function authorize(state: ReferenceState, operation: AuthorizeOperation, nowMs: number): Step<AuthorizeReply> {
  const hold = findHold(state, operation, nowMs);
  if (hold !== undefined && hold.state !== 'early') return [state, replay(state, operation, hold, nowMs)];
  refuseLate(operation.notAfterMs, nowMs);
  const owners = operation.owners.flatMap(({ accountId }) => state.accounts.get(accountId) ?? []);
  const stale = staleReply(operation, owners, nowMs);
  if (stale !== undefined) return [state, stale];
  const payer = owners[0];
  if (hold !== undefined) {
    const funds =
      payer === undefined ? { balanceMilliCents: 0, availableMilliCents: 0, postedMilliCents: 0 } : fundsOf(payer);
    return [state, { kind: 'denied', reason: 'RELEASED_BEFORE_AUTHORIZE', neededMilliCents: 0, nowMs, ...funds }];
  }
  const decision = decideAdmission(operation, owners, nowMs);
  if (decision.kind === 'denied' || payer === undefined) return [state, decision as AuthorizeReply];

  const { counters, periods } = counted(payer.counters, operation.limits, decision.amountMilliCents, 'held', nowMs);
  const opened = openHold(operation, decision, periods, nowMs);
  const account = {
    ...payer,
    heldMilliCents: payer.heldMilliCents + decision.amountMilliCents,
    openHolds: payer.openHolds + 1,
    counters,
  };
  const entry = { kind: 'open', reference: operation.holdId, units: decision.units };
  const next = journaled(withHold(state, opened), account, entry, nowMs);
  return [next, allowed(opened, requireAccount(next, payer.profile.accountId), false, decision.shadowed, nowMs)];
}

/** A script that starts after the caller stopped waiting does nothing. */
export function refuseLate(notAfterMs: number, nowMs: number): void {
  if (notAfterMs > 0 && nowMs > notAfterMs) {
    throw new Fault(
      'deadline_exceeded',
      'TOO_LATE',
      'the request reached the ledger after its deadline and did nothing',
    );
  }
}

function replay(
  state: ReferenceState,
  operation: AuthorizeOperation,
  hold: ReferenceHold,
  nowMs: number,
): AuthorizeReply {
  if (hold.fingerprint !== operation.fingerprint) {
    throw new Fault('already_exists', 'CONFLICT', 'this hold_id was used for a different request', {
      field: 'hold_id',
    });
  }
  if (!isOpen(hold)) {
    throw new Fault('failed_precondition', 'HOLD_ENDED', `this hold has already ended (${hold.state})`, {
      field: 'hold_id',
    });
  }
  return allowed(hold, requireAccount(state, hold.payerAccountId), true, undefined, nowMs);
}

function allowed(
  hold: ReferenceHold,
  payer: Parameters<typeof fundsOf>[0],
  replayed: boolean,
  shadowed: Extract<AuthorizeReply, { kind: 'allowed' }>['shadowed'],
  nowMs: number,
): AuthorizeReply {
  return {
    kind: 'allowed',
    replayed,
    holdMilliCents: hold.amountMilliCents,
    grantedUnits: hold.grantedUnits,
    authorizedAtMs: hold.authorizedAtMs,
    shadowed,
    pinnedTerms: replayed ? hold.terms : undefined,
    nowMs,
    ...fundsOf(payer),
  };
}

function openHold(
  operation: AuthorizeOperation,
  decision: Admitted,
  periods: readonly SpendPeriod[],
  nowMs: number,
): ReferenceHold {
  return {
    accountId: operation.accountId,
    holdId: operation.holdId,
    state: 'reserved',
    fingerprint: operation.fingerprint,
    payerAccountId: operation.owners[0]?.accountId ?? operation.accountId,
    amountMilliCents: decision.amountMilliCents,
    grantedUnits: decision.units,
    maxUnits: decision.maxUnits,
    extendUnits: operation.extendUnits,
    belowHold: operation.belowHold,
    blockedAtZero: operation.blockedAtZero,
    terms: operation.terms,
    timing: operation.timing,
    facts: operation.facts,
    periods,
    authorizedAtMs: nowMs,
    answeredAtMs: 0,
    deadlineAtMs: nowMs + unansweredLifeMs(operation.timing, decision.units),
    provenUnits: undefined,
    extended: undefined,
    result: undefined,
    settledBy: undefined,
    swept: false,
    expiresAtMs: 0,
  };
}
