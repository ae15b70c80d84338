/** The real program in a process of its own, with every setting at its default but the addresses and directories. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { freePort } from '../../../src/redis/embedded-server.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Linux counts in hundredths of a second. */
const MS_PER_TICK = 10;

export interface Program {
  readonly child: ChildProcess;
  /** False where the sources are run, which takes time to translate them. */
  readonly built: boolean;
  readonly grpcAddress: string;
  readonly http: string;
  /** On the clock of `performance.now()`. */
  readonly startedAtMs: number;
  /** Everything on the standard error so far. */
  said(): string;
  /** Log lines so far. */
  logged(): readonly Readonly<Record<string, unknown>>[];
  stop(): Promise<number | null>;
}

/** The build if it is of these sources, as after `npm test`; else the sources themselves, which start slowly. */
async function entry(): Promise<readonly string[]> {
  const prepare = (await import(join(ROOT, 'scripts/prepare.mjs'))) as { readonly sourcesHash: () => string };
  const built = join(ROOT, 'dist/.sources');
  const isFresh = existsSync(built) && readFileSync(built, 'utf8') === prepare.sourcesHash();
  return isFresh ? ['dist/main.js'] : ['--import', 'tsx', 'src/main.ts'];
}

/** CPU time that the process has used, in milliseconds: how long it would have taken on a machine of its own. */
export function cpuMsOf({ child }: Program): number {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** Its addresses are chosen beforehand, so that it can be called before it has said anything. */
export async function startProgram(env: NodeJS.ProcessEnv): Promise<Program> {
  const grpcAddress = `127.0.0.1:${await freePort()}`;
  const httpAddress = `127.0.0.1:${await freePort()}`;
  const startedAtMs = performance.now();
  const words = await entry();
  const child = spawn(process.execPath, [...words, 'serve'], {
    env: {
      PATH: process.env['PATH'],
      TOLLGATE_GRPC_ADDRESS: grpcAddress,
      TOLLGATE_HTTP_ADDRESS: httpAddress,
      TOLLGATE_CONFIG: '',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    return ended;
  };
  onTestFinished(async () => void (await stop()));
  return {
    child,
    built: words.length === 1,
    grpcAddress,
    http: `http://${httpAddress}`,
    startedAtMs,
    said: () => err,
    logged: () =>
      out
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    stop,
  };
}
