import { chargeUnknown, beyondCharge, holdOpen, withinIncrement } from '../faults.ts';
import type { FundingPart, ReversalTarget, ReverseOperation, ReverseReply } from '../port.ts';
import { fundsOf, openPurse, openWallet } from '../rules/funding.ts';
import { moneyIn, planMoneyIn, rolled } from '../rules/lots.ts';
import { without } from '../rules/parts.ts';
import { reversalOf } from '../rules/reversal.ts';
import { keyOf, movedInOwners, recall, remember } from './holds.ts';
import {
  type Chargeable,
  isOpen,
  originOf,
  payerIdOf,
  type ReferenceOptions,
  type ReferenceState,
  requireAccount,
  requireHold,
  type Step,
  withHold,
} from './state.ts';
import { committed, take } from './take.ts';

/** Give a charge, or a part of it, back to the sources that it was taken from. Once per key, and never more than it. */
export function reverse(
  state: ReferenceState,
  operation: ReverseOperation,
  options: ReferenceOptions,
  nowMs: number,
): Step<ReverseReply> {
  const before = recall<ReverseReply>(state, operation, nowMs);
  if (before !== undefined) return [state, { ...before.reply, replayed: before.replayed, nowMs }];
  requireAccount(state, operation.accountId);
  const found = find(state, operation, nowMs);
  const { charge } = found;
  const left = {
    terms: charge.terms,
    billedUnits: found.billedUnits - (charge.reversed?.units ?? 0),
    parts: without(found.parts, charge.reversed?.parts ?? []),
  };
  const back = reversalOf(left, operation.share);
  if (back === 'beyond') {
    const rest = { milliCents: moneyIn(left.parts), units: left.billedUnits, unit: charge.terms.unit };
    throw beyondCharge(operation.share, rest);
  }
  if (back === 'within_increment') throw withinIncrement();

  const payer = requireAccount(state, payerIdOf(charge));
  const opened = openWallet(payer, undefined, nowMs);
  const sources = { ...sourcesOf(charge, back.parts), planLeftMilliCents: undefined };
  const taken = take(openPurse(opened.wallet, sources, nowMs), charge.terms, 0, 'used', 'used', nowMs);
  const reversedMilliCents = moneyIn(back.parts);
  const facts = {
    kind: 'reversal',
    amountMilliCents: reversedMilliCents,
    reference: referenceOf(operation.target),
    service: charge.facts.service,
    subjectId: charge.facts.subjectId,
    units: 0 - back.units,
    flags: operation.target.kind === 'charge' ? 'k' : '',
    originAccountId: originOf(charge),
    parts: back.parts,
    note: operation.note === '' ? operation.idempotencyKey : `${operation.idempotencyKey} ${operation.note}`,
  };
  const lapsedMilliCents = rolled(taken.wallet.lots, nowMs).entries.reduce(
    (sum, entry) => sum - entry.amountMilliCents,
    0,
  );
  const change = { before: payer, opened, after: taken.wallet, facts: [facts] };
  const reversed = {
    units: (charge.reversed?.units ?? 0) + back.units,
    parts: without(found.parts, without(left.parts, back.parts)),
  };
  const given = countBack(found.store(committed(state, change, nowMs), reversed), charge, back.parts);
  const after = openWallet(requireAccount(given, payerIdOf(charge)), undefined, nowMs).wallet;
  const reply: ReverseReply = {
    reversedMilliCents,
    reversedUnits: back.units,
    lapsedMilliCents,
    leftMilliCents: moneyIn(left.parts) - reversedMilliCents,
    leftUnits: left.billedUnits - back.units,
    parts: back.parts,
    service: charge.facts.service,
    unit: charge.terms.unit,
    replayed: false,
    nowMs,
    ...fundsOf(after, nowMs),
  };
  return [remember(given, operation, reply, nowMs, options.onceMs), reply];
}

/** What is given back, what was charged for it, and how the reversals of it are noted. */
interface Found {
  readonly charge: Chargeable;
  readonly billedUnits: number;
  readonly parts: readonly FundingPart[];
  store(state: ReferenceState, reversed: NonNullable<Chargeable['reversed']>): ReferenceState;
}

function find(state: ReferenceState, operation: ReverseOperation, nowMs: number): Found {
  const { accountId, target } = operation;
  if (target.kind === 'hold') {
    const hold = requireHold(state, { ...operation, holdId: target.holdId }, nowMs);
    if (isOpen(hold)) throw holdOpen();
    return {
      charge: hold,
      billedUnits: hold.result?.billedUnits ?? 0,
      parts: hold.parts,
      store: (next, reversed) => withHold(next, { ...hold, reversed }),
    };
  }
  const key = keyOf({ accountId, idempotencyKey: target.chargeKey });
  const kept = state.once.get(key);
  if (kept?.charge === undefined || kept.expiresAtMs <= nowMs) throw chargeUnknown();
  const { charge } = kept;
  return {
    charge,
    billedUnits: charge.billedUnits,
    parts: charge.parts,
    store: (next, reversed) => ({
      ...next,
      once: new Map(next.once).set(key, { ...kept, charge: { ...charge, reversed } }),
    }),
  };
}

function referenceOf(target: ReversalTarget): string {
  return target.kind === 'hold' ? target.holdId : target.chargeKey;
}

/** Its own parts and nothing else: what it gives back draws on nothing. */
function sourcesOf(charge: Chargeable, own: readonly FundingPart[]) {
  return {
    service: charge.facts.service,
    sinceMs: 0,
    stop: false,
    allowances: own
      .filter(({ source }) => source === 'allowance')
      .map(({ name, units }) => ({ counter: name, totalUnits: units })),
    own,
    ended: 'own',
  } as const;
}

/** What it counted in as used is so no longer. */
function countBack(state: ReferenceState, charge: Chargeable, parts: readonly FundingPart[]): ReferenceState {
  const money = { moneyMilliCents: 0 - moneyIn(parts), planMilliCents: 0 - planMoneyIn(parts) };
  return movedInOwners(state, charge, money, 0);
}
