/** The movements of the archive: their columns, and how they are kept. */
import { type Insertable, sql } from 'kysely';
import { toMovement } from '../../ledger/journal/movements.ts';
import type { JournalEntry } from '../../ledger/journal/entry.ts';
import type { KeptCall } from '../reader/fold.ts';
import type { ArchiveDatabase } from './database.ts';
import type { MovementsTable } from './tables.ts';

/** With JSON as it is, for `json_populate_recordset`. */
export type JsonRow<Table> = { readonly [Column in keyof Insertable<Table>]: unknown };

/**
 * The row of an entry that changed money; undefined for any other.
 *
 * @param call - what the entry is about, as it stands after it; undefined where it is about none
 */
export function movementRow(
  entry: JournalEntry,
  epoch: number,
  call: KeptCall | undefined,
): JsonRow<MovementsTable> | undefined {
  const movement = toMovement(entry);
  if (movement === undefined) return undefined;
  const isKeyedCharge = movement.kind === 'charge' && movement.holdId === '';
  return {
    at: new Date(movement.atMs).toISOString(),
    account_id: entry.accountId,
    epoch,
    sequence: movement.sequence,
    kind: movement.kind,
    amount_milli_cents: movement.amountMilliCents,
    balance_milli_cents: movement.balanceMilliCents,
    hold_id: movement.holdId,
    charge_key: isKeyedCharge ? movement.idempotencyKey : movement.chargeKey,
    idempotency_key: isKeyedCharge ? '' : movement.idempotencyKey,
    lot_id: movement.lotId,
    pack_id: movement.packId,
    pack_units: movement.packUnits,
    package_id: movement.packageId,
    origin_account_id: movement.originAccountId,
    service: movement.service,
    subject_id: movement.subjectId,
    direction: call?.direction ?? '',
    number_class: call?.numberClass ?? '',
    number: call?.number ?? '',
    connected_seconds: call?.connectedSeconds ?? 0,
    billed_units: movement.billedUnits,
    parts: movement.parts,
    note: movement.note,
    estimated: movement.estimated,
  };
}

/** Their months must be there. */
export async function writeMovements(db: ArchiveDatabase, rows: readonly JsonRow<MovementsTable>[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into tollgate.movements
    select * from json_populate_recordset(null::tollgate.movements, ${JSON.stringify(rows)}::json)
    on conflict do nothing
  `.execute(db);
}
