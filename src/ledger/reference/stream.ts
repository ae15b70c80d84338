/** The journal of the reference ledger as a stream: one partition, kept whole, so that there is nothing to trim. */
import type { JournalStream, TailEntry } from '../journal-operations.ts';
import type { ReferenceState } from './state.ts';

/** Ids count the entries: they have no time, because the times of a test need not rise. */
const idOf = (index: number): string => `0-${index + 1}`;
const countOf = (id: string): number => Number(id.split('-')[1] ?? 0);

export function referenceStream(state: () => ReferenceState, now: () => number): JournalStream {
  const readers = new Map<string, { readonly lastId: string; readonly seenAtMs: number }>();
  return {
    partitions: 1,
    partitionOf: () => 0,
    journalEnd: async () => (state().journal.length === 0 ? '' : idOf(state().journal.length - 1)),
    tail: async (_partition, afterId, count) => {
      const from = countOf(afterId);
      const page = state().journal.slice(from, from + count);
      return { entries: page.map((entry, index): TailEntry => ({ id: idOf(from + index), entry })), missed: false };
    },
    trimJournal: async () => ({
      trimmed: 0,
      overrun: 0,
      entries: state().journal.length,
      bytes: 0,
      failedPartitions: 0,
      readers: [...readers].map(([reader, { lastId, seenAtMs }]) => {
        const unread = state().journal[countOf(lastId)];
        const lagMs = unread === undefined ? 0 : Math.max(0, now() - unread.atMs);
        return { reader, lagMs, seenAtMs, holdsBack: false, missed: false };
      }),
    }),
    acknowledgeJournal: async (reader, _partition, id) => {
      const kept = Math.min(countOf(id), state().journal.length);
      const lastId = `0-${Math.max(kept, countOf(readers.get(reader)?.lastId ?? ''))}`;
      readers.set(reader, { lastId, seenAtMs: now() });
      return { lastId, missed: false };
    },
    forgetJournalReader: async (reader) => void readers.delete(reader),
  };
}
