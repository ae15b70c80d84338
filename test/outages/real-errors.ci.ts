import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectStore } from '../../src/redis/connect.ts';
import type { RedisStore } from '../../src/redis/store.ts';
import { copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';
import { accountWith, newId, outbound } from '../requirements/support/traffic.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { scriptOf } from '../support/script.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { hasNativeServer, silentMetrics, storeOptions } from '../support/test-redis.ts';
import { startTollgate } from '../support/tollgate.ts';
import { ADMISSIONS, COMPLETIONS, outcome, readyz, until } from './support/watching.ts';

interface Fault {
  /** Lines of redis.conf. */
  readonly config?: Readonly<Record<string, string>>;
  /** Makes the Redis fail until it is undone. */
  inject(admin: RedisStore, server: TestServer): Promise<() => Promise<unknown>>;
  readonly state: string;
  readonly admission: string;
  readonly allow: string;
  readonly completion: string;
  readonly ready: boolean;
}

const set = (admin: RedisStore, name: string, value: string): Promise<unknown> =>
  admin.command('CONFIG', 'SET', name, value);

const FULL = { state: 'full', admission: 'unavailable STORE_FULL', allow: 'unavailable STORE_FULL', ready: true };
const REPLICA = {
  state: 'replica',
  admission: 'unavailable STORE_REPLICA',
  allow: 'unavailable STORE_REPLICA',
  completion: 'queued',
  ready: false,
};
const AWAY = {
  state: 'away',
  admission: 'unavailable STORE_AWAY',
  allow: 'STORE_DOWN',
  completion: 'queued',
  ready: false,
};

const FAULTS: Readonly<Record<string, Fault>> = {
  'at its maxmemory (OOM)': {
    ...FULL,
    completion: 'ok',
    async inject(admin) {
      await set(admin, 'maxmemory', '1');
      return () => set(admin, 'maxmemory', '0');
    },
  },
  'that cannot save (MISCONF)': {
    ...FULL,
    config: { save: '3600 1', 'enable-protected-configs': 'local' },
    completion: 'queued',
    async inject(admin) {
      const [, dir = ''] = (await admin.command('CONFIG', 'GET', 'dir')) as string[];
      mkdirSync(join(dir, 'taken'));
      await set(admin, 'dbfilename', 'taken');
      await admin.command('BGSAVE');
      await until('the save has failed', async () =>
        String(await admin.command('INFO', 'persistence')).includes('rdb_last_bgsave_status:err'),
      );
      return async () => {
        await set(admin, 'dbfilename', 'dump.rdb');
        await admin.command('BGSAVE');
      };
    },
  },
  'that became a replica (READONLY)': {
    ...REPLICA,
    async inject(_, { port }) {
      // Tollgate's own connection sends nothing to a replica.
      const operator = new Redis(port);
      await operator.replicaof('127.0.0.1', 1);
      return () => operator.replicaof('NO', 'ONE').finally(() => operator.disconnect());
    },
  },
  'with too few replicas (NOREPLICAS)': {
    ...REPLICA,
    async inject(admin) {
      await set(admin, 'min-replicas-to-write', '1');
      return () => set(admin, 'min-replicas-to-write', '0');
    },
  },
  'with a hanging script (BUSY)': {
    state: 'slow',
    admission: 'unavailable STORE_SLOW',
    allow: 'STORE_DOWN',
    completion: 'queued',
    // A PING is refused too, and three seconds without one are a Redis that is not there.
    ready: false,
    config: { 'busy-reply-threshold': '50' },
    async inject(admin, server) {
      const options = storeOptions({ url: server.url, commandTimeoutMs: 60_000 });
      const other = await connectStore(options, silentLogger, silentMetrics);
      const hanging = other.run(scriptOf('loop', '#!lua\nwhile true do end'), ['{t0}:a'], []).catch(() => undefined);
      await delay(200);
      return async () => {
        await admin.command('SCRIPT', 'KILL');
        await hanging;
        await other.close();
      };
    },
  },
  'that loads its data (LOADING)': {
    ...AWAY,
    config: { 'enable-debug-command': 'local', rdbcompression: 'no' },
    async inject(admin, server) {
      // It reads a key of a kilobyte each 20 ms, and answers in between.
      for (let key = 0; key < 1_000; key += 1) await admin.command('SET', `filling:${key}`, 'x'.repeat(1_000));
      await set(admin, 'loading-process-events-interval-bytes', '1024');
      await set(admin, 'key-load-delay', '20000');
      const options = storeOptions({ url: server.url, commandTimeoutMs: 60_000 });
      const other = await connectStore(options, silentLogger, silentMetrics);
      const loading = other.command('DEBUG', 'RELOAD').catch(() => undefined);
      await until('it loads', async () => String(await admin.command('INFO', 'persistence')).includes('loading:1'));
      return async () => {
        await set(admin, 'key-load-delay', '0');
        await loading;
        await other.close();
      };
    },
  },
  'that does not let it run scripts (NOPERM)': {
    ...AWAY,
    async inject(admin) {
      await admin.command('ACL', 'SETUSER', 'default', '-evalsha', '-eval');
      return () => admin.command('ACL', 'SETUSER', 'default', '+evalsha', '+eval');
    },
  },
  'with another password than before (NOAUTH)': {
    ...AWAY,
    async inject(admin) {
      await set(admin, 'requirepass', 'changed');
      // Connections that are there stay; a network that drops them brings the new password to light.
      await admin.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      return () => set(admin, 'requirepass', '');
    },
  },
};

describe.runIf(hasNativeServer).each(Object.entries(FAULTS))('a Redis %s', (_, fault) => {
  it(`is ${fault.state}: ${fault.admission}, allow ${fault.allow}, completions ${fault.completion}`, async () => {
    const server = await startRedisServer(fault.config === undefined ? {} : { config: fault.config });
    onTestFinished(() => server.stop());
    const admin = await connectStore(storeOptions({ url: server.url }), silentLogger, silentMetrics);
    onTestFinished(() => admin.close());
    const catalog = copyOf(DEFAULT_CATALOG);
    catalog.edit('holds.yaml', 'when_store_is_down: deny', 'when_store_is_down: allow');
    const env = { REDIS_URL: server.url, TOLLGATE_REDIS_PREFIX: 'tollgate' };
    const denying = await startTollgate({ env });
    onTestFinished(() => denying.stop());
    const allowing = await startTollgate({ env, catalog: catalog.directory });
    onTestFinished(() => allowing.stop());
    const { client } = denying;
    const accountId = await accountWith(client, 100_000_000);
    const holds = Object.keys(COMPLETIONS).map((verb) => [verb, newId(verb)] as const);
    for (const [, holdId] of holds) await client.authorize(outbound(accountId, holdId));
    await outcome(ADMISSIONS.authorize(allowing.client, accountId));

    const undo = await fault.inject(admin, server);
    await until(`it is ${fault.state}`, () =>
      [denying, allowing].every(({ app }) => app.store.view().state === fault.state),
    );
    const complete = (verb: string): Promise<string> =>
      outcome(COMPLETIONS[verb as keyof typeof COMPLETIONS](client, accountId, new Map(holds).get(verb) ?? ''));
    const calls = [
      ...Object.entries(ADMISSIONS).map(([verb, admit]) => [verb, fault.admission, outcome(admit(client, accountId))]),
      ['allowed', fault.allow, outcome(ADMISSIONS.authorize(allowing.client, accountId))],
      ['emergency', 'EMERGENCY', outcome(client.authorize(outbound(accountId, 'sos', { to: '911' })))],
      ...Object.keys(COMPLETIONS).map((verb) => [verb, fault.completion, complete(verb)]),
    ] as const;
    const answers = await Promise.all(calls.map(async ([verb, , answer]) => [verb, await answer]));
    expect(answers).toEqual(calls.map(([verb, expected]) => [verb, expected]));
    await until('readiness follows', async () => (await readyz(denying.http)).status === (fault.ready ? 200 : 503));

    await undo();
    await until('it is up', () => [denying, allowing].every(({ app }) => app.store.view().state === 'up'));
    for (const verb of Object.keys(COMPLETIONS)) {
      await until(`${verb} is in the store`, async () => (await complete(verb)) === 'ok');
    }
    expect(await outcome(ADMISSIONS.authorize(client, accountId))).toBe('ok');
  });
});
