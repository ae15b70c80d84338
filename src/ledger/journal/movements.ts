/** What the journal's entries say about money, account by account. */
import type { FundingPart, Movement, MovementKind, Page, TimeSpan } from '../port.ts';
import type { ScriptRunner } from '../redis/runner.ts';
import { balanceParts } from '../rules/lots.ts';
import { type JournalEntry, parseJournalEntry } from './entry.ts';
import { integer, replyShape, text } from '../redis/replies.ts';

/** `next` is empty at the end. */
const JOURNAL = replyShape({ coveredFromMs: integer, next: text });

/** How many entries of a partition one script call looks at. */
const PAGE_ENTRIES = 1_000;

const MOVEMENT_KINDS: ReadonlySet<string> = new Set([
  'credit',
  'charge',
  'correction',
  'adjustment',
  'expiry',
  'write_off',
  'reversal',
]);

/** The lot that a plan gave, that was bought, or that has ended. */
function lotOf({ kind, flags, reference, parts }: JournalEntry): string {
  if (flags.includes('t')) return reference;
  return kind === 'credit' ? (parts[0]?.name ?? '') : '';
}

/** Where the money of traffic came from; the journal does not repeat what the amount says already. */
function sourcesOf({ kind, parts, amountMilliCents }: JournalEntry): readonly FundingPart[] {
  if (kind === 'credit') return [];
  if (parts.length > 0) return parts;
  return kind === 'charge' || kind === 'reversal' ? balanceParts(Math.abs(amountMilliCents)) : parts;
}

/** An entry with money is a movement; so is a charge of nothing, because a free call is usage too. */
export function toMovement(entry: JournalEntry): Movement | undefined {
  if (!MOVEMENT_KINDS.has(entry.kind)) return undefined;
  const keyed = entry.flags.includes('k');
  const isLot = entry.flags.includes('t');
  const traffic = entry.kind === 'charge' || entry.kind === 'correction' || entry.kind === 'write_off';
  const reversal = entry.kind === 'reversal' ? readReversal(entry, keyed) : undefined;
  return {
    sequence: entry.sequence,
    atMs: entry.atMs,
    kind: entry.kind as MovementKind,
    amountMilliCents: entry.amountMilliCents,
    balanceMilliCents: entry.balanceMilliCents,
    holdId: keyed || isLot ? '' : entry.reference,
    idempotencyKey: keyed ? entry.reference : '',
    chargeKey: '',
    lotId: lotOf(entry),
    originAccountId: entry.originAccountId,
    parts: sourcesOf(entry),
    service: entry.service,
    subjectId: entry.subjectId,
    billedUnits: entry.units,
    // The note of a hold's entry is its duration and cause, which are no words for people.
    note: traffic && !keyed ? '' : entry.note,
    estimated: entry.flags.includes('e'),
    firstCharge: entry.kind === 'charge' || entry.flags.includes('l'),
    ...reversal,
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

/** Where to read: one account's entries in its partition. */
export interface JournalPlace {
  readonly rootAccountId: string;
  readonly accountId: string;
}

/** One account's entries, oldest first, page by page. */
export async function* readJournal(runner: ScriptRunner, place: JournalPlace): AsyncGenerator<JournalEntry> {
  const keys = runner.options.keys.of(place.rootAccountId);
  for (let after = '-'; after !== '';) {
    const reply = await runner.run('read_journal', [keys.meta, keys.journal], [place.accountId, after, PAGE_ENTRIES]);
    after = reply.read(JOURNAL).next;
    for (const line of reply.rest()) yield parseJournalEntry(line);
  }
}

/** Since when the journal holds everything of the partition, in milliseconds since the epoch. */
export async function readJournalStart(
  runner: ScriptRunner,
  place: Pick<JournalPlace, 'rootAccountId'>,
): Promise<number> {
  const keys = runner.options.keys.of(place.rootAccountId);
  const reply = await runner.run('read_journal', [keys.meta, keys.journal], ['', '-', 1]);
  return reply.read(JOURNAL).coveredFromMs;
}

/** Movements of one account in a span of time, oldest first, at most `limit`. */
export async function* readMovements(
  runner: ScriptRunner,
  place: JournalPlace,
  span: TimeSpan,
  page: Page,
): AsyncGenerator<Movement> {
  let left = page.limit;
  const seen = Number(page.after);
  for await (const entry of readJournal(runner, place)) {
    if (span.toMs > 0 && entry.atMs >= span.toMs) return;
    const movement = entry.atMs >= span.fromMs && entry.sequence > seen ? toMovement(entry) : undefined;
    if (movement === undefined) continue;
    yield movement;
    if (--left === 0) return;
  }
}
