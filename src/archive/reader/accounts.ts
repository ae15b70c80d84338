/** What entries of the journal say of accounts and subjects themselves. Pure. */
import type { JournalEntry } from '../../ledger/journal/entry.ts';

/** An account as far as the journal has told of it. */
export interface KeptAccount {
  readonly accountId: string;
  /** Empty where there is none, or it was opened before the archive began. */
  readonly parentAccountId: string;
  readonly rootAccountId: string;
  readonly plan: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly state: string;
  /** Of the store: where its entries come from. */
  readonly partition: number;
  readonly epoch: number;
  /** Of its last entry that was kept, and the id of that in its partition. */
  readonly lastSequence: number;
  readonly lastId: string;
  readonly balanceMilliCents: number;
  readonly heldMilliCents: number;
  readonly changedAtMs: number;
}

/** One of which nothing was heard before. */
export function unknownAccount(accountId: string, partition: number, epoch: number): KeptAccount {
  return {
    accountId,
    parentAccountId: '',
    rootAccountId: accountId,
    plan: '',
    currency: '',
    timeZone: '',
    state: 'active',
    partition,
    epoch,
    lastSequence: 0,
    lastId: '',
    balanceMilliCents: 0,
    heldMilliCents: 0,
    changedAtMs: 0,
  };
}

/** The account after one of its entries. */
export function foldAccount(before: KeptAccount, entry: JournalEntry, id: string, epoch: number): KeptAccount {
  return {
    ...before,
    ...(entry.kind === 'account' ? profileOf(entry.note) : {}),
    epoch,
    lastSequence: entry.sequence,
    lastId: id,
    balanceMilliCents: entry.balanceMilliCents,
    heldMilliCents: entry.heldMilliCents,
    changedAtMs: entry.atMs,
  };
}

/** When it is opened all that matters, by place; later what changed, as `field=value`. See the scripts. */
function profileOf(note: string): Partial<KeptAccount> {
  const words = note.split('\t');
  if (words.length === 10 && !words[0]?.includes('=')) {
    const [state = '', plan = '', currency = '', timeZone = ''] = words;
    const [rootAccountId = '', parentAccountId = ''] = words.slice(8);
    return { state, plan, currency, timeZone, rootAccountId, parentAccountId };
  }
  const changed = new Map(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
  const field = (name: string, key: keyof KeptAccount): Partial<KeptAccount> =>
    changed.has(name) ? { [key]: changed.get(name) } : {};
  return { ...field('state', 'state'), ...field('plan', 'plan'), ...field('time_zone', 'timeZone') };
}

/** The labels of a subject, such as its department; none where it has none. @param note - of an entry `subject` */
export function subjectLabels(note: string): Readonly<Record<string, string>> {
  if (note === '') return {};
  const { labels } = JSON.parse(note) as { readonly labels?: Readonly<Record<string, string>> };
  return labels ?? {};
}
