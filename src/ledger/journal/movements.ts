/** The journal's entries, as `lua/include/journal.lua` writes them, and what they say about money. */
import type { FundingPart, Movement, MovementKind, Page, TimeSpan } from '../port.ts';
import type { ScriptRunner } from '../redis/runner.ts';
import { integer, replyShape, text } from '../redis/replies.ts';
import { balanceParts, readParts } from '../rules/lots.ts';

/** `next` is empty at the end. */
const JOURNAL = replyShape({ coveredFromMs: integer, next: text });

/** How many entries of a partition one script call looks at. */
const PAGE_ENTRIES = 1_000;

/** One change of state. Money in milli-cents, after the change. */
export interface JournalEntry {
  readonly kind: string;
  readonly accountId: string;
  /** Dense per account, from 1. */
  readonly sequence: number;
  readonly atMs: number;
  /** Signed change of the account's money; for a write-off what was forgiven, negative where a correction collected it after all. */
  readonly amountMilliCents: number;
  readonly balanceMilliCents: number;
  /** On the balance. */
  readonly heldMilliCents: number;
  /** A hold id, a lot where the flags hold `t`, or an idempotency key where the flags hold `k`. */
  readonly reference: string;
  readonly service: string;
  readonly subjectId: string;
  readonly units: number;
  /** e estimated, c clamped, l the late first charge of a call, d denied, r revived, k the reference is a key, t it is a lot. */
  readonly flags: string;
  /** The account whose traffic it was, where another one pays; otherwise empty. */
  readonly originAccountId: string;
  /** What the hold has reserved or been charged, where that is more than the balance; otherwise empty. */
  readonly parts: readonly FundingPart[];
  readonly note: string;
}

function parseJournalEntry(line: string): JournalEntry {
  const words = line.split(' ');
  const word = (index: number): string => (words[index] === '-' ? '' : (words[index] ?? ''));
  const [flags = '', originAccountId = '', parts = ''] = word(11).split(';');
  return {
    kind: word(0),
    accountId: word(1),
    sequence: Number(words[2]),
    atMs: Number(words[3]),
    amountMilliCents: Number(words[4]),
    balanceMilliCents: Number(words[5]),
    heldMilliCents: Number(words[6]),
    reference: word(7),
    service: word(8),
    subjectId: word(9),
    units: Number(words[10]),
    flags,
    originAccountId,
    parts: readParts(parts, 0),
    note: words.slice(12).join(' '),
  };
}

const MOVEMENT_KINDS: ReadonlySet<string> = new Set([
  'credit',
  'charge',
  'correction',
  'adjustment',
  'expiry',
  'write_off',
]);

/** The lot that a plan gave, that was bought, or that has ended. */
function lotOf({ kind, flags, reference, parts }: JournalEntry): string {
  if (flags.includes('t')) return reference;
  return kind === 'credit' ? (parts[0]?.name ?? '') : '';
}

/** Where the money of traffic came from; the journal does not repeat what the amount says already. */
function sourcesOf({ kind, parts, amountMilliCents }: JournalEntry): readonly FundingPart[] {
  if (kind === 'credit') return [];
  return kind === 'charge' && parts.length === 0 ? balanceParts(-amountMilliCents) : parts;
}

/** An entry with money is a movement; so is a charge of nothing, because a free call is usage too. */
export function toMovement(entry: JournalEntry): Movement | undefined {
  if (!MOVEMENT_KINDS.has(entry.kind)) return undefined;
  const keyed = entry.flags.includes('k');
  const isLot = entry.flags.includes('t');
  const traffic = entry.kind === 'charge' || entry.kind === 'correction' || entry.kind === 'write_off';
  return {
    sequence: entry.sequence,
    atMs: entry.atMs,
    kind: entry.kind as MovementKind,
    amountMilliCents: entry.amountMilliCents,
    balanceMilliCents: entry.balanceMilliCents,
    holdId: keyed || isLot ? '' : entry.reference,
    idempotencyKey: keyed ? entry.reference : '',
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
  };
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

/** Since when the journal holds everything of the partition. */
export async function readJournalStart(
  runner: ScriptRunner,
  place: Pick<JournalPlace, 'rootAccountId'>,
): Promise<number> {
  const keys = runner.options.keys.of(place.rootAccountId);
  const reply = await runner.run('read_journal', [keys.meta, keys.journal], ['', '-', 1]);
  return reply.read(JOURNAL).coveredFromMs;
}

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
