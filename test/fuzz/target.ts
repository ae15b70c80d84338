/** The real program over a real Redis, with a token for each role, and everything that it has logged. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MeasuredTollgate, startTollgate } from '../bench/servers.ts';
import { createClient, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { type OwnServer, startRedisServer } from '../support/redis-server.ts';

const ROLES = ['admin', 'gateway', 'billing', 'viewer'] as const;
/** What must not stand in a log. */
const SECRETS = ROLES.map((role) => `secret-of-${role}-zQ7mV2kX9pL4`);
const SCOPED = 'secret-of-tenant-zQ7mV2kX9pL4';

export interface Target {
  readonly grpcAddress: string;
  readonly httpAddress: string;
  /** Of role admin first. */
  readonly tokens: readonly string[];
  readonly client: TollgateClient;
  /** In megabytes. */
  residentMegabytes(): Promise<number>;
  /** The sum of a counter of its metrics over all labels. */
  counted(metric: string, labels?: string): Promise<number>;
  /** Lines of the log with a secret or a whole number in them. */
  readonly leaks: readonly string[];
  readonly logLines: number;
  isAlive(): boolean;
  stop(): Promise<void>;
}

export async function startTarget(numbers: readonly string[]): Promise<Target> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-fuzz-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const redis: OwnServer = await startRedisServer();
  const config = join(directory, 'tollgate.yaml');
  const tokens = [
    ...ROLES.map((role, at) => ({ name: role, role, token: SECRETS[at] })),
    { name: 'tenant', role: 'gateway', token: SCOPED, account_prefix: 'acme', gateway_id: 'sbc-1' },
  ];
  writeFileSync(config, JSON.stringify({ auth: { tokens, token_keys: ['key-zQ7mV2kX9pL4-key-zQ7mV2kX9pL4'] } }));
  const forbidden = [...SECRETS, SCOPED, 'zQ7mV2kX9pL4', ...numbers.map((number) => number.slice(1))];
  const leaks: string[] = [];
  let logLines = 0;
  const settings = { TOLLGATE_CONFIG: config, TOLLGATE_DATA_DIR: join(directory, 'data'), TOLLGATE_LOG_LEVEL: 'debug' };
  const tollgate: MeasuredTollgate = await startTollgate(redis.url, settings, 'is ready', (line) => {
    logLines += 1;
    if (forbidden.some((each) => line.includes(each)) && leaks.length < 20) leaks.push(line.slice(0, 600));
  });
  const metrics = async (): Promise<string> =>
    (
      await fetch(`http://${tollgate.httpAddress}/metrics`, { headers: { authorization: `Bearer ${SECRETS[0]}` } })
    ).text();
  const client = createClient({ address: tollgate.address, token: SECRETS[0], deadlineMs: 30_000 });
  return {
    grpcAddress: tollgate.address,
    httpAddress: tollgate.httpAddress,
    tokens: [...SECRETS, SCOPED],
    client,
    residentMegabytes: async () =>
      Number(/^process_resident_memory_bytes (\S+)$/m.exec(await metrics())?.[1]) / 2 ** 20,
    counted: async (metric, labels = '') =>
      (await metrics())
        .split('\n')
        .filter((line) => line.startsWith(`${metric}{`) && line.includes(labels))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0),
    leaks,
    get logLines() {
      return logLines;
    },
    isAlive: () => {
      try {
        return tollgate.pid !== undefined && process.kill(tollgate.pid, 0);
      } catch {
        return false;
      }
    },
    stop: async () => {
      client.close();
      await tollgate.stop();
      await redis.stop();
    },
  };
}
