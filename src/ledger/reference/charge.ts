import { Fault } from '../../domain/fault.ts';
import { billedUnits } from '../../domain/terms.ts';
import { balanceParts } from '../codec.ts';
import type { Charged, ChargeOperation, ChargeReply } from '../port.ts';
import { decideAdmission, staleReply } from './admission.ts';
import { refuseLate } from './authorize.ts';
import { counted } from './counters.ts';
import { remember, recall } from './once.ts';
import { fundsOf, journaled, type ReferenceOptions, type ReferenceState, type Step } from './state.ts';

/** Authorize and settle in one step: all of it is charged, or it is denied and nothing is. */
export function charge(
  state: ReferenceState,
  operation: ChargeOperation,
  options: ReferenceOptions,
  nowMs: number,
): Step<ChargeReply> {
  const keyed = operation.idempotencyKey !== '';
  const before = keyed ? recall<Charged>(state, operation, nowMs) : undefined;
  if (before !== undefined) return [state, { ...before, replayed: true, shadowed: undefined, nowMs }];
  refuseLate(operation.notAfterMs, nowMs);
  const owners = operation.owners.flatMap(({ accountId }) => state.accounts.get(accountId) ?? []);
  const stale = staleReply(operation, owners, nowMs);
  if (stale !== undefined) return [state, stale];
  const reservation = { maxUnits: operation.units, minUnits: operation.units, belowHold: 'deny' } as const;
  const decision = decideAdmission({ ...operation, ...reservation }, owners, nowMs);
  if (decision.kind === 'denied') return [state, decision];
  const payer = owners[0];
  if (payer === undefined) throw new Fault('internal', 'NO_OWNER', 'a charge was admitted without a payer');

  const { counters } = counted(payer.counters, operation.limits, decision.amountMilliCents, 'used', nowMs);
  const account = { ...payer, counters, balanceMilliCents: payer.balanceMilliCents - decision.amountMilliCents };
  const billed = billedUnits(operation.terms, decision.units);
  const entry = {
    kind: 'charge',
    amountMilliCents: 0 - decision.amountMilliCents,
    reference: operation.idempotencyKey,
    service: operation.facts.service,
    subjectId: operation.facts.subjectId,
    units: billed,
    flags: 'k',
    note: operation.note,
  };
  const reply: Charged = {
    kind: 'charged',
    replayed: false,
    billedUnits: billed,
    chargedMilliCents: decision.amountMilliCents,
    parts: balanceParts(decision.amountMilliCents),
    shadowed: decision.shadowed,
    nowMs,
    ...fundsOf(account),
  };
  const next = journaled(state, account, entry, nowMs);
  return [keyed ? remember(next, operation, reply, nowMs + options.tombstoneMs) : next, reply];
}
