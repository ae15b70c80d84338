/** What the journal's entries say about money, account by account. */
import type { FundingPart, Movement, MovementKind, Page, PlacedMovement, TailEntry, TimeSpan } from '../port.ts';
import type { ScriptRunner } from '../redis/runner.ts';
import { chargeNote } from '../pinned.ts';
import { balanceParts } from '../rules/lots.ts';
import { type JournalEntry, parseJournalEntry } from './entry.ts';
import { integer, replyShape, text } from '../redis/replies.ts';

/** `next` is empty at the end. */
const JOURNAL = replyShape({ coveredFromMs: integer, next: text });

/** How many entries of a partition one script call looks at: about a millisecond of Redis's time. */
const PAGE_ENTRIES = 500;

const MOVEMENT_KINDS: ReadonlySet<string> = new Set([
  'credit',
  'charge',
  'correction',
  'adjustment',
  'expiry',
  'write_off',
  'reversal',
  'purchase',
]);

/** The lot or pack that a plan gave, that was bought or corrected, or that has ended. */
function lotOf({ kind, flags, reference, parts }: JournalEntry): string {
  if (flags.includes('t')) return reference;
  return kind === 'credit' || kind === 'adjustment' ? (parts[0]?.name ?? '') : '';
}

/** The id says which: it is nothing that anybody chooses. */
function isPack(lotId: string): boolean {
  return lotId.startsWith('pack-');
}

/** Where the money of traffic came from; the journal does not repeat what the amount says already. */
function sourcesOf({ kind, parts, amountMilliCents }: JournalEntry): readonly FundingPart[] {
  if (kind === 'credit' || kind === 'adjustment') return [];
  if (parts.length > 0) return parts;
  return kind === 'charge' || kind === 'reversal' ? balanceParts(Math.abs(amountMilliCents)) : parts;
}

/** An entry with money is a movement; so is a charge of nothing, because a free call is usage too. */
export function toMovement(entry: JournalEntry): Movement | undefined {
  if (!MOVEMENT_KINDS.has(entry.kind)) return undefined;
  const keyed = entry.flags.includes('k');
  const isLot = entry.flags.includes('t');
  const lotId = lotOf(entry);
  const ofPack = isPack(lotId);
  const traffic = entry.kind === 'charge' || entry.kind === 'correction' || entry.kind === 'write_off';
  const reversal = entry.kind === 'reversal' ? readReversal(entry, keyed) : undefined;
  const purchase = entry.kind === 'purchase' ? readPurchase(entry) : undefined;
  return {
    sequence: entry.sequence,
    atMs: entry.atMs,
    kind: entry.kind as MovementKind,
    amountMilliCents: entry.amountMilliCents,
    balanceMilliCents: entry.balanceMilliCents,
    holdId: keyed || isLot ? '' : entry.reference,
    idempotencyKey: keyed ? entry.reference : '',
    chargeKey: '',
    lotId: ofPack ? '' : lotId,
    packId: ofPack ? lotId : '',
    packUnits: ofPack ? entry.units : 0,
    packageId: '',
    originAccountId: entry.originAccountId,
    parts: sourcesOf(entry),
    service: entry.service,
    subjectId: entry.subjectId,
    billedUnits: ofPack ? 0 : entry.units,
    // The note of a hold's entry is its duration and cause, which are no words for people.
    note: traffic && !keyed ? '' : chargeNote(entry.note),
    estimated: entry.flags.includes('e'),
    firstCharge: (entry.kind === 'charge' && !entry.flags.includes('m')) || entry.flags.includes('l'),
    ...reversal,
    ...purchase,
  };
}

/** Its reference is what was given back; its own key is the first word of its note. */
function readReversal(
  { reference, note }: JournalEntry,
  keyed: boolean,
): Pick<Movement, 'idempotencyKey' | 'chargeKey' | 'note'> {
  const [idempotencyKey = '', ...words] = note.split(' ');
  return { idempotencyKey, chargeKey: keyed ? reference : '', note: words.join(' ') };
}

/** The package is the first word of its note. */
function readPurchase({ note }: JournalEntry): Pick<Movement, 'packageId' | 'note'> {
  const [packageId = '', ...words] = note.split(' ');
  return { packageId, note: words.join(' ') };
}

/** Where to read: one account's entries in its partition. */
export interface JournalPlace {
  readonly rootAccountId: string;
  readonly accountId: string;
}

/** From where to where in the stream, as XRANGE has it. */
interface Bounds {
  readonly first: string;
  readonly last: string;
}

const WHOLE: Bounds = { first: '-', last: '+' };

/** One account's entries, oldest first, page by page. */
export async function* readJournal(
  runner: ScriptRunner,
  place: JournalPlace,
  { first, last } = WHOLE,
): AsyncGenerator<TailEntry> {
  const keys = runner.options.keys.of(place.rootAccountId);
  for (let from = first; from !== '';) {
    const args = [place.accountId, from, last, PAGE_ENTRIES];
    const reply = await runner.run('read_journal', [keys.meta, keys.journal], args);
    const { next } = reply.read(JOURNAL);
    from = next === '' ? '' : `(${next}`;
    const words = reply.rest();
    for (let at = 0; at < words.length; at += 2) {
      yield { id: words[at] ?? '', entry: parseJournalEntry(words[at + 1] ?? '') };
    }
  }
}

/** Since when the journal holds everything of the partition, in milliseconds since the epoch. */
export async function readJournalStart(
  runner: ScriptRunner,
  place: Pick<JournalPlace, 'rootAccountId'>,
): Promise<number> {
  const keys = runner.options.keys.of(place.rootAccountId);
  const reply = await runner.run('read_journal', [keys.meta, keys.journal], ['', '-', '+', 1]);
  return reply.read(JOURNAL).coveredFromMs;
}

/**
 * Movements of one account in a span of time, oldest first, at most `limit`. A page goes on at the entry of the stream
 * that the last one ended with.
 */
export async function* readMovements(
  runner: ScriptRunner,
  place: JournalPlace,
  span: TimeSpan,
  page: Page,
): AsyncGenerator<PlacedMovement> {
  let left = page.limit;
  // A place of an earlier version is the sequence alone.
  const [, seen = '0', id] = /^(\d+)(?: (\d+-\d+))?$/.exec(page.after) ?? [];
  const bounds = boundsOf(span, runner.clockArgument() === 0);
  for await (const each of readJournal(runner, place, id === undefined ? bounds : { ...bounds, first: `(${id}` })) {
    const { entry } = each;
    if (span.toMs > 0 && entry.atMs >= span.toMs) return;
    const movement = entry.atMs >= span.fromMs && entry.sequence > Number(seen) ? toMovement(entry) : undefined;
    if (movement === undefined) continue;
    yield { ...movement, place: `${entry.sequence} ${each.id}` };
    if (--left === 0) return;
  }
}

/** How much later the id of an entry may be than its time: as far as the clock of a store was set back. */
const SET_BACK_MS = 3_600_000;

/**
 * The part of the stream in which the entries of a span are. An id is never before the time of its entry, if both come
 * from Redis's clock: it only rises, also where that clock is set back.
 */
function boundsOf({ fromMs, toMs }: TimeSpan, byRedisClock: boolean): Bounds {
  if (!byRedisClock) return WHOLE;
  return { first: `${fromMs}-0`, last: toMs > 0 ? `${toMs + SET_BACK_MS}-0` : '+' };
}
