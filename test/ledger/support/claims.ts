import type { RecreatedHold, SettleClaim } from '../../../src/ledger/port.ts';
import { call, PER_SECOND } from './test-ledger.ts';

/** What a settle token vouches for: a call of at most 60 s. */
export function claimOf(accountId: string, authorizedAtMs: number, changes: Partial<SettleClaim> = {}): SettleClaim {
  return {
    ownerIds: [accountId],
    funding: { payer: 0, stop: '', allowances: [] },
    terms: PER_SECOND,
    grantedUnits: 60,
    facts: call(accountId, '').facts,
    authorizedAtMs,
    ...changes,
  };
}

/** How a hold goes on that is opened again: as `call` opens it. */
export function recreatedHold(accountId = 'a'): RecreatedHold {
  const { maxUnits, extendUnits, minUnits, belowHold, timing } = call(accountId, '');
  return { maxUnits, extendUnits, minUnits, belowHold, timing };
}
