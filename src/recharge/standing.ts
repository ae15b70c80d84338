/** What an account's own credit is, as recharging counts it, and what it has used. */
import { localDay, localDaySpan } from '../domain/cycle.ts';
import type { AccountState } from '../ledger/port.ts';
import { isOver } from '../ledger/rules/lots.ts';
import type { AccountPlace } from './records.ts';
import type { Standing } from './rules.ts';

export interface AccountStanding extends Standing {
  readonly place: AccountPlace;
  readonly currency: string;
}

export function standingOf({ profile, balanceMilliCents, lots, nowMs }: AccountState): AccountStanding {
  const { accountId, rootAccountId, timeZone, state, fundedBy, currency } = profile;
  const bought = lots.filter((lot) => lot.kind === 'lot' && lot.services.length === 0 && !isOver(lot, nowMs));
  const unused = bought.reduce((sum, lot) => sum + Math.max(0, lot.grantedMilliCents - lot.usedMilliCents), 0);
  return {
    place: { accountId, rootAccountId },
    currency,
    nowMs,
    day: localDay(timeZone, nowMs),
    dayEndsAtMs: localDaySpan(timeZone, nowMs).endsAtMs,
    creditMilliCents: balanceMilliCents + unused,
    usesOwnCredit: state === 'active' && fundedBy === 'self',
  };
}
