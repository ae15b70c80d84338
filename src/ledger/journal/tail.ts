/** The journal of each partition as a stream: pages of it, whatever the account, and how far its readers have come. */
import type { JournalPosition, JournalStream, JournalTail } from '../journal-operations.ts';
import type { PartitionKeys } from '../redis/keys.ts';
import { flag, integer, replyShape, text } from '../redis/replies.ts';
import type { ScriptRunner } from '../redis/runner.ts';
import { parseJournalEntry } from './entry.ts';
import { trimJournal } from './trim.ts';

const TAIL = replyShape({ missed: flag });
const POSITION = replyShape({ nowMs: integer, lastId: text, missed: flag });

/** The most entries that one script call hands over. */
const MOST_ENTRIES = 1_000;

/** Redis's own form; the first part is milliseconds since the epoch. */
const STREAM_ID = /^\d{1,16}-\d{1,16}$/;
const READER = /^[a-z][a-z0-9_-]{0,63}$/;

/** The part of the ledger's port that is about the journal as a whole. */
export function journalStream(runner: ScriptRunner): JournalStream {
  return {
    partitions: runner.options.keys.partitions.length,
    partitionOf: (rootAccountId) => runner.options.keys.partitionOf(rootAccountId),
    journalEnd: async (partition) => (await readTail(runner, partition, '$', 1)).entries.at(-1)?.id ?? '',
    tail: async (partition, afterId, count) =>
      readTail(runner, partition, afterId === '' ? '0-0' : checkedId(afterId), count),
    trimJournal: () => trimJournal(runner),
    acknowledgeJournal: (reader, partition, id) => acknowledge(runner, reader, partition, id),
    forgetJournalReader: (reader) => forget(runner, reader),
  };
}

/** @param after - an id, or `$` for the newest entry alone. */
async function readTail(runner: ScriptRunner, partition: number, after: string, count: number): Promise<JournalTail> {
  const keys = runner.options.keys.at(partition);
  const reply = await runner.run('read_tail', [keys.meta, keys.journal], [after, Math.min(count, MOST_ENTRIES)]);
  const { missed } = reply.read(TAIL);
  const words = reply.rest();
  const entries = words.flatMap((id, index) =>
    index % 2 === 0 ? [{ id, entry: parseJournalEntry(words[index + 1] ?? '') }] : [],
  );
  return { entries, missed };
}

async function acknowledge(
  runner: ScriptRunner,
  reader: string,
  partition: number,
  id: string,
): Promise<JournalPosition> {
  const reply = await runner.run('acknowledge_journal', readerKeys(runner.options.keys.at(partition)), [
    runner.clockArgument(),
    checkedReader(reader),
    id === '' ? '' : checkedId(id),
  ]);
  const { lastId, missed } = reply.read(POSITION);
  return { lastId, missed };
}

async function forget(runner: ScriptRunner, reader: string): Promise<void> {
  const args = [runner.clockArgument(), checkedReader(reader), '-'];
  await Promise.all(
    runner.options.keys.partitions.map((keys) => runner.run('acknowledge_journal', readerKeys(keys), args)),
  );
}

function readerKeys(keys: PartitionKeys): readonly string[] {
  return [keys.meta, keys.journal, keys.readers];
}

function checkedId(id: string): string {
  if (!STREAM_ID.test(id)) throw new RangeError(`"${id}" is not the id of a journal entry`);
  return id;
}

function checkedReader(reader: string): string {
  if (!READER.test(reader)) throw new RangeError(`"${reader}" is no name for a reader of the journal`);
  return reader;
}
