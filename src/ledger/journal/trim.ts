/** Trimming, apart from writing: by age and the slowest registered reader, and by a ceiling that beats the reader. */
import type { JournalTrim, ReaderStanding } from '../journal-operations.ts';
import type { PartitionKeys } from '../redis/keys.ts';
import { integer, replyShape } from '../redis/replies.ts';
import type { ScriptRunner } from '../redis/runner.ts';

/** How many entries one script call takes off: measured, 0.25 ms of Redis's time. */
const STEP_ENTRIES = 10_000;
/** How many calls one pass makes in one partition: a million entries. */
const MOST_STEPS = 100;
/** How many partitions are trimmed at once: Redis runs what one connection has sent in a row, before anybody else's. */
const AT_ONCE = 8;

const TRIMMED = replyShape({
  nowMs: integer,
  trimmed: integer,
  overrun: integer,
  entries: integer,
  bytes: integer,
});

type PartitionTrim = Omit<JournalTrim, 'failedPartitions'>;

/** What is left of a partition after its age was looked at. */
interface Reached {
  readonly keys: PartitionKeys;
  readonly trim: PartitionTrim;
}

/**
 * One pass over all partitions: by age first. Where all together are above the ceiling still, each gives up the same
 * share of what it has: a company is in one partition, and may have all the room that the others do not need.
 */
export async function trimJournal(runner: ScriptRunner): Promise<JournalTrim> {
  const { partitions } = runner.options.keys;
  const { journalMaxBytes } = runner.options;
  const aged = await trimAll(runner, partitions, () => journalMaxBytes);
  const bytes = aged.reduce((sum, { trim }) => sum + trim.bytes, 0);
  const failedPartitions = partitions.length - aged.length;
  if (bytes <= journalMaxBytes) return { ...sumOf(aged), failedPartitions };
  const bytesOf = new Map(aged.map(({ keys, trim }) => [keys, trim.bytes]));
  const share = (keys: PartitionKeys): number => Math.floor((bytesOf.get(keys) ?? 0) * (journalMaxBytes / bytes));
  const large = aged.filter(({ trim }) => trim.bytes > 0).map(({ keys }) => keys);
  const cut = new Map((await trimAll(runner, large, share)).map((reached) => [reached.keys, reached.trim]));
  const ends = aged.map(({ keys, trim }) => ({ keys, trim: together(trim, cut.get(keys)) }));
  return { ...sumOf(ends), failedPartitions };
}

/** Those that were reached. */
async function trimAll(
  runner: ScriptRunner,
  partitions: readonly PartitionKeys[],
  maxBytes: (keys: PartitionKeys) => number,
): Promise<readonly Reached[]> {
  const done: Reached[] = [];
  for (let at = 0; at < partitions.length; at += AT_ONCE) {
    const ends = await Promise.allSettled(
      partitions.slice(at, at + AT_ONCE).map(async (keys) => {
        return { keys, trim: await trimPartition(runner, keys, maxBytes(keys)) };
      }),
    );
    const reached = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    done.push(...reached);
    // A node of a cluster that is away takes some partitions with it. Where all fail, going on would only take long.
    if (reached.length === 0 && done.length === 0) throw firstReason(ends);
    if (reached.length === 0) break;
  }
  return done;
}

/** What one partition gave up by age and then to the ceiling; how it stands is what the later one says. */
function together(aged: PartitionTrim, cut: PartitionTrim | undefined): PartitionTrim {
  if (cut === undefined) return aged;
  return { ...cut, trimmed: aged.trimmed + cut.trimmed, overrun: aged.overrun + cut.overrun };
}

async function trimPartition(runner: ScriptRunner, keys: PartitionKeys, maxBytes: number): Promise<PartitionTrim> {
  let trimmed = 0;
  let overrun = 0;
  for (let step = 1; ; step++) {
    const result = await trimStep(runner, keys, maxBytes);
    trimmed += result.trimmed;
    overrun += result.overrun;
    if (result.trimmed === 0 || step === MOST_STEPS) return { ...result, trimmed, overrun };
  }
}

async function trimStep(runner: ScriptRunner, keys: PartitionKeys, maxBytes: number): Promise<PartitionTrim> {
  const reply = await runner.run(
    'trim_journal',
    [keys.meta, keys.journal, keys.readers],
    [runner.clockArgument(), runner.options.journalRetentionMs, maxBytes, STEP_ENTRIES],
  );
  const { trimmed, overrun, entries, bytes } = reply.read(TRIMMED);
  const words = reply.rest();
  const readers: ReaderStanding[] = [];
  for (let at = 0; at < words.length; at += 5) {
    const [reader = '', lagMs, seenAtMs, holdsBack, missed] = words.slice(at, at + 5);
    readers.push({
      reader,
      lagMs: Number(lagMs),
      seenAtMs: Number(seenAtMs),
      holdsBack: holdsBack === '1',
      missed: missed === '1',
    });
  }
  return { trimmed, overrun, entries, bytes, readers };
}

function sumOf(parts: readonly Reached[]): PartitionTrim {
  const readers = new Map<string, ReaderStanding>();
  const sum = { trimmed: 0, overrun: 0, entries: 0, bytes: 0 };
  for (const { trim: part } of parts) {
    sum.trimmed += part.trimmed;
    sum.overrun += part.overrun;
    sum.entries += part.entries;
    sum.bytes += part.bytes;
    for (const reader of part.readers) readers.set(reader.reader, worst(readers.get(reader.reader), reader));
  }
  return { ...sum, readers: [...readers.values()].sort((a, b) => (a.reader < b.reader ? -1 : 1)) };
}

/** A reader is as far as it is in the partition in which it is the furthest behind. */
function worst(known: ReaderStanding | undefined, other: ReaderStanding): ReaderStanding {
  if (known === undefined) return other;
  return {
    reader: other.reader,
    lagMs: Math.max(known.lagMs, other.lagMs),
    seenAtMs: Math.min(known.seenAtMs, other.seenAtMs),
    holdsBack: known.holdsBack || other.holdsBack,
    missed: known.missed || other.missed,
  };
}

function firstReason(ends: readonly PromiseSettledResult<unknown>[]): unknown {
  return ends.find((end) => end.status === 'rejected')?.reason;
}
