import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScripts } from '../../src/ledger/redis/scripts.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';

const PAIRS = 1_000;

/** Commands without a key, which look after the connection and not after a request. */
const HOUSEKEEPING = new Set(['ping', 'info', 'monitor', 'client', 'hello', 'time']);

/** Calls of every command since the start, those that scripts make among them. */
async function callsByCommand(admin: Redis): Promise<Map<string, number>> {
  const text = await admin.info('commandstats');
  const lines = text.matchAll(/^cmdstat_([a-z|]+):calls=(\d+)/gm);
  return new Map([...lines].map(([, name = '', calls]) => [name, Number(calls)]));
}

describe.runIf(hasNativeServer)('the steady state', () => {
  let server: TestServer;
  let tollgate: TestTollgate;
  let admin: Redis;
  beforeAll(async () => {
    // Its own server, so that nobody else is counted; not even a disk is needed for that.
    server = await startRedisServer({ config: { appendonly: 'no' } });
    tollgate = await startTollgate({
      env: { REDIS_URL: server.url, TOLLGATE_ALLOW_UNSAFE_REDIS: 'true', TOLLGATE_LOG_LEVEL: 'warn' },
    });
    admin = new Redis(server.port);
  });
  afterAll(async () => {
    admin?.disconnect();
    await tollgate?.stop();
    await server?.stop();
  });

  const timeouts = async (): Promise<number> => {
    const page = await (await fetch(`${tollgate.http}/metrics`)).text();
    return Number(/^tollgate_redis_errors_total\{kind="timeout"\} (\d+)$/m.exec(page)?.[1] ?? 0);
  };

  it(`needs one round trip per request: ${PAIRS} calls are ${2 * PAIRS} EVALSHA and nothing else`, async () => {
    const { client } = tollgate;
    const accountId = 'warm';
    await client.createAccount({ accountId });
    const pair = async (holdId: string): Promise<void> => {
      const call = { direction: 'DIRECTION_OUTBOUND', from: '+12025550100', to: '+14155550123' } as const;
      const { decision } = await client.authorize({ ...call, accountId, holdId, requestedSeconds: 60 });
      expect(decision).toBe('DECISION_ALLOW');
      await client.settle({ accountId, holdId, connectedSeconds: 1 });
    };
    await pair('first');
    // What runs in the background runs for the first time some time: then a script is sent whole.
    for (const { source } of Object.values(loadScripts())) await admin.script('LOAD', source);

    const scripts = new Map(Object.entries(loadScripts()).map(([name, { sha1 }]) => [sha1, name]));
    const sent = new Map<string, number>();
    const monitor = await admin.monitor();
    monitor.on('monitor', (_time: string, [command = '', sha1 = '']: string[], source: string) => {
      // What a script calls is shown too, as coming from "lua".
      if (source === 'lua') return;
      const name = command.toLowerCase();
      const what = name === 'evalsha' ? `evalsha ${scripts.get(sha1) ?? sha1}` : name;
      if (!HOUSEKEEPING.has(name)) sent.set(what, (sent.get(what) ?? 0) + 1);
    });
    const before = await callsByCommand(admin);
    for (let n = 0; n < PAIRS; n += 20) await Promise.all(Array.from({ length: 20 }, (_, i) => pair(`c${n + i}`)));
    const after = await callsByCommand(admin);
    // The monitor has seen everything once it has seen this.
    await admin.client('GETNAME');
    await new Promise((resolve) => setTimeout(resolve, 100));
    monitor.disconnect();

    // The gauges, the sidecar's entry and the looks at the marks of the store belong to no request.
    const housekeeping = ['due_holds', 'read_totals', 'open_partition', 'register_sidecar'].reduce((sum, script) => {
      const count = sent.get(`evalsha ${script}`) ?? 0;
      sent.delete(`evalsha ${script}`);
      return sum + count;
    }, 0);
    // On a busy machine a reply may take longer than the command timeout, and is then asked for again.
    const asked = [...sent.values()].reduce((sum, count) => sum + count, 0);
    const again = asked - 2 * PAIRS;
    expect([...sent.keys()].sort()).toEqual(['evalsha authorize', 'evalsha settle']);
    expect(again).toBeLessThanOrEqual(await timeouts());
    // Housekeeping may fall between the last look at the counts and the last one of the monitor.
    const counted = (after.get('evalsha') ?? 0) - (before.get('evalsha') ?? 0);
    expect(counted).toBeGreaterThanOrEqual(asked);
    expect(counted).toBeLessThanOrEqual(asked + housekeeping);
    expect(after.get('eval')).toBe(before.get('eval'));
  });
});
