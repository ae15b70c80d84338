import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/ledger/port.ts';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import { type StoreWatcher, Troubles } from '../../src/ledger/redis/store-trouble.ts';
import { StoreFault, toStoreFault } from '../../src/redis/store.ts';
import { copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';
import { accountWith, newId, outbound } from '../requirements/support/traffic.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type Proxy, startProxy } from './support/proxy.ts';
import { STORE_ERRORS } from './support/store-errors.ts';
import { ADMISSIONS, COMPLETIONS, outcome, readyz, until } from './support/watching.ts';

const ADMITS = Object.entries(ADMISSIONS);
const COMPLETES = Object.entries(COMPLETIONS);

describe('an error of Redis', () => {
  const texts = STORE_ERRORS.filter(({ behaviour }) => behaviour.error !== undefined);
  it.each(texts)('$name is of kind $kind', ({ name, kind, retryable, outcomeUnknown }) => {
    const error = Object.assign(new Error(name), { name: 'ReplyError' });
    expect(toStoreFault(error, 'authorize')).toMatchObject({ kind, retryable, outcomeUnknown });
  });

  it.each([
    ['Command timed out', 'timeout', true],
    ['Connection is closed.', 'unavailable', true],
    ["Stream isn't writeable and enableOfflineQueue options is false", 'unavailable', false],
    ['Too many Cluster redirections. Last error: MOVED 1 x', 'cluster', false],
  ])('"%s" of the client is of kind %s, its outcome unknown: %s', (message, kind, outcomeUnknown) => {
    const fault = toStoreFault(new Error(message), 'authorize');
    expect(fault).toMatchObject({ kind, retryable: true, outcomeUnknown });
  });
});

describe('what Redis said', () => {
  const refused = new StoreFault('readonly', 'READONLY', { outcomeUnknown: false });
  const silent = new StoreFault('unavailable', 'not connected', { outcomeUnknown: false });

  function ledgerOver(failures: readonly StoreFault[], watcher?: StoreWatcher): Ledger {
    let count = 0;
    const run = (): Promise<never> => Promise.reject(failures[Math.min(count++, failures.length - 1)]!);
    const ages = { tombstoneMs: 0, earlyReleaseMs: 0, journalRetentionMs: 0, journalMaxBytes: 0, onceMs: 0 };
    return createRedisLedger({ run }, { keys: new Keys('x', 1), ...ages, ...(watcher && { watcher }) });
  }

  it('outweighs the silence after it in the same call: the refusal of a replica ends the connection', async () => {
    await expect(ledgerOver([refused, silent]).account('acme')).rejects.toMatchObject({ reason: 'STORE_REPLICA' });
    await expect(ledgerOver([silent]).account('acme')).rejects.toMatchObject({ reason: 'STORE_AWAY' });
  });

  it('to one call outweighs the silence that another one meets', async () => {
    const heard: string[] = [];
    const watcher = {
      heardLost: () => {},
      heard: (kind: string) => void heard.push(kind),
      trouble: () => 'full' as const,
    };
    await expect(ledgerOver([silent], watcher).account('acme')).rejects.toMatchObject({ reason: 'STORE_FULL' });
    await expect(ledgerOver([refused], watcher).account('acme')).rejects.toMatchObject({ reason: 'STORE_REPLICA' });
    expect(new Set(heard)).toEqual(new Set(['readonly']));
  });

  it('stands against silence for a while, and gives way to what it says next and to success', () => {
    const troubles = new Troubles();
    const away = { trouble: 'away', why: 'silence' } as const;
    const replica = { trouble: 'replica', why: 'READONLY', said: true } as const;
    troubles.meet(away);
    expect(troubles.now).toBe(away);
    troubles.meet(replica);
    troubles.meet(away);
    expect(troubles.now).toBe(replica);
    troubles.meet({ trouble: 'full', why: 'OOM', said: true });
    expect(troubles.now?.trouble).toBe('full');
    troubles.pass();
    expect(troubles.now).toBeUndefined();
    troubles.meet(away);
    expect(troubles.now).toBe(away);
  });
});

/** Two sidecars behind one proxy: one with the default catalog, one that lets calls through while the store is down. */
describe.runIf(hasNativeServer)('through a running Tollgate', () => {
  let server: TestServer;
  let proxy: Proxy;
  let denying: TestTollgate;
  let allowing: TestTollgate;
  let accountId: string;

  beforeAll(async () => {
    server = await startRedisServer();
    proxy = await startProxy(server.port);
    const catalog = copyOf(DEFAULT_CATALOG, (cleanUp) => afterAll(cleanUp));
    catalog.edit('holds.yaml', 'when_store_is_down: deny', 'when_store_is_down: allow');
    const env = { REDIS_URL: proxy.url, TOLLGATE_REDIS_PREFIX: 'tollgate' };
    denying = await startTollgate({ env });
    allowing = await startTollgate({ env, catalog: catalog.directory });
    accountId = await accountWith(denying.client, 100_000_000);
    // The allowing one can let through only whom it has seen.
    await outcome(ADMISSIONS.authorize(allowing.client, accountId));
  });
  afterAll(async () => {
    await denying.stop();
    await allowing.stop();
    await proxy.stop();
    await server.stop();
  });

  const well = async (): Promise<boolean> =>
    (await readyz(denying.http)).status === 200 &&
    (await readyz(allowing.http)).status === 200 &&
    denying.app.store.view().state === 'up' &&
    allowing.app.store.view().state === 'up';

  /** A hold for each completion. */
  async function openHolds(): Promise<ReadonlyMap<string, string>> {
    const holds = COMPLETES.map(([verb]) => [verb, newId(verb)] as const);
    for (const [, holdId] of holds) {
      expect(await outcome(denying.client.authorize(outbound(accountId, holdId)))).toBe('ok');
    }
    return new Map(holds);
  }

  it('answers every verb while nothing is wrong', async () => {
    const holds = await openHolds();
    for (const [verb, admit] of ADMITS) expect(await outcome(admit(denying.client, accountId)), verb).toBe('ok');
    for (const [verb, complete] of COMPLETES) {
      expect(await outcome(complete(denying.client, accountId, holds.get(verb) ?? '')), verb).toBe('ok');
    }
  });

  it.each(STORE_ERRORS)(
    '$name: $admission, allow: $allow',
    async ({ behaviour, state, admission, allow, completion }) => {
      await until('all is well', well);
      const holds = await openHolds();
      proxy.behave(behaviour);
      try {
        const calls = [
          ...ADMITS.map(([verb, admit]) => [verb, admission, admit(denying.client, accountId)] as const),
          ['allowed authorize', allow, ADMISSIONS.authorize(allowing.client, accountId)] as const,
          ['emergency', 'EMERGENCY', denying.client.authorize(outbound(accountId, 'sos', { to: '911' }))] as const,
          ...COMPLETES.map(
            ([verb, complete]) =>
              [verb, completion, complete(denying.client, accountId, holds.get(verb) ?? '')] as const,
          ),
        ];
        const answers = await Promise.all(calls.map(async ([verb, , answer]) => [verb, await outcome(answer)]));
        expect(answers).toEqual(calls.map(([verb, expected]) => [verb, expected]));
        if (state !== undefined) await until(`it is ${state}`, () => denying.app.store.view().state === state, 3_000);
      } finally {
        proxy.behave({});
      }
      await until('all is well again', well);
      for (const [verb, complete] of COMPLETES) {
        await until(`${verb} is in the store`, async () => {
          return (await outcome(complete(denying.client, accountId, holds.get(verb) ?? ''))) === 'ok';
        });
      }
    },
  );
});
