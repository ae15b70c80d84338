/** Pages of movements. */
import { type Selectable, sql } from 'kysely';
import type { Direction } from '../../domain/traffic.ts';
import type { MovementKind, Page, PageOf } from '../../ledger/port.ts';
import type { MovementRow, MovementsFilter } from '../port.ts';
import type { ArchiveDatabase } from './database.ts';
import { movementsWhere } from './filters.ts';
import type { MovementsTable } from './tables.ts';

/** Oldest first. */
export async function readMovements(
  db: ArchiveDatabase,
  filter: MovementsFilter,
  page: Page,
): Promise<PageOf<MovementRow>> {
  let query = db.selectFrom('tollgate.movements').selectAll().where(movementsWhere(filter));
  if (page.after !== '') {
    const [ms, ...rest] = JSON.parse(page.after) as [number, string, number, number];
    const place = sql`(${new Date(ms)}::timestamptz, ${rest[0]}::text, ${rest[1]}::int, ${rest[2]}::bigint)`;
    query = query.where(sql<boolean>`(at, account_id, epoch, sequence) > ${place}`);
  }
  const rows = await query
    .orderBy('at')
    .orderBy('account_id')
    .orderBy('epoch')
    .orderBy('sequence')
    .limit(page.limit)
    .execute();
  const last = rows.length === page.limit ? rows.at(-1) : undefined;
  const next = last && JSON.stringify([last.at.getTime(), last.account_id, last.epoch, last.sequence]);
  return { items: rows.map(toMovementRow), next: next ?? '' };
}

function toMovementRow(row: Selectable<MovementsTable>): MovementRow {
  return {
    epoch: row.epoch,
    accountId: row.account_id,
    sequence: row.sequence,
    atMs: row.at.getTime(),
    kind: row.kind as MovementKind,
    amountMilliCents: row.amount_milli_cents,
    balanceMilliCents: row.balance_milli_cents,
    holdId: row.hold_id,
    chargeKey: row.charge_key,
    idempotencyKey: row.idempotency_key,
    lotId: row.lot_id,
    packId: row.pack_id,
    packUnits: row.pack_units,
    packageId: row.package_id,
    originAccountId: row.origin_account_id,
    service: row.service,
    subjectId: row.subject_id,
    direction: row.direction === '' ? undefined : (row.direction as Direction),
    numberClass: row.number_class,
    number: row.number,
    connectedSeconds: row.connected_seconds,
    billedUnits: row.billed_units,
    parts: row.parts,
    note: row.note,
    estimated: row.estimated,
  };
}
