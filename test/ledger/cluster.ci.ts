import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import type { Ledger } from '../../src/ledger/port.ts';
import { createReferenceLedger } from '../../src/ledger/reference/reference-ledger.ts';
import { connectStore } from '../../src/redis/connect.ts';
import { commandSequence, type Command } from '../model/commands.ts';
import { brokenInvariants } from '../model/invariants.ts';
import { startCluster, type TestCluster } from '../support/cluster.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';
import { startTollgate } from '../support/tollgate.ts';
import {
  call,
  createAccount,
  openRedisLedger,
  refOf,
  settled,
  standing,
  type RedisTestLedger,
} from './support/test-ledger.ts';

/** A failure prints the seed; `MODEL_SEED` replays it. */
const SEED = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31);
const SEQUENCES = 100;

describe.runIf(hasNativeServer)('the ledger on a cluster of three masters', () => {
  let cluster: TestCluster;
  let bench: RedisTestLedger;
  beforeAll(async () => {
    cluster = await startCluster(3);
    const options = storeOptions({ mode: 'cluster', clusterNodes: cluster.nodes });
    bench = await openRedisLedger({ partitions: 12, store: await connectStore(options, silentLogger, silentMetrics) });
  });
  afterAll(async () => {
    await bench?.close();
    await cluster?.stop();
  });

  /** What a caller sees: the reply, or the fault. */
  async function outcome(ledger: Ledger, command: Command, unique: string): Promise<unknown> {
    try {
      return await command.run(ledger, unique);
    } catch (error) {
      if (error instanceof Fault) return { fault: `${error.code}/${error.reason}`, field: error.details.field };
      throw error;
    }
  }

  it(`agrees with the reference ledger on ${SEQUENCES} random command sequences`, async () => {
    let run = 0;
    const startMs = bench.clock.ms;
    await fc.assert(
      fc.asyncProperty(commandSequence, async (sequence) => {
        const unique = `s${run++}-`;
        bench.clock.ms = startMs;
        const reference = createReferenceLedger({ now: () => bench.clock.ms });
        for (const command of sequence) {
          bench.clock.ms += command.advanceMs;
          const before = reference.state();
          const expected = await outcome(reference, command, unique);
          expect(await outcome(bench.ledger, command, unique), command.text).toEqual(expected);
          expect(brokenInvariants(before, reference.state(), bench.clock.ms), command.text).toEqual([]);
        }
        for (const short of ['a', 'b']) {
          expect(await bench.ledger.account(`${unique}${short}`)).toEqual(await reference.account(`${unique}${short}`));
        }
      }),
      { seed: SEED, numRuns: SEQUENCES },
    );
  });

  it('keeps the partitions on every master, and adds them up', async () => {
    const before = await bench.ledger.totals();
    const names = Array.from({ length: 40 }, (_, n) => `spread-${n}`);
    await Promise.all(names.map((name) => createAccount(bench.ledger, name, 100_000)));
    await Promise.all(names.map((name) => bench.ledger.authorize(call(name, 'h'))));
    const sizes = (await bench.store.commandOnMasters('DBSIZE')).map(Number);
    expect(sizes.every((size) => size > 10)).toBe(true);
    bench.clock.ms += 30_000;
    const partitions = Array.from({ length: bench.ledger.partitions }, (_, partition) => partition);
    const due = await Promise.all(partitions.map((partition) => bench.ledger.dueHolds(partition, 1_000)));
    expect(due.flat().filter(({ accountId }) => accountId.startsWith('spread-'))).toHaveLength(40);
    await Promise.all(names.slice(20).map((name) => bench.ledger.sweep(refOf(name, 'h'))));
    await Promise.all(names.slice(0, 20).map((name) => bench.ledger.settle(settled(name, 'h', 30))));
    expect(await standing(bench.ledger, 'spread-0')).toEqual({ balance: 97_500, held: 0, open: 0 });
    expect(await standing(bench.ledger, 'spread-39')).toEqual({ balance: 100_000, held: 0, open: 0 });
    const after = await bench.ledger.totals();
    expect(after.heldMilliCents).toBe(before.heldMilliCents);
    // Forty accounts of $1.00, of which twenty paid for 30 s.
    expect(after.balanceMilliCents - before.balanceMilliCents).toBe(4_000_000 - 50_000);
  });

  it('reads and trims the journals of every master', async () => {
    const { ledger } = bench;
    await ledger.acknowledgeJournal('archive', 0, '');
    const pages = await Promise.all(
      Array.from({ length: ledger.partitions }, (_, partition) => ledger.tail(partition, '', 1_000)),
    );
    const found = pages.flatMap(({ entries }) => entries.map(({ entry }) => entry.accountId));
    for (let n = 0; n < 40; n++) expect(found).toContain(`spread-${n}`);
    expect(await ledger.trimJournal()).toMatchObject({ failedPartitions: 0, readers: [{ reader: 'archive' }] });
    await ledger.forgetJournalReader('archive');
  });

  it('serves a whole Tollgate', async () => {
    const tollgate = await startTollgate({
      env: { REDIS_URL: '', TOLLGATE_REDIS_MODE: 'cluster', TOLLGATE_REDIS_CLUSTER_NODES: cluster.nodes.join(',') },
    });
    const { client } = tollgate;
    try {
      const ids = Array.from({ length: 20 }, (_, n) => `acct-${n}`);
      await Promise.all(ids.map((accountId) => client.createAccount({ accountId })));
      const traffic = { direction: 'DIRECTION_OUTBOUND', from: '+12025550100', to: '+14155550123' } as const;
      const settled = await Promise.all(
        ids.map(async (accountId) => {
          const call = { accountId, holdId: 'c' };
          expect(await client.authorize({ ...traffic, ...call })).toMatchObject({
            decision: 'DECISION_ALLOW',
            holdMilliCents: '300000',
          });
          await client.answer(call);
          return client.settle({ ...call, connectedSeconds: 65 });
        }),
      );
      for (const record of settled) {
        expect(record).toMatchObject({ billingAmountMilliCents: '5417', balanceMilliCents: '494583' });
      }
    } finally {
      await tollgate.stop();
    }
  });
});
