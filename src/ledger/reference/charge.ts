import { billedUnits } from '../../domain/terms.ts';
import type { Charged, ChargeOperation, ChargeReply, FundingPart } from '../port.ts';
import { decideAdmission, NOT_SHADOWED, shadowOf, staleReply } from '../rules/admission.ts';
import { trackedBy } from '../rules/limits.ts';
import { countAdmission, noteStopped, refuseLate } from './authorize.ts';
import { recall, remember } from './holds.ts';
import { type KeyedCharge, type ReferenceOptions, type ReferenceState, requireAccount, type Step } from './state.ts';
import { committed, take } from './take.ts';
import { fundsOf, openWallet } from '../rules/funding.ts';

/** Authorize and settle in one step: all of it is charged, or it is denied and nothing is. */
export function charge(
  state: ReferenceState,
  operation: ChargeOperation,
  options: ReferenceOptions,
  nowMs: number,
): Step<ChargeReply> {
  const keyed = operation.idempotencyKey !== '';
  const before = keyed ? recall<Charged>(state, operation, nowMs) : undefined;
  if (before !== undefined) return [state, { ...before.reply, replayed: before.replayed, ...NOT_SHADOWED, nowMs }];
  refuseLate(operation.notAfterMs, nowMs);
  const owners = operation.owners.map(({ accountId }) => state.accounts.get(accountId));
  const stale = staleReply(operation, owners, nowMs);
  if (stale !== undefined) return [state, stale];
  const reservation = { maxUnits: operation.units, minUnits: operation.units, belowHold: 'deny' } as const;
  const decision = decideAdmission({ ...operation, ...reservation }, owners, nowMs);
  if (decision.kind === 'denied') return [noteStopped(state, operation, decision), decision];

  const { purse, opened } = decision;
  const payerId = operation.owners[operation.payer]?.accountId ?? operation.accountId;
  const taken = take(purse, operation.terms, decision.units, 'held', 'used', nowMs);
  const billed = billedUnits(operation.terms, decision.units);
  const facts = {
    kind: 'charge',
    amountMilliCents: 0 - decision.amountMilliCents,
    reference: operation.idempotencyKey,
    service: operation.facts.service,
    subjectId: operation.facts.subjectId,
    units: billed,
    flags: 'k',
    originAccountId: payerId === operation.accountId ? '' : operation.accountId,
    parts: taken.parts,
    note: operation.note,
  };
  const payer = requireAccount(state, payerId);
  const moved = committed(state, { before: payer, opened, after: taken.wallet, facts: [facts] }, nowMs);
  const next = countAdmission(moved, operation, taken, 'used', nowMs);
  const after = openWallet(requireAccount(next, payerId), undefined, nowMs).wallet;
  const reply: Charged = {
    kind: 'charged',
    replayed: false,
    billedUnits: billed,
    chargedMilliCents: decision.amountMilliCents,
    parts: taken.parts,
    ...shadowOf(decision, operation),
    nowMs,
    ...fundsOf(after, nowMs, purse.sources),
    availableMilliCents: purse.moneyMilliCents - decision.amountMilliCents,
  };
  if (!keyed) return [next, reply];
  const reversible = reversibleOf(operation, taken.parts, billed, nowMs);
  return [remember(next, operation, reply, nowMs, options.tombstoneMs, reversible), reply];
}

/** What stays known of a charge under a key for as long as it may be given back. */
function reversibleOf(
  operation: ChargeOperation,
  parts: readonly FundingPart[],
  billed: number,
  nowMs: number,
): KeyedCharge {
  const { accountId, payer, stop, allowances, terms, facts, owners } = operation;
  return {
    accountId,
    ownerIds: owners.map((owner) => owner.accountId),
    funding: { payer, stop, allowances },
    terms,
    facts,
    authorizedAtMs: nowMs,
    tracked: trackedBy(operation),
    reversed: undefined,
    billedUnits: billed,
    parts,
  };
}
