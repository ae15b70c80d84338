/** The faults that both ledgers answer in the same words. */
import { Fault, invalidField } from '../domain/fault.ts';
import type { ReversalShare } from './reversal-operations.ts';

export function accountUnknown(): Fault {
  return new Fault('ACCOUNT_UNKNOWN', 'there is no such account', { field: 'account_id' });
}

export function holdUnknown(): Fault {
  const message = 'there is no such hold, or it ended longer ago than holds are remembered';
  return new Fault('HOLD_UNKNOWN', message, { field: 'hold_id' });
}

export function revisionMismatch(revision: number): Fault {
  const message = `the account is at revision ${revision}; read it again and repeat the change`;
  return new Fault('REVISION_MISMATCH', message, { field: 'revision' });
}

/** A lot that would have ended before it began. */
export function alreadyExpired(): Fault {
  return new Fault('ALREADY_EXPIRED', 'expires_at_ms: that time has passed', {
    field: 'expires_at_ms',
  });
}

export function balanceLimit(field: 'amount_milli_cents' | 'units' = 'amount_milli_cents'): Fault {
  const what = field === 'units' ? 'the pack' : 'the balance';
  return new Fault('BALANCE_LIMIT', `${field}: ${what} would leave the range that can be counted exactly`, { field });
}

export function lotLimit(most: number): Fault {
  const message = `the account has ${most} lots and packs already; wait until some have ended`;
  return new Fault('LOT_LIMIT', message);
}

/** Of a correction by hand. */
export function packUnknown(): Fault {
  const message = 'the account has no such pack, or it has ended';
  return new Fault('PACK_UNKNOWN', message, { field: 'pack_id' });
}

/** @param free - what could be taken off it, units */
export function packTooSmall(free: number): Fault {
  const message = `units: only ${free} units of this pack are neither used nor held`;
  return new Fault('PACK_TOO_SMALL', message, { field: 'units', metadata: { remaining_units: String(free) } });
}

/** Of a package. @param free - what the balance and its credit limit could pay, milli-cents */
export function priceTooHigh(free: number): Fault {
  const message = 'the price of the package is more than the free balance of the account; add credit first';
  return new Fault('BALANCE_TOO_LOW', message, { metadata: { free_milli_cents: String(free) } });
}

export function accountClosed(): Fault {
  return new Fault('ACCOUNT_CLOSED', 'a closed account takes no credit', {
    field: 'account_id',
  });
}

/** A hold id or an idempotency key names one request, and this is another one. */
export function usedOtherwise(field: 'hold_id' | 'idempotency_key'): Fault {
  return new Fault('CONFLICT', `this ${field} was used for a different request`, { field });
}

/* Of reports of a call that is up. */

export function holdEnded(state: string): Fault {
  return new Fault('HOLD_ENDED', `this hold has already ended (${state})`, { field: 'hold_id' });
}

/** @param last - the highest number that was seen */
export function sequenceTooLow(last: number | string): Fault {
  return new Fault('SEQUENCE_TOO_LOW', `sequence: ${last} was seen already; count upwards`, { field: 'sequence' });
}

export function sequenceUsedOtherwise(): Fault {
  return new Fault('CONFLICT', 'sequence: this number was used with another quantity', { field: 'sequence' });
}

/* Of reversals. */

export function chargeUnknown(): Fault {
  const message = 'there is no such charge, or it was made longer ago than charges are remembered, or without a key';
  return new Fault('CHARGE_UNKNOWN', message, { field: 'charge_idempotency_key' });
}

/** Only what has ended has been charged. */
export function holdOpen(): Fault {
  return new Fault('HOLD_OPEN', 'this hold is still open: settle or release it', { field: 'hold_id' });
}

/** More than the charge, less what was given back before. */
export function beyondCharge(share: ReversalShare, left: { milliCents: number; units: number; unit: string }): Fault {
  const field = share === undefined ? undefined : share.kind === 'money' ? 'amount_milli_cents' : 'units';
  const rest = `${left.milliCents} milli-cents and ${left.units} billed units of this charge are left to give back`;
  return new Fault('BEYOND_CHARGE', field === undefined ? rest : `${field}: only ${rest}`, {
    ...(field !== undefined && { field }),
    metadata: { remaining_milli_cents: String(left.milliCents), remaining_units: String(left.units), unit: left.unit },
  });
}

/** Units are given back in the increments in which they were billed. */
export function withinIncrement(): Fault {
  return invalidField('units', 'less than the last increment that was billed: nothing would be given back');
}

/** A settle that says otherwise would charge again what somebody gave back. */
export function reversed(): Fault {
  const message = 'this hold was given back by a reversal: another quantity than it was settled with charges nothing';
  return new Fault('REVERSED', message, { field: 'hold_id' });
}

/* Of a gateway: its epochs, and its lists of active legs. */

/** @param epoch - the one that the gateway has begun since */
export function epochPassed(epoch: number | string): Fault {
  const message = `epoch: the gateway has begun epoch ${epoch} since; what an earlier one says counts no more`;
  return new Fault('EPOCH_PASSED', message, { field: 'epoch' });
}

/** @param page - of the list, that says otherwise */
export function otherLastPage(page: number | string): Fault {
  const message = `last: page ${page} of this list contradicts this one about which is the last; begin a new list`;
  return new Fault('CONFLICT', message, { field: 'last' });
}

/** Too many others came, or too much time has passed. */
export function listGone(): Fault {
  return new Fault('CONFLICT', 'list_id: newer lists have taken the place of this one; begin a new list', {
    field: 'list_id',
  });
}
