/** Usage by day and service, added up from the movements. */
import { localDay } from '../domain/cycle.ts';
import type { AccountProfile, Ledger, Movement, TimeSpan } from '../ledger/port.ts';
import type { UsageReport, UsageRow } from './requests.ts';

const EVERY_MOVEMENT = Number.MAX_SAFE_INTEGER;

/**
 * What the account has paid for, and its own traffic that a parent has paid for. A correction changes the units and the amount of a charge that was
 * counted already.
 *
 * @param parents - from the account's own parent up to the root.
 */
export async function usageOf(
  ledger: Ledger,
  profile: AccountProfile,
  parents: readonly AccountProfile[],
  span: TimeSpan,
): Promise<UsageReport> {
  const rows = new Map<string, UsageRow>();
  for (const payer of [profile, ...parents]) {
    for await (const movement of ledger.movements(payer, span, EVERY_MOVEMENT)) {
      if (payer === profile || movement.originAccountId === profile.accountId) addTo(rows, profile, movement);
    }
  }
  const sorted = [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  return { rows: sorted, coveredFromMs: await ledger.journalStart(profile) };
}

function addTo(rows: Map<string, UsageRow>, { timeZone }: AccountProfile, movement: Movement): void {
  if (movement.kind !== 'charge' && movement.kind !== 'correction') return;
  const day = localDay(timeZone, movement.atMs);
  const key = `${day} ${movement.service}`;
  const row = rows.get(key) ?? { day, service: movement.service, count: 0, billedUnits: 0, billedMilliCents: 0 };
  rows.set(key, {
    ...row,
    count: row.count + (movement.firstCharge ? 1 : 0),
    billedUnits: row.billedUnits + movement.billedUnits,
    billedMilliCents: row.billedMilliCents - movement.amountMilliCents,
  });
}
