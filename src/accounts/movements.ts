/** Movements of one account: out of the archive as far as the journal does not reach back, then out of the journal. */
import type { Archive, MovementRow } from '../archive/port.ts';
import type { AccountProfile, Ledger, Page, PlacedMovement, TimeSpan } from '../ledger/port.ts';

/** What has older movements. */
export type MovementArchive = Pick<Archive, 'movements'>;

const ROWS_AT_ONCE = 1_000;
const EVERYBODY = { accountIds: [], accountPrefixes: [] };

/**
 * Oldest first. What a span asks for from before the journal comes from the archive; a span that does not say where it
 * begins begins with the journal. Nothing is missed in between, nor told twice: the archive has all that was trimmed,
 * and is asked up to where the journal begins.
 *
 * @throws Fault `ARCHIVE_AWAY` where older ones are asked for and the archive is not there
 */
export async function* movementsOf(
  ledger: Ledger,
  archive: MovementArchive,
  profile: AccountProfile,
  span: TimeSpan,
  page: Page,
): AsyncGenerator<PlacedMovement> {
  const seen = archivedPlace(page.after);
  const begins = page.after === '' && span.fromMs > 0 ? Math.max(span.fromMs, profile.createdAtMs) : Infinity;
  const journalFromMs = seen === undefined && begins === Infinity ? 0 : await ledger.journalStart(profile);
  if (seen === undefined && begins >= journalFromMs) {
    yield* ledger.movements(profile, span, page);
    return;
  }
  const toMs = span.toMs > 0 ? Math.min(span.toMs, journalFromMs) : journalFromMs;
  let left = page.limit;
  for await (const row of archived(archive, profile.accountId, { fromMs: seen?.atMs ?? span.fromMs, toMs })) {
    if (seen !== undefined && isSeen(row, seen)) continue;
    yield asMovement(row);
    if (--left === 0) return;
  }
  yield* ledger.movements(
    profile,
    { ...span, fromMs: Math.max(span.fromMs, journalFromMs) },
    { after: '', limit: left },
  );
}

async function* archived(archive: MovementArchive, accountId: string, span: TimeSpan): AsyncGenerator<MovementRow> {
  let after = '';
  do {
    const filter = { ...span, scope: EVERYBODY, accountId };
    const { items, next } = await archive.movements(filter, { after, limit: ROWS_AT_ONCE });
    yield* items;
    after = next;
  } while (after !== '');
}

/** Where a page ended: by this much the rows of one account are in order. */
interface Place {
  readonly atMs: number;
  readonly epoch: number;
  readonly sequence: number;
}

function archivedPlace(after: string): Place | undefined {
  const [, atMs, epoch, sequence] = /^archive (\d+) (\d+) (\d+)$/.exec(after) ?? [];
  if (sequence === undefined) return undefined;
  return { atMs: Number(atMs), epoch: Number(epoch), sequence: Number(sequence) };
}

function isSeen(row: MovementRow, { atMs, epoch, sequence }: Place): boolean {
  if (row.atMs !== atMs) return row.atMs < atMs;
  return row.epoch === epoch ? row.sequence <= sequence : row.epoch < epoch;
}

/** As the journal would tell it: of a Charge the key is the movement's own. */
function asMovement({ direction: _way, epoch, ...row }: MovementRow): PlacedMovement {
  const isCharge = row.kind === 'charge' && row.holdId === '';
  return {
    ...row,
    idempotencyKey: isCharge ? row.chargeKey : row.idempotencyKey,
    chargeKey: isCharge ? '' : row.chargeKey,
    firstCharge: row.kind === 'charge',
    place: `archive ${row.atMs} ${epoch} ${row.sequence}`,
  };
}
