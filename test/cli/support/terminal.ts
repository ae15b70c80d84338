import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type App } from '../../../src/app.ts';
import { run } from '../../../src/cli/run.ts';
import { loadSettings } from '../../../src/settings/load-settings.ts';
import { testRedis } from '../../support/test-redis.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs one command line as the program would, without a process of its own. `answer` is what the person types,
 * `input` what is piped in.
 */
export async function tollgate(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
  answer?: string,
  input = '',
): Promise<Outcome> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(argv, {
    env,
    version: '1.2.3',
    isTerminal: false,
    print: (text) => void out.push(`${text}\n`),
    complain: (text) => void err.push(`${text}\n`),
    readInput: () => Promise.resolve(input),
    ask: (question) => {
      if (answer !== undefined) out.push(question);
      return Promise.resolve(answer);
    },
    startApp: () => Promise.reject(new Error('not in this test')),
  });
  return { code, out: out.join(''), err: err.join('') };
}

/** The variables of a server on free ports that shares the Redis of the test run. */
export function serverVariables(): NodeJS.ProcessEnv {
  const { url, prefix } = testRedis();
  return {
    REDIS_URL: url,
    TOLLGATE_REDIS_PREFIX: prefix,
    TOLLGATE_ALLOW_UNSAFE_REDIS: 'true',
    TOLLGATE_DATA_DIR: mkdtempSync(join(tmpdir(), 'tollgate-cli-')),
    TOLLGATE_GRPC_ADDRESS: '127.0.0.1:0',
    TOLLGATE_HTTP_ADDRESS: '127.0.0.1:0',
    TOLLGATE_CATALOG_WATCH: 'false',
    TOLLGATE_LOG_LEVEL: 'silent',
    TOLLGATE_ARCHIVE_MODE: 'off',
  };
}

/** A whole Tollgate in this process. */
export async function startServer(variables: NodeJS.ProcessEnv = {}): Promise<App> {
  const loaded = loadSettings({ env: { ...serverVariables(), ...variables } });
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  const app = await startApp(loaded.settings, { version: '1.2.3' });
  await app.ready;
  return app;
}
