import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, startApp } from '../../../src/app.ts';
import { freePort } from '../../../src/redis/embedded-server.ts';
import { loadSettings, type Settings } from '../../../src/settings/load-settings.ts';
import { testRedis } from '../../support/test-redis.ts';
import { removeDirectory } from './tools.ts';

/** The token of the gateway under test. */
export const GATEWAY_TOKEN = 'gateway-token-of-the-tests';
export const ADMIN_TOKEN = 'admin-token-of-the-tests';

export interface Movement {
  readonly kind: string;
  readonly amount_milli_cents: number;
  readonly billed_units: number;
  readonly hold_id: string;
  readonly subject_id: string;
}

export interface Account {
  readonly balance_milli_cents: number;
  readonly held_milli_cents: number;
  readonly open_holds: number;
}

export interface Hold {
  readonly state: string;
  readonly granted_units: number;
  readonly parent_hold_id: string;
}

/** A real Tollgate with tokens and otherwise default settings, spoken to as an administrator. */
export interface TestTollgate {
  readonly httpAddress: string;
  readonly grpcAddress: string;
  createAccount(accountId: string, plan?: string): Promise<void>;
  /** A hold of a call that no gateway knows of any more. */
  leak(accountId: string, holdId: string, gatewayId: string): Promise<void>;
  account(accountId: string): Promise<Account>;
  /** Charges and corrections: everything but the signup credit. */
  charges(accountId: string): Promise<Movement[]>;
  /** Open and ended ones by id; undefined when there is no such hold. */
  hold(accountId: string, holdId: string): Promise<Hold | undefined>;
  /** How often a verb was answered. */
  answered(method: string): Promise<number>;
  /** Ends the server; `start` brings it back at the same addresses with the same store. */
  stop(): Promise<void>;
  start(): Promise<void>;
  dispose(): Promise<void>;
}

/** @param redisUrl - a Redis of the test's own; the shared one when absent. */
export async function startTollgate(redisUrl?: string): Promise<TestTollgate> {
  const directory = await mkdtemp(join(tmpdir(), 'tollgate-gateways-'));
  const httpAddress = `127.0.0.1:${await freePort()}`;
  const grpcAddress = `127.0.0.1:${await freePort()}`;
  const settings = settingsFor(directory, httpAddress, grpcAddress, redisUrl);
  let app: App | undefined = await startReady(settings);

  async function get<Answer>(path: string): Promise<Answer> {
    const response = await ask(httpAddress, 'GET', path);
    return (await response.json()) as Answer;
  }
  return {
    httpAddress,
    grpcAddress,
    async createAccount(accountId, plan = 'default') {
      await ask(httpAddress, 'POST', '/v1/accounts', { account_id: accountId, plan });
    },
    async leak(account_id, hold_id, gateway_id) {
      const to = { direction: 'DIRECTION_OUTBOUND', from: account_id, to: '+14155550123' };
      await ask(httpAddress, 'POST', '/v1/authorize', { account_id, hold_id, gateway_id, ...to });
    },
    account: (accountId) => get(`/v1/accounts/${accountId}`),
    async charges(accountId) {
      const movements = await get<Movement[]>(`/v1/accounts/${accountId}/movements`);
      return movements.filter(({ kind }) => kind !== 'MOVEMENT_KIND_CREDIT');
    },
    async hold(accountId, holdId) {
      const path = `/v1/accounts/${accountId}/holds?hold_id=${encodeURIComponent(holdId)}`;
      const response = await send(httpAddress, 'GET', path);
      if (response.status === 404) return undefined;
      return ((await response.json()) as { holds: Hold[] }).holds[0];
    },
    async answered(method) {
      const page = await (await ask(httpAddress, 'GET', '/metrics')).text();
      const counts = [...page.matchAll(/^tollgate_rpc_duration_seconds_count\{(.*)\} (\d+)$/gm)];
      return counts
        .filter(([, labels]) => labels?.includes(`method="${method}"`))
        .reduce((sum, [, , count]) => sum + Number(count), 0);
    },
    async stop() {
      await app?.stop();
      app = undefined;
    },
    async start() {
      app ??= await startReady(settings);
    },
    async dispose() {
      await app?.stop();
      await removeDirectory(directory);
    },
  };
}

async function startReady(settings: Settings): Promise<App> {
  const app = await startApp(settings);
  await app.ready;
  return app;
}

function settingsFor(directory: string, httpAddress: string, grpcAddress: string, redisUrl?: string): Settings {
  const { url, engine } = testRedis();
  const loaded = loadSettings({
    env: {
      REDIS_URL: redisUrl ?? url,
      TOLLGATE_REDIS_PREFIX: `gateways-${randomBytes(6).toString('hex')}`,
      TOLLGATE_ALLOW_UNSAFE_REDIS: String(engine !== 'native'),
      TOLLGATE_DATA_DIR: directory,
      TOLLGATE_CATALOG: join(import.meta.dirname, '../catalog'),
      TOLLGATE_HTTP_ADDRESS: httpAddress,
      TOLLGATE_GRPC_ADDRESS: grpcAddress,
      TOLLGATE_AUTH_TOKENS: JSON.stringify([
        { name: 'gateway', token: GATEWAY_TOKEN, role: 'gateway' },
        { name: 'admin', token: ADMIN_TOKEN, role: 'admin' },
      ]),
      TOLLGATE_LOG_LEVEL: 'silent',
    },
  });
  if ('problems' in loaded) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  return loaded.settings;
}

function send(address: string, method: string, path: string, body?: object): Promise<Response> {
  return fetch(`http://${address}${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function ask(address: string, method: string, path: string, body?: object): Promise<Response> {
  const response = await send(address, method, path, body);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}
