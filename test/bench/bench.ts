/**
 * `npm run bench`: what an authorize and its settle cost, in one run, against the two floors that they stand on: a bare
 * grpc-js unary server with the same messages, and bare pipelined EVALSHA of the same scripts. Rounds are interleaved
 * and medians compared, because machines are not quiet.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { createClient } from '../../src/transport/grpc/client.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { runBareScripts } from './bare-scripts.ts';
import { fund, runLoad, type Load } from './load.ts';
import { median } from './quantiles.ts';
import { redisCpu, startEcho, startTollgate, type Measured } from './servers.ts';

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

/** Of Tollgate's own throughput, so that neither queue grows. */
const PACED_SHARE = 0.7;

const ACCOUNTS = 1_000;
const shape = { pairs: Number(values.pairs), connections: 4, inFlightPerConnection: 32, accounts: ACCOUNTS };

interface Figures {
  readonly opsPerSecond: number;
  /** Of the server process. */
  readonly nodeMicros: number;
  readonly redisMicros: number;
}

async function measure(
  redis: Redis,
  load: Load,
  server: Measured | undefined,
  run: () => Promise<number | undefined>,
): Promise<Figures> {
  const operations = 2 * load.pairs;
  const nodeBefore = (await server?.cpuMicros()) ?? 0;
  const redisBefore = await redisCpu(redis);
  const startedAt = performance.now();
  const ownSeconds = await run();
  const seconds = ownSeconds ?? (performance.now() - startedAt) / 1000;
  const redisMicros = ((await redisCpu(redis)) - redisBefore) / operations;
  const nodeMicros = (((await server?.cpuMicros()) ?? 0) - nodeBefore) / operations;
  return { opsPerSecond: operations / seconds, nodeMicros, redisMicros };
}

function summary(rounds: readonly Figures[]): Figures {
  const of = (pick: (figures: Figures) => number): number => median(rounds.map(pick));
  return {
    opsPerSecond: of((f) => f.opsPerSecond),
    nodeMicros: of((f) => f.nodeMicros),
    redisMicros: of((f) => f.redisMicros),
  };
}

// A Unix socket, as the private Redis that Tollgate runs by itself is reached.
const socket = join(mkdtempSync(join(tmpdir(), 'tollgate-bench-')), 'redis.sock');
const server = await startRedisServer({ config: { appendfsync: values.fsync, unixsocket: socket } });
const redis = new Redis(server.url);
const tollgate = await startTollgate(`unix://${socket}`);
const echo = await startEcho();
const client = createClient({ address: tollgate.address });
await fund(client, ACCOUNTS, 1_000_000_000);
client.close();

const grpcRound = (address: string, round: string, callsPerSecond?: number) => async (): Promise<undefined> => {
  const refused = await runLoad(address, { ...shape, round, callsPerSecond });
  if (refused > 0) throw new Error(`${refused} authorizations were refused`);
};
await runLoad(tollgate.address, { ...shape, pairs: Math.min(shape.pairs, 3_000), round: 'warm' });
await runLoad(echo.address, { ...shape, pairs: Math.min(shape.pairs, 3_000), round: 'warm' });

type Kind = 'echo' | 'scripts' | 'tollgate' | 'pacedEcho' | 'pacedTollgate';
const results: Record<Kind, Figures[]> = { echo: [], scripts: [], tollgate: [], pacedEcho: [], pacedTollgate: [] };
for (let round = 1; round <= Number(values.rounds); round++) {
  process.stderr.write(`round ${round} of ${values.rounds}\n`);
  const load: Load = { ...shape, round: `r${round}` };
  results.echo.push(await measure(redis, load, echo, grpcRound(echo.address, `e${round}`)));
  const full = await measure(redis, load, tollgate, grpcRound(tollgate.address, `t${round}`));
  results.tollgate.push(full);
  results.scripts.push(await measure(redis, load, undefined, () => runBareScripts(socket, load)));
  // Work per call falls as calls come closer together, so CPU is compared at one and the same rate.
  const rate = Math.floor(full.opsPerSecond * PACED_SHARE);
  results.pacedEcho.push(await measure(redis, load, echo, grpcRound(echo.address, `p${round}`, rate)));
  results.pacedTollgate.push(await measure(redis, load, tollgate, grpcRound(tollgate.address, `q${round}`, rate)));
}

const line = (name: string, kind: Kind): string => {
  const f = summary(results[kind]);
  return `${name.padEnd(38)}${f.opsPerSecond.toFixed(0).padStart(9)}${f.nodeMicros.toFixed(1).padStart(12)}${f.redisMicros.toFixed(1).padStart(12)}\n`;
};
const evalshaRatio = summary(results.tollgate).opsPerSecond / summary(results.scripts).opsPerSecond;
const cpuRatio = summary(results.pacedTollgate).nodeMicros / summary(results.pacedEcho).nodeMicros;
const closedCpuRatio = summary(results.tollgate).nodeMicros / summary(results.echo).nodeMicros;
process.stdout.write(
  `\n${shape.pairs} authorize+settle pairs a round, medians of ${values.rounds} rounds, ${shape.connections}x${shape.inFlightPerConnection} in flight, fsync ${values.fsync}; client and servers share the machine\n` +
    `${''.padEnd(38)}${'RPC/s'.padStart(9)}${'Node us/op'.padStart(12)}${'Redis us/op'.padStart(12)}\n` +
    line('as fast as it goes: grpc-js echo', 'echo') +
    line('                    pipelined EVALSHA', 'scripts') +
    line('                    Tollgate', 'tollgate') +
    line('at the same rate:   grpc-js echo', 'pacedEcho') +
    line('                    Tollgate', 'pacedTollgate') +
    `throughput against EVALSHA: ${evalshaRatio.toFixed(2)} (at least ${EVALSHA_RATIO_MIN})\n` +
    `Node CPU against the echo:  ${cpuRatio.toFixed(2)} at the same rate (at most ${ECHO_CPU_RATIO_MAX}); ${closedCpuRatio.toFixed(2)} as fast as each goes\n`,
);
await tollgate.stop();
await echo.stop();
redis.disconnect();
await server.stop();
const missed = evalshaRatio < EVALSHA_RATIO_MIN || cpuRatio > ECHO_CPU_RATIO_MAX;
process.exit(values.assert && missed ? 1 : 0);
