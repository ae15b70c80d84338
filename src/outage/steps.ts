/**
 * Lends calls that reserve in steps another step while the store is away, within the same budget as calls that are let
 * through. It stands in the record of the report that asked for it, which is on disk before the answer. When the store
 * is told of the report, it reserves the step, if the credit is there; the end of the call is charged in any case.
 */
import { believableSeconds } from '../domain/hold.ts';
import { price, wholeSeconds } from '../domain/terms.ts';
import type { ExtendOperation, Lending } from '../ledger/port.ts';
import type { LentStep } from './bodies.ts';
import type { Exposure } from './exposure.ts';
import type { GrantOutcome } from './grants.ts';
import type { LastKnown } from './known.ts';
import { holdKeyOf } from './spool/spool.ts';

export interface OutageStepsOptions {
  /** What accounts owe; undefined while that is not known. */
  readonly exposure: () => Exposure | undefined;
  readonly known: LastKnown;
  readonly decided: (outcome: GrantOutcome) => void;
}

/** A step that is lent, unless it cannot be kept. */
export interface Loan {
  readonly step: LentStep;
  /** It could not be kept: nothing was lent, and the next report asks again. */
  takeBack(): void;
}

/** Names the steps of a call among what accounts owe, beside its grant. */
export function stepKeyOf(holdKey: string): string {
  return `${holdKey} steps`;
}

export class OutageSteps {
  readonly #options: OutageStepsOptions;

  constructor(options: OutageStepsOptions) {
    this.#options = options;
  }

  /**
   * Counts the step at once, whoever asks before it is on disk.
   *
   * @returns undefined where none is wanted, or none may be lent
   */
  lend(operation: ExtendOperation, atMs: number): Loan | undefined {
    const lending = operation.lending?.();
    if (lending === undefined) return undefined;
    const { known, exposure, decided } = this.#options;
    const { claim } = lending;
    const granted = known.grantOf(operation)?.units ?? claim.grantedUnits;
    const units = wantedUnits(operation, lending, granted, atMs);
    if (units <= granted) return undefined;
    const owed = exposure();
    const step = owed && this.#fitted(operation, lending, owed, granted, units);
    if (step === undefined || typeof step === 'string') {
      decided(step ?? 'spool');
      return undefined;
    }
    const before = owed?.grant(keyOf(operation));
    owed?.add(keyOf(operation), { ...step, fingerprint: '' });
    known.granted(operation, units, claim.terms.unit);
    decided('granted');
    return {
      step,
      takeBack() {
        owed?.remove(keyOf(operation));
        if (before !== undefined) owed?.add(keyOf(operation), before);
        known.granted(operation, granted, claim.terms.unit);
      },
    };
  }

  /** The step, or why there is none. */
  #fitted(
    operation: ExtendOperation,
    { claim, limitMilliCents }: Lending,
    owed: Exposure,
    granted: number,
    units: number,
  ): LentStep | GrantOutcome {
    const { ownerIds, funding, terms } = claim;
    const payerAccountId = ownerIds[funding.payer] ?? operation.accountId;
    const before = owed.grant(keyOf(operation));
    if (before?.isOver === true) return 'budget';
    const coveredMilliCents = before?.coveredMilliCents ?? price(terms, granted);
    const milliCents = price(terms, units) - coveredMilliCents;
    const step = { payerAccountId, terms, units, milliCents, coveredMilliCents };
    const more = milliCents - (before?.milliCents ?? 0);
    if (limitMilliCents === undefined || more <= 0) return step;
    const available = this.#options.known.availableOf(payerAccountId);
    if (available === undefined) return 'unseen';
    return more <= Math.min(limitMilliCents, available) - owed.ofPayer(payerAccountId) ? step : 'budget';
  }
}

/** As extend.lua has it: one step more when less than a step is left of the grant. */
function wantedUnits(
  { connectedSeconds }: ExtendOperation,
  { claim: { terms, timing, extendUnits, maxUnits, authorizedAtMs } }: Lending,
  granted: number,
  atMs: number,
): number {
  if (terms.unit !== 'second' || extendUnits === 0 || connectedSeconds === undefined) return granted;
  const believed = believableSeconds(timing, Math.max(0, atMs - authorizedAtMs));
  const used = Math.min(wholeSeconds(terms, connectedSeconds), believed);
  return used + extendUnits <= granted ? granted : Math.min(maxUnits, granted + extendUnits);
}

function keyOf({ accountId, holdId }: ExtendOperation): string {
  return stepKeyOf(holdKeyOf(accountId, holdId));
}
