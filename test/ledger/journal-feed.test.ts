/** The journal as news: one reader for all who listen, and what they hear when the store fails or loses something. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FeedListener, JournalFeed } from '../../src/ledger/journal/feed.ts';
import type { JournalStream } from '../../src/ledger/port.ts';
import { recordingLogger } from '../support/silent-logger.ts';
import { range, writeEntries } from './support/journal.ts';
import { createAccount, openRedisLedger, type RedisTestLedger } from './support/test-ledger.ts';

/** What one listener has heard. */
class Heard implements FeedListener {
  readonly sequences: number[] = [];
  misses = 0;
  readonly failures: unknown[] = [];
  came: FeedListener['came'] = (entries) => this.sequences.push(...entries.map(({ entry }) => entry.sequence));
  missed = () => void this.misses++;
  failed = (error: unknown) => void this.failures.push(error);
}

let bench: RedisTestLedger;
let looks = 0;
let feed: JournalFeed;
const logger = recordingLogger();

beforeEach(async () => {
  bench = await openRedisLedger({ partitions: 2 });
  await createAccount(bench.ledger, 'a', 0);
  looks = 0;
  const counted: Pick<JournalStream, 'tail' | 'journalEnd'> = {
    journalEnd: (partition) => bench.ledger.journalEnd(partition),
    tail: (...place) => {
      looks += 1;
      return bench.ledger.tail(...place);
    },
  };
  feed = new JournalFeed({ ledger: counted, logger });
});
afterEach(() => bench.close());

describe('the feed of the journal', () => {
  it('tells everybody what came since they began to listen, in order and once', async () => {
    const partition = bench.ledger.partitionOf('a');
    const [first, second] = [new Heard(), new Heard()];
    const listening = await feed.listen(partition, first);
    expect(listening.startedAfter).toBe(await bench.ledger.journalEnd(partition));
    await writeEntries(bench.ledger, 'a', 'x', 100);
    await expect.poll(() => first.sequences.length).toBe(100);
    const later = await feed.listen(partition, second);
    await writeEntries(bench.ledger, 'a', 'y', 1_500);
    await expect.poll(() => second.sequences).toEqual(range(102, 1_601));
    expect(first.sequences).toEqual(range(2, 1_601));
    listening.stop();
    later.stop();
  });

  it('reads a partition once for all who listen, and not at all when nobody does', async () => {
    const partition = bench.ledger.partitionOf('a');
    const all = await Promise.all(range(1, 50).map(() => feed.listen(partition, new Heard())));
    const before = looks;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(looks - before).toBeLessThanOrEqual(12);
    for (const { stop } of all) stop();
    await new Promise((resolve) => setTimeout(resolve, 250));
    const after = looks;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(looks).toBe(after);
  });

  it('need not be waited for by who knows of news', async () => {
    const partition = bench.ledger.partitionOf('a');
    const heard = new Heard();
    const { stop } = await feed.listen(partition, heard);
    const took: number[] = [];
    for (const n of range(1, 20)) {
      await writeEntries(bench.ledger, 'a', `z${n}`, 1);
      const startedAt = performance.now();
      feed.nudge(partition);
      while (heard.sequences.length < n) await new Promise((resolve) => setTimeout(resolve, 1));
      took.push(performance.now() - startedAt);
    }
    expect(took.sort((a, b) => a - b)[10]).toBeLessThan(30);
    stop();
  });

  it('says so when the store has lost the end of the journal, and goes on from there', async () => {
    const partition = bench.ledger.partitionOf('a');
    await writeEntries(bench.ledger, 'a', 'x', 2);
    const heard = new Heard();
    const { stop } = await feed.listen(partition, heard);
    const { journal, meta } = bench.keys.of('a');
    const last = await bench.ledger.journalEnd(partition);
    // As a failover does: away for a while, and back with less than was acknowledged.
    await bench.command('RENAME', meta, `${meta}-away`);
    await expect.poll(() => heard.failures.length).toBeGreaterThan(0);
    await bench.command('XDEL', journal, last);
    await bench.command('RENAME', `${meta}-away`, meta);
    await expect.poll(() => heard.misses, { timeout: 3_000 }).toBe(1);
    await writeEntries(bench.ledger, 'a', 'y', 1);
    await expect.poll(() => heard.sequences.at(-1)).toBe(4);
    expect(logger.lines).toContain('warn the journal ends before what was read of it: the store has lost writes');
    stop();
  });

  it('is refused while the store is away', async () => {
    await bench.command('DEL', bench.keys.of('a').meta);
    await expect(feed.listen(bench.ledger.partitionOf('a'), new Heard())).rejects.toMatchObject({
      reason: 'STORE_LOST',
    });
  });
});
