/** The faults that both ledgers answer in the same words. */
import { Fault } from '../domain/fault.ts';

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

export function balanceLimit(): Fault {
  const message = 'amount_milli_cents: the balance would leave the range that can be counted exactly';
  return new Fault('BALANCE_LIMIT', message, { field: 'amount_milli_cents' });
}

export function lotLimit(most: number): Fault {
  const message = `the account has ${most} lots already; wait until some have ended`;
  return new Fault('LOT_LIMIT', message);
}

export function accountClosed(): Fault {
  return new Fault('ACCOUNT_CLOSED', 'a closed account takes no credit', {
    field: 'account_id',
  });
}
