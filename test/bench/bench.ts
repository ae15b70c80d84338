/**
 * `npm run bench`: what an authorize and its settle cost, in one run, against the two floors that they stand on: a bare grpc-js unary server with the
 * same messages, and bare pipelined EVALSHA of the same scripts. Rounds are interleaved and medians compared, because machines are not quiet.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { createClient } from '../../src/transport/grpc/client.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { runBareScripts } from './bare-scripts.ts';
import { accountName, runLoad, type Load } from './load.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '5' },
    fsync: { type: 'string', default: 'always' },
    assert: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(
    'npm run bench -- [--pairs N] [--rounds N] [--fsync always|everysec|no] [--assert]\n' +
      '  --pairs   authorize+settle pairs in each round (20000)\n' +
      '  --rounds  rounds, interleaved; medians are printed (5)\n' +
      '  --fsync   how Redis keeps its append-only file (always, as in production)\n' +
      '  --assert  exit 1 when a floor is missed\n',
  );
  process.exit(0);
}

/** The floors of the design: throughput against EVALSHA, Node CPU against the echo. */
const EVALSHA_RATIO_MIN = 0.25;
const ECHO_CPU_RATIO_MAX = 1.5;

const ACCOUNTS = 1_000;
const shape = { pairs: Number(values.pairs), connections: 4, inFlightPerConnection: 32, accounts: ACCOUNTS };

interface Figures {
  readonly opsPerSecond: number;
  /** Of the server process. */
  readonly nodeMicros: number;
  readonly redisMicros: number;
}

async function startChild(
  kind: 'echo' | 'tollgate',
  redisUrl: string,
): Promise<{ child: ChildProcess; address: string }> {
  const child = fork(fileURLToPath(new URL('child.ts', import.meta.url)), [kind], {
    env: { ...process.env, REDIS_URL: redisUrl },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [address] = (await once(child, 'message')) as [string];
  return { child, address };
}

/** User and system time of Redis so far, in microseconds. */
async function redisCpu(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  const field = (name: string): number => Number(new RegExp(`^${name}:([0-9.]+)`, 'm').exec(info)?.[1] ?? 0);
  return (field('used_cpu_user') + field('used_cpu_sys')) * 1e6;
}

async function measure(
  redis: Redis,
  load: Load,
  child: ChildProcess | undefined,
  run: () => Promise<number | undefined>,
): Promise<Figures> {
  const operations = 2 * load.pairs;
  child?.send('begin');
  const redisBefore = await redisCpu(redis);
  const startedAt = performance.now();
  const ownSeconds = await run();
  const seconds = ownSeconds ?? (performance.now() - startedAt) / 1000;
  const redisMicros = ((await redisCpu(redis)) - redisBefore) / operations;
  if (child === undefined) return { opsPerSecond: operations / seconds, nodeMicros: 0, redisMicros };
  child.send('end');
  const [usage] = (await once(child, 'message')) as [NodeJS.CpuUsage];
  return { opsPerSecond: operations / seconds, nodeMicros: (usage.user + usage.system) / operations, redisMicros };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function summary(rounds: readonly Figures[]): Figures {
  const of = (pick: (figures: Figures) => number): number => median(rounds.map(pick));
  return {
    opsPerSecond: of((f) => f.opsPerSecond),
    nodeMicros: of((f) => f.nodeMicros),
    redisMicros: of((f) => f.redisMicros),
  };
}

const server = await startRedisServer({ config: { appendfsync: values.fsync } });
const redis = new Redis(server.url);
const tollgate = await startChild('tollgate', server.url);
const echo = await startChild('echo', server.url);
const client = createClient({ address: tollgate.address });
for (let index = 0; index < ACCOUNTS; index++) {
  await client.createAccount({ accountId: accountName(index) });
  await client.addCredit({
    accountId: accountName(index),
    amountMilliCents: 1_000_000_000,
    idempotencyKey: 'fund',
  });
}
client.close();

const grpcRound = (address: string, round: string) => async (): Promise<undefined> => {
  const refused = await runLoad(address, { ...shape, round });
  if (refused > 0) throw new Error(`${refused} authorizations were refused`);
};
await runLoad(tollgate.address, { ...shape, pairs: Math.min(shape.pairs, 3_000), round: 'warm' });
await runLoad(echo.address, { ...shape, pairs: Math.min(shape.pairs, 3_000), round: 'warm' });

const results: Record<'echo' | 'scripts' | 'tollgate', Figures[]> = { echo: [], scripts: [], tollgate: [] };
for (let round = 1; round <= Number(values.rounds); round++) {
  process.stderr.write(`round ${round} of ${values.rounds}\n`);
  const load: Load = { ...shape, round: `r${round}` };
  results.echo.push(await measure(redis, load, echo.child, grpcRound(echo.address, `e${round}`)));
  results.tollgate.push(await measure(redis, load, tollgate.child, grpcRound(tollgate.address, `t${round}`)));
  results.scripts.push(await measure(redis, load, undefined, () => runBareScripts(server.url, load)));
}

const figures = { echo: summary(results.echo), scripts: summary(results.scripts), tollgate: summary(results.tollgate) };
const line = (name: string, f: Figures): string =>
  `${name.padEnd(34)}${f.opsPerSecond.toFixed(0).padStart(9)}${f.nodeMicros.toFixed(1).padStart(12)}${f.redisMicros.toFixed(1).padStart(12)}\n`;
const evalshaRatio = figures.tollgate.opsPerSecond / figures.scripts.opsPerSecond;
const cpuRatio = figures.tollgate.nodeMicros / figures.echo.nodeMicros;
process.stdout.write(
  `\n${shape.pairs} authorize+settle pairs a round, medians of ${values.rounds} rounds, ${shape.connections}x${shape.inFlightPerConnection} in flight, fsync ${values.fsync}; client and servers share the machine\n` +
    `${''.padEnd(34)}${'RPC/s'.padStart(9)}${'Node us/op'.padStart(12)}${'Redis us/op'.padStart(12)}\n` +
    line('bare grpc-js unary echo', figures.echo) +
    line('bare pipelined EVALSHA', figures.scripts) +
    line('Tollgate over gRPC', figures.tollgate) +
    `throughput against EVALSHA: ${evalshaRatio.toFixed(2)} (at least ${EVALSHA_RATIO_MIN})\n` +
    `Node CPU against the echo:  ${cpuRatio.toFixed(2)} (at most ${ECHO_CPU_RATIO_MAX})\n`,
);
for (const { child } of [tollgate, echo]) child.send('stop');
redis.disconnect();
await server.stop();
const missed = evalshaRatio < EVALSHA_RATIO_MIN || cpuRatio > ECHO_CPU_RATIO_MAX;
process.exit(values.assert && missed ? 1 : 0);
