/** Usage by day and service, added up from the movements. */
import { localDay } from '../domain/cycle.ts';
import type { AccountProfile, Ledger, TimeSpan } from '../ledger/port.ts';
import type { UsageReport, UsageRow } from './requests.ts';

const EVERY_MOVEMENT = Number.MAX_SAFE_INTEGER;

/** A correction changes the units and the amount of a charge that was counted already. */
export async function usageOf(ledger: Ledger, profile: AccountProfile, span: TimeSpan): Promise<UsageReport> {
  const rows = new Map<string, UsageRow>();
  for await (const movement of ledger.movements(profile, span, EVERY_MOVEMENT)) {
    if (movement.kind !== 'charge' && movement.kind !== 'correction') continue;
    const day = localDay(profile.timeZone, movement.atMs);
    const key = `${day} ${movement.service}`;
    const row = rows.get(key) ?? { day, service: movement.service, count: 0, billedUnits: 0, billedMilliCents: 0 };
    rows.set(key, {
      ...row,
      count: row.count + (movement.firstCharge ? 1 : 0),
      billedUnits: row.billedUnits + movement.billedUnits,
      billedMilliCents: row.billedMilliCents - movement.amountMilliCents,
    });
  }
  const sorted = [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  return { rows: sorted, coveredFromMs: await ledger.journalStart(profile) };
}
