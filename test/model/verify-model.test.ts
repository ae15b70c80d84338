/** Whatever commands a ledger has seen, its journal says what it holds: with checkpoints in between and without. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import { loadScripts } from '../../src/ledger/redis/scripts.ts';
import { openRedisLedger, type RedisTestLedger } from '../ledger/support/test-ledger.ts';
import { lines, verifyAll, verifyingOf } from '../ledger/support/verifying.ts';
import { type Command, commandSequence } from './commands.ts';

/** Each look is at all accounts of all sequences so far, so that a long form of this one would be quadratic. */
const SEQUENCES = Math.min(180, Number(process.env['MODEL_SEQUENCES'] ?? 60));
const SEED = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31);
const START_MS = 1_700_000_000_000;

let bench: RedisTestLedger;
beforeAll(async () => {
  bench = await openRedisLedger({ partitions: 2 });
});
afterAll(() => bench.close());

const PATHS = [loadScripts(), loadScripts({ alwaysGeneral: true })] as const;

async function run(sequence: readonly Command[], unique: string, general: boolean): Promise<void> {
  const ledger = createRedisLedger(bench.store, bench.options, PATHS[general ? 1 : 0]);
  bench.clock.ms = START_MS;
  // Where the price is nothing nothing is counted. The model also asks for it where there is a price.
  for (const command of sequence.filter(({ text }) => !text.includes('"isFree":true'))) {
    bench.clock.ms += command.advanceMs;
    await command.run(ledger, unique).catch((error: unknown) => {
      if (!(error instanceof Fault)) throw error;
    });
  }
}

test('a ledger is what its journal says, after any commands', async () => {
  const verifying = verifyingOf(bench);
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(commandSequence, fc.boolean(), fc.boolean(), async (sequence, general, checkpoint) => {
      await run(sequence, `v${++runs}-`, general);
      // It looks at all accounts of all sequences so far.
      if (runs % 6 > 0) return;
      expect(lines((await verifyAll(verifying)).findings)).toEqual([]);
      if (!checkpoint) return;
      // Sequences go back in time, and so does what is noted of the verification: each of both partitions once.
      for (let partition = 0; partition < 2; partition++) {
        bench.clock.ms += 1;
        const news = (await verifying.verifyNext('model')) ?? [];
        expect(news.filter(({ kind }) => kind === 'finding')).toEqual([]);
      }
    }),
    { numRuns: SEQUENCES, seed: SEED, endOnFailure: true },
  );
  expect(runs).toBeGreaterThanOrEqual(SEQUENCES);
}, 300_000);
