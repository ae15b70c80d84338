/**
 * What the transport costs: CPU of the server for one Authorize, behind everything but control, against a bare grpc-js
 * unary handler of the same messages. Run with `npx tsx test/bench/edge.ts`; the rounds are interleaved, because the
 * machine is not quiet.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client, ChannelCredentials, Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { serviceMethods } from '../../src/transport/definitions.ts';
import { cardboardControl } from '../transport/cardboard.ts';
import { startFixture } from '../transport/fixture.ts';
import { median } from './quantiles.ts';

const ROUNDS = 5;
const CALLS = 20_000;
const CONNECTIONS = 4;
const CONCURRENCY = 32;

const REQUEST = {
  accountId: 'acme',
  holdId: 'a84b4c76e66710@pc33.example.com;1928301774',
  direction: 'DIRECTION_OUTBOUND',
  from: '+12025550134',
  to: '+12025550199',
  gatewayId: 'gw1',
};

type Kind = 'echo' | 'edge';

async function serve(kind: Kind): Promise<void> {
  const address = kind === 'echo' ? await startEcho() : await startEdge();
  let before = process.cpuUsage();
  process.on('message', (message) => {
    if (message === 'begin') before = process.cpuUsage();
    if (message === 'end') process.send?.(process.cpuUsage(before));
    if (message === 'stop') process.exit(0);
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.(address);
}

async function startEcho(): Promise<string> {
  const methods = serviceMethods('tollgate.v1.CreditControlService');
  const { Authorize } = methods;
  if (Authorize === undefined) throw new Error('no Authorize');
  const response = { ...RESPONSE };
  const server = new Server({ 'grpc.enable_channelz': 0 });
  server.addService(
    { Authorize },
    { Authorize: (_call: unknown, reply: (e: null, r: object) => void) => reply(null, response) },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return `127.0.0.1:${port}`;
}

const RESPONSE = {
  decision: 'DECISION_ALLOW',
  holdId: 'h1',
  grantedSeconds: 3600,
  holdMilliCents: 300_000,
  availableMilliCents: 200_000,
  terms: {
    unit: 'second',
    rateMilliCents: 5000,
    rateUnits: 60,
    perMinuteMilliCents: 5000,
    firstIncrementSeconds: 1,
    nextIncrementSeconds: 1,
    rule: 'outbound',
    catalogVersion: '0123456789ab',
  },
  numberClass: 'standard',
  settleToken: 'token',
  accountStatus: 'ACCOUNT_STATUS_RED',
};

/** Everything that a request passes through, with the decision line and its metrics as control writes them. */
async function startEdge(): Promise<string> {
  const logger = createLogger({ level: 'info', numberMasking: 'last2' });
  const metrics = createMetrics({ version: '0' });
  const result = cardboardControl([], {}).authorize({} as never, {} as never);
  const decided = await result;
  const fixture = await startFixture({
    log: { level: 'info' },
    auth: { tokens: [{ name: 'gw', token: 'bench-token-bench-token', role: 'gateway' }] },
    answers: {
      authorize: (request, context) => {
        const { holdId, traffic } = request;
        const line = { verb: 'authorize', requestId: context.requestId, holdId, traffic, result: decided } as const;
        if (process.env['BENCH_TELEMETRY'] !== '0') {
          metrics.control.decision(line);
          logger.decision(line);
        }
        return result;
      },
    },
  });
  return fixture.grpcAddress;
}

async function load(address: string, calls: number): Promise<void> {
  const { Authorize } = serviceMethods('tollgate.v1.CreditControlService');
  if (Authorize === undefined) throw new Error('no Authorize');
  const metadata = new Metadata();
  metadata.set('authorization', 'Bearer bench-token-bench-token');
  const clients = Array.from(
    { length: CONNECTIONS },
    () => new Client(address, ChannelCredentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 }),
  );
  let left = calls;
  const worker = async (client: Client): Promise<void> => {
    while (left-- > 0) {
      await new Promise<void>((resolve, reject) => {
        client.makeUnaryRequest(
          Authorize.path,
          Authorize.requestSerialize,
          Authorize.responseDeserialize,
          REQUEST,
          metadata,
          (error) => (error === null ? resolve() : reject(error)),
        );
      });
    }
  };
  await Promise.all(clients.flatMap((client) => Array.from({ length: CONCURRENCY }, () => worker(client))));
  for (const client of clients) client.close();
}

async function start(kind: Kind): Promise<{ child: ChildProcess; address: string }> {
  const child = fork(fileURLToPath(import.meta.url), [kind], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [address] = (await once(child, 'message')) as [string];
  return { child, address };
}

async function measure({ child, address }: Awaited<ReturnType<typeof start>>): Promise<number> {
  child.send('begin');
  await load(address, CALLS);
  child.send('end');
  const [usage] = (await once(child, 'message')) as [NodeJS.CpuUsage];
  return (usage.user + usage.system) / CALLS;
}

async function main(): Promise<void> {
  const servers = { echo: await start('echo'), edge: await start('edge') };
  await load(servers.echo.address, CALLS);
  await load(servers.edge.address, CALLS);
  const rounds: Record<Kind, number[]> = { echo: [], edge: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const kind of ['echo', 'edge'] as const) rounds[kind].push(await measure(servers[kind]));
  }
  const echo = median(rounds.echo);
  const edge = median(rounds.edge);
  console.log(
    `bare echo ${echo.toFixed(1)} µs, transport ${edge.toFixed(1)} µs of CPU per call: ${(edge / echo).toFixed(2)}x`,
  );
  for (const { child } of Object.values(servers)) child.send('stop');
}

const kind = process.argv[2];
if (kind === 'echo' || kind === 'edge') await serve(kind);
else await main();
