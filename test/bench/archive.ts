/**
 * Whether the archive keeps up: entries of calls are written into the journal of a Redis of its own at a steady rate,
 * three for each call, and it is asked how far behind the archive is, second by second, and how long the rest takes.
 *
 *   npm run bench:archive -- [--rate 5000] [--seconds 10]
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ArchiveProcess } from '../../src/archive/worker/client.ts';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { openStore } from '../../src/ledger/redis/open-store.ts';
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { FOR_EVER } from '../archive/support/history.ts';
import { type TestDatabase, testDatabases } from '../archive/support/databases.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { silentLogger } from '../support/silent-logger.ts';

const { values } = parseArgs({ options: { rate: { type: 'string' }, seconds: { type: 'string' } } });
const RATE = Number(values.rate ?? 5_000);
const SECONDS = Number(values.seconds ?? 10);
const PARTITIONS = 64;
const TICK_MS = 100;
const ENTRIES_A_CALL = 3;

const CREDIT = 1_000_000_000;
const COST = 1_200;

/** Adds calls of one account to its partition: each is opened, answered and charged. */
const ADD_CALLS = `
local first, calls, account = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local now = redis.call('TIME')
local ms = string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000))
for call = first, first + calls - 1 do
  local sequence, hold, balance = 3 * call, 'call-' .. call, string.format('%.0f', ${CREDIT} - ${COST} * call)
  local function add(kind, at, amount, held, units, note)
    redis.call('XADD', KEYS[1], '*', 'entry', table.concat({
      kind, account, string.format('%.0f', sequence + at), ms, amount, balance, held, hold, 'call', 'agent-7', units, '-', note,
    }, ' '))
  end
  add('open', 1, '0', '72000', '3600', '3\\to\\tmobile\\t4917\\tDE\\tdeck/Germany mobile\\tsbc-1\\t+4******23\\t\\tcalls')
  add('answer', 2, '0', '72000', '0', '')
  add('charge', 3, '-${COST}', '0', '60', '65/60 16')
end
return calls`;

async function run(mode: string, start: () => Promise<TestDatabase>): Promise<void> {
  const [redis, database] = await Promise.all([startRedisServer(), start()]);
  const options = { ...STORE, url: redis.url };
  const store = await connectStore(options, silentLogger, NO_METRICS);
  const keys = new Keys(STORE.prefix, PARTITIONS);
  const identity = await openStore(store, keys);
  let kept = 0;
  const metrics = { kept: (more: { entries: number }) => void (kept += more.entries), stands: () => undefined };
  const config = { place: database.place, owner: 'bench', redis: options, retention: FOR_EVER };
  const archive = new ArchiveProcess({ config, logger: { ...silentLogger, error: console.error }, metrics });
  archive.follow(identity);
  archive.start();
  try {
    await untilOpen(archive);
    await load(mode, store, keys, () => kept);
  } finally {
    await archive.stop();
    await store.close();
    await redis.stop();
    await database.stop();
  }
}

async function load(mode: string, store: RedisStore, keys: Keys, kept: () => number): Promise<void> {
  const began = performance.now();
  const next = Array.from({ length: PARTITIONS }, () => 0);
  let written = 0;
  let mostBehind = 0;
  for (let tick = 1; tick <= (SECONDS * 1_000) / TICK_MS; tick++) {
    const calls = Math.round((RATE * TICK_MS * tick) / 1_000) - written;
    await Promise.all(
      keys.partitions.map(async ({ journal }, partition) => {
        const share = Math.floor(calls / PARTITIONS) + (partition < calls % PARTITIONS ? 1 : 0);
        if (share === 0) return;
        await store.command('EVAL', ADD_CALLS, 1, journal, next[partition] ?? 0, share, `acme-${partition}`);
        next[partition] = (next[partition] ?? 0) + share;
      }),
    );
    written += calls;
    mostBehind = Math.max(mostBehind, written - kept() / ENTRIES_A_CALL);
    await delay(Math.max(0, began + tick * TICK_MS - performance.now()));
  }
  const writingMs = performance.now() - began;
  const behind = written - kept() / ENTRIES_A_CALL;
  for (const deadline = Date.now() + 300_000; kept() < written * ENTRIES_A_CALL; await delay(50)) {
    if (Date.now() > deadline) throw new Error(`only ${kept()} of ${written * ENTRIES_A_CALL} entries were kept`);
  }
  const allMs = performance.now() - began;
  const rate = (count: number, ms: number): string => Math.round((1_000 * count) / ms).toLocaleString('en');
  console.log(
    `${mode}: ${rate(written, writingMs)} calls/s written for ${SECONDS} s; most behind ` +
      `${Math.round(mostBehind).toLocaleString('en')} calls, at the end ${Math.round(behind).toLocaleString('en')}; ` +
      `all kept after ${(allMs / 1_000).toFixed(1)} s: ${rate(written, allMs)} calls/s`,
  );
}

async function untilOpen(archive: ArchiveProcess): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(100)) {
    if (archive.isKeeping) return;
  }
  throw new Error('the archive did not open in a minute');
}

const NO_METRICS = { observeCommand: () => undefined, setInfo: () => undefined };

const STORE = {
  mode: 'single',
  clusterNodes: [],
  sentinels: [],
  sentinelName: 'tollgate',
  sentinelTls: false,
  addressMap: [],
  commandTimeoutMs: 5_000,
  connectTimeoutMs: 5_000,
  durability: 'local',
  allowUnsafe: true,
  allowEmbedded: false,
  dataDir: '.',
  prefix: 'bench',
  partitions: PARTITIONS,
} as const;

for (const [mode, start] of testDatabases) await run(mode, start);
