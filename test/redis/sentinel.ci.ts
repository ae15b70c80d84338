import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore, StoreOptions } from '../../src/redis/store.ts';
import { until } from '../outages/support/watching.ts';
import { longestPause } from '../support/longest-pause.ts';
import { scriptOf } from '../support/script.ts';
import { SENTINEL_NAME, type SentinelSet, type SentinelSetOptions, startSentinelSet } from '../support/sentinel.ts';
import { recordingLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';

const note = scriptOf('note', `#!lua\nredis.call('SADD', KEYS[1], ARGV[1])\nreturn redis.call('SCARD', KEYS[1])`);
const NOTES = '{t0}:notes';

async function startSet(options?: SentinelSetOptions): Promise<SentinelSet> {
  const set = await startSentinelSet(options);
  onTestFinished(() => set.stop());
  return set;
}

async function connect(set: SentinelSet, overrides: Partial<StoreOptions> = {}, logger = recordingLogger()) {
  const options = { mode: 'sentinel', sentinels: set.addresses, sentinelName: SENTINEL_NAME } as const;
  const store = await connectStore(storeOptions({ ...options, ...overrides }), logger, silentMetrics);
  onTestFinished(() => store.close());
  return { store, logger };
}

/** Notes one thing after the other, and keeps what was acknowledged. */
function noteForEver(store: RedisStore) {
  const acknowledged: { readonly word: string; readonly atMs: number }[] = [];
  const stopping = new AbortController();
  const work = async (worker: number): Promise<void> => {
    for (let count = 0; !stopping.signal.aborted; count += 1) {
      const word = `${worker}-${count}`;
      const done = await store.run(note, [NOTES], [word]).then(
        () => true,
        () => false,
      );
      if (done) acknowledged.push({ word, atMs: performance.now() });
      await delay(done ? 2 : 20);
    }
  };
  const workers = Promise.all(Array.from({ length: 8 }, (_, worker) => work(worker)));
  return {
    acknowledged,
    stop: async () => {
      stopping.abort();
      await workers;
    },
    /** The first acknowledgement after the longest pause since then. */
    backAfter: (sinceMs: number) => {
      const times = [sinceMs, ...acknowledged.map(({ atMs }) => atMs).filter((atMs) => atMs > sinceMs)];
      return longestPause(times).endAtMs - sinceMs;
    },
  };
}

/** What was acknowledged and is not there. */
async function lost(set: SentinelSet, acknowledged: readonly { readonly word: string }[]): Promise<string[]> {
  const there = new Set((await set.ask(await set.primaryPort(), 'smembers', NOTES)) as string[]);
  return acknowledged.map(({ word }) => word).filter((word) => !there.has(word));
}

async function failOver(set: SentinelSet, sentinel = 0): Promise<void> {
  await set.ask(set.sentinels[sentinel]!.port, 'sentinel', 'failover', SENTINEL_NAME);
}

const kill = (pid: number | undefined, signal: NodeJS.Signals): unknown => process.kill(pid!, signal);

describe.runIf(hasNativeServer)('behind sentinels', () => {
  it('a planned failover is over within 2 s, and nothing that was acknowledged is gone', async () => {
    const set = await startSet();
    const { store } = await connect(set);
    const notes = noteForEver(store);
    await delay(500);
    await set.ask(await set.primaryPort(), 'client', 'pause', 5_000, 'WRITE');
    const startMs = performance.now();
    await failOver(set);
    await delay(4_000);
    await notes.stop();
    expect(await set.primaryPort()).not.toBe(set.servers[0]!.port);
    expect(notes.backAfter(startMs)).toBeLessThan(2_000);
    expect(await lost(set, notes.acknowledged)).toEqual([]);
  });

  it('a failover is followed when every sentinel that was configured has died', async () => {
    const set = await startSet();
    const { store } = await connect(set, { sentinels: set.addresses.slice(0, 1) });
    await delay(500);
    await set.sentinels[0]!.stop();
    expect(await store.run(note, [NOTES], ['while it is gone'])).toBe(1);
    await failOver(set, 1);
    await until('another primary', async () => (await set.primaryPort()) !== set.servers[0]!.port);
    await until('it is followed', () => store.run(note, [NOTES], ['after']), 2_000);
    expect(await set.ask(await set.primaryPort(), 'scard', NOTES)).toBe(2);
  });

  it('a primary that stood still is left, and gets no write when it goes on', async () => {
    const set = await startSet({ downAfterMs: 500 });
    const { store } = await connect(set);
    const notes = noteForEver(store);
    await delay(500);
    const old = set.servers[0]!;
    kill(old.pid, 'SIGSTOP');
    await until('another primary', async () => (await set.primaryPort()) !== old.port);
    await delay(1_000);
    const before = notes.acknowledged.length;
    kill(old.pid, 'SIGCONT');
    await delay(2_000);
    await notes.stop();
    expect(notes.acknowledged.length).toBeGreaterThan(before + 50);
    expect(await lost(set, notes.acknowledged)).toEqual([]);
  });

  it('a primary that the sentinels have lost gets no write within 1 s, though it still takes them', async () => {
    const set = await startSet({ cuttable: true });
    const [old] = set.servers;
    const { store } = await connect(set, { addressMap: set.addressMap });
    const notes = noteForEver(store);
    await delay(500);
    const named = await set.primaryPort();
    set.cut(true);
    await until('another primary', async () => (await set.primaryPort()) !== named);
    const namedAtMs = performance.now();
    const there = async (): Promise<number> => Number(await set.ask(old!.port, 'scard', NOTES));
    await delay(1_000);
    const then = await there();
    await delay(1_500);
    await notes.stop();
    expect(String(await set.ask(old!.port, 'role'))).toContain('master');
    expect(await there()).toBe(then);
    expect(notes.acknowledged.filter(({ atMs }) => atMs > namedAtMs + 1_000).length).toBeGreaterThan(50);
    const gone = new Set(await lost(set, notes.acknowledged));
    const lastGoneMs = Math.max(0, ...notes.acknowledged.filter(({ word }) => gone.has(word)).map(({ atMs }) => atMs));
    expect(lastGoneMs).toBeLessThan(namedAtMs + 1_000);
  });

  it('a sentinel that says something old is not believed, even when it is the last one', async () => {
    const set = await startSet();
    await failOver(set);
    await until('another primary', async () => (await set.primaryPort()) !== set.servers[0]!.port);
    // The old one still says that it is a primary, too.
    const primary = await set.primaryPort();
    // It watches some other primary under the same name, in the epoch of a configuration that nobody has changed.
    const [stale] = (await startSet({ replicas: 0, sentinels: 1 })).sentinels;
    const { store } = await connect(set, { sentinels: [stale!.address, ...set.addresses] });
    await store.run(note, [NOTES], ['before']);
    for (const sentinel of set.sentinels) await sentinel.stop();
    await set.ask(primary, 'client', 'kill', 'type', 'normal');
    await until('it is back', () => store.run(note, [NOTES], ['after']), 3_000);
    expect(await set.ask(primary, 'scard', NOTES)).toBe(2);
  });

  it('a named node that is a replica gets no write: first "replica", then away, and up when it is promoted', async () => {
    const set = await startSet({ replicas: 1, downAfterMs: 20_000 });
    const { store } = await connect(set);
    const [primary] = set.servers;
    await set.ask(primary!.port, 'replicaof', '127.0.0.1', set.servers[1]!.port);
    const kind = (): Promise<unknown> => store.run(note, [NOTES], ['x']).catch((fault: { kind: string }) => fault.kind);
    await until('it is a replica', async () => (await kind()) === 'readonly', 1_500);
    await until('no primary for long', async () => (await kind()) === 'failover', 3_500);
    expect(store.healthy).toBe(false);
    await set.ask(primary!.port, 'replicaof', 'no', 'one');
    await until('it is up', async () => typeof (await kind()) === 'number', 2_000);
  });

  it('sentinels and nodes may be reached elsewhere than they say, and ask for passwords', async () => {
    const set = await startSet({
      replicas: 1,
      config: { requirepass: 'money', masterauth: 'money' },
      sentinelConfig: [
        'requirepass watch',
        `sentinel auth-pass ${SENTINEL_NAME} money`,
        // What docs/operations.md says.
        'user tollgate on >gate resetchannels &* +hello +sentinel|master +sentinel|get-master-addr-by-name' +
          ' +sentinel|sentinels +subscribe +client|setname',
      ],
      password: 'money',
      sentinelPassword: 'watch',
    });
    const addressMap = set.servers.map(({ port }) => `127.0.0.1:${port}=localhost:${port}`);
    const secrets = { password: 'money', sentinelUsername: 'tollgate', sentinelPassword: 'gate' };
    // Only one is configured: that it finds the others shows that it may ask for them.
    const { store, logger } = await connect(set, { addressMap, ...secrets, sentinels: set.addresses.slice(0, 1) });
    expect(await store.run(note, [NOTES], ['x'])).toBe(1);
    await delay(500);
    await set.sentinels[0]!.stop();
    await failOver(set, 1);
    await until('it is followed', () => logger.lines.some((line) => line.includes('name another primary')), 3_000);
    const others = { sentinels: set.addresses.slice(1) };
    const wrong = connect(set, { ...secrets, ...others, sentinelPassword: 'wrong', startTimeoutMs: 1_000 });
    await expect(wrong).rejects.toThrow(/sentinel 127.0.0.1:\d+: WRONGPASS/);
    const unknown = connect(set, { ...secrets, ...others, sentinelName: 'nobody', startTimeoutMs: 1_000 });
    await expect(unknown).rejects.toThrow(/sentinel 127.0.0.1:\d+: ERR No such master with that name/);
  });
});
