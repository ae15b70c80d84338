/** The codec of the journal's entries, as `lua/include/journal.lua` writes them. */
import type { FundingPart } from '../port.ts';
import { readParts } from '../rules/lots.ts';

/** One change of state. Money in milli-cents, after the change. */
export interface JournalEntry {
  readonly kind: string;
  readonly accountId: string;
  /** Dense per account, from 1. */
  readonly sequence: number;
  readonly atMs: number;
  /**
   * Signed change of the account's money; for a write-off what was forgiven, negative where a correction collected it
   * after all.
   */
  readonly amountMilliCents: number;
  readonly balanceMilliCents: number;
  /** On the balance. */
  readonly heldMilliCents: number;
  /** A hold id, a lot or pack where the flags hold `t`, or an idempotency key where the flags hold `k`. */
  readonly reference: string;
  readonly service: string;
  readonly subjectId: string;
  /** Billed or granted; of a pack that was bought, corrected or has ended, how many came to it, signed. */
  readonly units: number;
  /**
   * Letters: e estimated, c clamped, i inconsistent, l the late first charge of a call, d denied, r revived, k the
   * reference is an idempotency key, t it is a lot or pack, m more of a call that interim settles have charged before,
   * g opened again from its claim, or ended because its gateway does not list it any more, s ended by the sweeper.
   */
  readonly flags: string;
  /** The account whose traffic it was, where another one pays; otherwise empty. */
  readonly originAccountId: string;
  /** What the hold has reserved or been charged, where that is more than the balance; otherwise empty. */
  readonly parts: readonly FundingPart[];
  readonly note: string;
}

/** Reads one line of the journal; lines of older versions have no origins, parts or notes. */
export function parseJournalEntry(line: string): JournalEntry {
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
