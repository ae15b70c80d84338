import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { isBefore } from '../../src/ledger/journal/feed.ts';
import { type ConsumerWork, JournalConsumer } from '../../src/ledger/journal/consumer.ts';
import { createAccount, credited, openRedisLedger, type RedisTestLedger } from './support/test-ledger.ts';

/** A look comes once a second, a lease is asked for every five. */
const SOON = { timeout: 12_000, interval: 50 };

let bench: RedisTestLedger;
beforeEach(async () => {
  bench = await openRedisLedger();
  await createAccount(bench.ledger, 'a', 0);
});
afterEach(() => bench.close());

/** A consumer that notes what it is told, until the test is over. */
function consumer(owner: string, handle: ConsumerWork['handle'] = () => Promise.resolve()) {
  const told = { handled: [] as string[], turns: [] as boolean[], lost: 0 };
  const made = new JournalConsumer({
    ledger: bench.ledger,
    purpose: 'alerts',
    reader: 'alerts',
    owner,
    work: {
      async handle(partition, entries) {
        await handle(partition, entries);
        told.handled.push(...entries.map(({ entry }) => `${entry.accountId} ${entry.sequence}`));
      },
      turn: (_partition, isNew) => Promise.resolve(void told.turns.push(isNew)),
      lost: () => void (told.lost += 1),
    },
    logger: { info: () => undefined, error: () => undefined },
  });
  made.start();
  onTestFinished(() => made.stop());
  return { told, stop: () => made.stop() };
}

describe('a consumer of the journal', () => {
  it('is the one with the lease, and the next one goes on where it has acknowledged', async () => {
    const first = consumer('first');
    await vi.waitFor(() => expect(first.told.handled).toEqual(['a 1']), SOON);
    const second = consumer('second');
    await bench.ledger.post(credited('a', 'c1', 1));
    await vi.waitFor(() => expect(first.told.handled).toEqual(['a 1', 'a 2']), SOON);
    expect(second.told).toEqual({ handled: [], turns: [], lost: 0 });
    // It gives the lease back, so that nobody waits for its end.
    await first.stop();
    expect(first.told.lost).toBe(1);
    expect(first.told.turns[0]).toBe(true);
    expect(first.told.turns.slice(1)).not.toContain(true);
    await bench.ledger.post(credited('a', 'c2', 1));
    await vi.waitFor(() => expect(second.told.handled).toEqual(['a 3']), SOON);
    expect(second.told.turns[0]).toBe(true);
  });

  it('is handed again what it could not work on, and nothing is acknowledged meanwhile', async () => {
    let failures = 0;
    const { told } = consumer('first', () => {
      failures += 1;
      return failures === 1 ? Promise.reject(new Error('not now')) : Promise.resolve();
    });
    await vi.waitFor(() => expect(failures).toBe(1), SOON);
    const { lastId } = await bench.ledger.acknowledgeJournal('alerts', 0, '');
    expect(isBefore(lastId, await bench.ledger.journalEnd(0))).toBe(true);
    await vi.waitFor(() => expect(told.handled).toEqual(['a 1']), SOON);
    expect(told.lost).toBe(1);
  });
});
