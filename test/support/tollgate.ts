import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type App } from '../../src/app.ts';
import { loadSettings, type Settings } from '../../src/settings/load-settings.ts';
import { createLogger, type LogDestination } from '../../src/telemetry/logger.ts';
import { createClient, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { testRedis } from './test-redis.ts';

/** A whole Tollgate on free loopback ports, over the shared Redis under a prefix of its own. */
export interface TestTollgate {
  readonly app: App;
  readonly client: TollgateClient;
  /** `http://127.0.0.1:port` */
  readonly http: string;
  readonly settings: Settings;
  /** Log lines so far, parsed. */
  readonly logs: readonly Readonly<Record<string, unknown>>[];
  stop(): Promise<void>;
}

export interface TestTollgateOptions {
  /** The catalog's directory; the default catalog when absent. */
  readonly catalog?: string;
  /** TOLLGATE_ variables on top of those of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** Returns as soon as it listens. */
  readonly unready?: boolean;
}

/** Times and sizes are the default ones: a test sets only what it is about. */
export async function startTollgate(options: TestTollgateOptions = {}): Promise<TestTollgate> {
  const { url, engine, prefix } = testRedis();
  const dataDir = mkdtempSync(join(tmpdir(), 'tollgate-data-'));
  const settings = settingsFrom({
    REDIS_URL: url,
    TOLLGATE_REDIS_PREFIX: prefix,
    TOLLGATE_ALLOW_UNSAFE_REDIS: String(engine === 'embedded'),
    TOLLGATE_DATA_DIR: dataDir,
    TOLLGATE_GRPC_ADDRESS: '127.0.0.1:0',
    TOLLGATE_HTTP_ADDRESS: '127.0.0.1:0',
    TOLLGATE_CONFIG: '',
    // A database for each would cost more than the rest of it; where history is the subject it is on.
    TOLLGATE_ARCHIVE_MODE: 'off',
    ...(options.catalog === undefined ? {} : { TOLLGATE_CATALOG: options.catalog }),
    ...options.env,
  });
  const logs: Record<string, unknown>[] = [];
  const target: LogDestination = { write: (line) => void logs.push(JSON.parse(line) as Record<string, unknown>) };
  const app = await startApp(settings, { version: 'test', logger: createLogger(settings.log, target) });
  if (options.unready !== true) await app.ready;
  const [token] = settings.auth.tokens;
  const client = createClient({ address: app.grpcAddress, ...(token === undefined ? {} : { token: token.token }) });
  return {
    app,
    client,
    http: `http://${app.httpAddress}`,
    settings,
    logs,
    stop: async () => {
      client.close();
      await app.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function settingsFrom(env: Record<string, string>): Settings {
  const loaded = loadSettings({ env });
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return loaded.settings;
}
