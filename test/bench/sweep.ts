/**
 * How many due holds a sidecar ends in a second, and what that does to the calls that it serves meanwhile. The holds of
 * many accounts fall due at once, as after an outage of their gateway. Run with `npm run bench:sweep` on a machine where
 * nothing else runs; `--fsync no` takes the disk out of it, `--short` takes fewer holds, and fails where they are ended
 * out of all proportion too slowly.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Ledger } from '../../src/ledger/port.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import { createClient } from '../../src/transport/grpc/client.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { pairAt } from './bare-scripts.ts';
import { connectBenchStore, LEDGER_OPTIONS } from './bench-store.ts';
import { fund } from './load.ts';
import { reportLine, startPaced } from './paced-calls.ts';
import { quantile } from './quantiles.ts';
import { startTollgate } from './servers.ts';

const { values } = parseArgs({
  options: {
    holds: { type: 'string' },
    fsync: { type: 'string', default: 'always' },
    short: { type: 'boolean', default: false },
  },
});
const HOLDS = Number(values.holds ?? (values.short ? 5_000 : 30_000));
const ACCOUNTS = 500;
const PACE = { callsPerSecond: 200, accounts: 50 };
/** Slower than this it opens no holds. */
const OPENED_PER_SECOND = 1_000;
const OPENED_AT_ONCE = 100;
/** Against the rate at which holds are opened on this machine; one after the other it is a tenth. */
const LEAST_RATIO = 0.2;

/** Opens holds that all fall due within the second after this time. @returns how many it opened in a second */
async function openHolds(ledger: Ledger, dueAtMs: number): Promise<number> {
  const startedAt = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < HOLDS; index = next++) {
      const { authorize } = pairAt({ accounts: ACCOUNTS, round: 'gone' }, index);
      const ringSeconds = Math.max(0, Math.ceil((dueAtMs - Date.now()) / 1000));
      const reply = await ledger.authorize({ ...authorize, timing: { ...authorize.timing, ringSeconds } });
      if (reply.kind !== 'allowed') throw new Error(`a hold was not opened: ${reply.kind}`);
    }
  };
  await Promise.all(Array.from({ length: OPENED_AT_ONCE }, worker));
  return HOLDS / ((performance.now() - startedAt) / 1000);
}

/** Looks until nearly all have ended. @returns how many ended in a second between the first tenth and that */
async function drained(ledger: Ledger): Promise<number> {
  let began = performance.now();
  let from = HOLDS;
  for (;;) {
    await delay(100);
    const left = (await ledger.totals()).openHolds;
    if (left > 0.9 * HOLDS) [began, from] = [performance.now(), left];
    if (left < 0.02 * HOLDS) return (from - left) / ((performance.now() - began) / 1000);
  }
}

const redis = await startRedisServer({ config: { appendfsync: values.fsync } });
const server = await startTollgate(redis.url, { TOLLGATE_ALLOW_UNSAFE_REDIS: 'true' });
const client = createClient({ address: server.address, deadlineMs: 60_000 });
const store = await connectBenchStore(redis.url);
const ledger = createRedisLedger(store, LEDGER_OPTIONS);

await fund(client, ACCOUNTS, 1_000_000_000);
const paced = await startPaced(server, PACE, values.short ? 2_000 : 8_000);

const dueAtMs = Date.now() + 2_000 + (HOLDS / OPENED_PER_SECOND) * 1000;
const openedPerSecond = await openHolds(ledger, dueAtMs);
await delay(Math.max(0, dueAtMs - 500 - Date.now()));
let perSecond = 0;
const swept = await paced.during(async () => {
  perSecond = await drained(ledger);
});
console.log(reportLine('sweeping', swept));
const ratio = quantile(swept.times, 0.99) / quantile(paced.quiet.times, 0.99);
console.log(`${openedPerSecond.toFixed(0)} holds opened a second, ${OPENED_AT_ONCE} at once, by a bare ledger`);
console.log(`${perSecond.toFixed(0)} swept a second; p99 of authorizes meanwhile ${ratio.toFixed(2)}x of quiet`);
paced.close();
client.close();
await server.stop();
await store.close();
await redis.stop();
if (values.short && perSecond < LEAST_RATIO * openedPerSecond) {
  console.error(`fewer are swept than ${LEAST_RATIO} of those that are opened`);
  process.exitCode = 1;
}
