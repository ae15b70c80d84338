/**
 * What the alerts are fired on: a Tollgate over a Redis of its own, a sidecar that is broken in every way that needs no
 * event, an address where one starts again and again, and the Prometheus that scrapes them.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectStore } from '../../../src/redis/connect.ts';
import { freePort } from '../../../src/redis/embedded-server.ts';
import type { RedisStore } from '../../../src/redis/store.ts';
import { type CatalogCopy, copyOf, DEFAULT_CATALOG } from '../../requirements/support/catalogs.ts';
import { startRedisServer, type TestServer } from '../../support/redis-server.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { silentMetrics, storeOptions } from '../../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../../support/tollgate.ts';
import { type Prometheus, startPrometheus } from './prometheus.ts';

export const TOKEN = 'prometheus-of-the-tests';
const ADMIN = 'admin-of-the-tests-0123';
export const PREFIX = 'alerts';

const LIMITS = `
rules:
  - { name: two calls to France, match: { service: call, country: FR }, max_open_holds: 2 }
  - { name: dear, match: { service: call, country: DE }, max_cost_per_call: '0.0001', mode: shadow }
`;

const HOLDS = `
rules:
  - name: short
    match: { service: call, country: GB }
    max_seconds: 1
    ring_seconds: 1
    grace_seconds: 0
    cut_tolerance_seconds: 0
    unproven: granted
  - { name: calls, match: { service: call }, max_seconds: 3600, ring_seconds: 180, grace_seconds: 60, when_store_is_down: allow }
  - { name: messages, match: { service: sms }, max_units: 20, ring_seconds: 3600 }
`;

export const PLANS = `
plans:
  default: { signup_credit: '5.00' }
  small: { credits: { amount: '0.01' }, on_plan_exhausted: stop }
`;

export interface AlertStage {
  readonly server: TestServer;
  /** Its append-only file is not synced at each write. */
  readonly unsafe: TestServer;
  readonly catalog: CatalogCopy;
  readonly tollgate: TestTollgate;
  /** Beside the sidecar. */
  readonly store: RedisStore;
  readonly prometheus: Prometheus;
  /** Where nothing listens until a test starts something. */
  readonly restarting: string;
  stop(): Promise<void>;
}

export async function startAlertStage(whenOver: (cleanUp: () => void) => void): Promise<AlertStage> {
  const server = await startRedisServer({ config: { 'busy-reply-threshold': '50' } });
  const unsafe = await startRedisServer({ config: { appendfsync: 'everysec' } });
  const config = join(mkdtempSync(join(tmpdir(), 'tollgate-alerts-')), 'tollgate.yaml');
  const tokens = [
    { name: 'prometheus', role: 'viewer', token: TOKEN },
    { name: 'tests', role: 'admin', token: ADMIN },
  ];
  // The first is what the client of the tests uses.
  writeFileSync(config, JSON.stringify({ auth: { tokens: tokens.toReversed() } }));
  const catalog = copyOf(DEFAULT_CATALOG, whenOver);
  catalog.write('limits.yaml', LIMITS);
  catalog.write('holds.yaml', HOLDS);
  catalog.write('plans.yaml', PLANS);
  catalog.edit('rates.yaml', "per_unit: '0.01'", "per_unit: '1.00'");
  const env = { TOLLGATE_CONFIG: config, TOLLGATE_REDIS_PREFIX: PREFIX, TOLLGATE_REDIS_PARTITIONS: '1' };
  // The journal of the tests is small and looked at twice a second; eight requests fill the sidecar.
  const small = {
    TOLLGATE_LEDGER_JOURNAL_MAX_BYTES: '1048576',
    TOLLGATE_LEDGER_JOURNAL_TRIM_INTERVAL_MS: '500',
    TOLLGATE_SERVER_MAX_IN_FLIGHT: '8',
  };
  const tollgate = await startTollgate({
    catalog: catalog.directory,
    env: { ...env, ...small, REDIS_URL: server.url },
  });
  const bad = copyOf(DEFAULT_CATALOG, whenOver);
  bad.write('rates.yaml', 'rules: [{}]\n');
  const broken = await startTollgate({ catalog: bad.directory, unready: true, env: { ...env, REDIS_URL: unsafe.url } });
  const store = await connectStore(storeOptions({ url: server.url }), silentLogger, silentMetrics);
  const restarting = `127.0.0.1:${await freePort()}`;
  const targets = [tollgate.http, broken.http].map((http) => new URL(http).host);
  const prometheus = await startPrometheus([...targets, restarting], TOKEN);
  return {
    server,
    unsafe,
    catalog,
    tollgate,
    store,
    prometheus,
    restarting,
    async stop() {
      await prometheus.stop();
      await store.close();
      await tollgate.stop();
      await broken.stop();
      await server.stop();
      await unsafe.stop();
    },
  };
}
