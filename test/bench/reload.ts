/**
 * What a reload of a large deck does to calls: the time of an authorize while a deck of 500,000 rows is replaced, against
 * the time before. Calls come at a steady pace, whatever the answers take. Run with `npm run bench:reload` on a machine
 * where nothing else runs.
 */
import { cpSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { type ClientHttp2Session, connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { serviceMethods } from '../../src/transport/definitions.ts';
import { createClient } from '../../src/transport/grpc/client.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { accountName, call, fund } from './load.ts';
import { quantile } from './quantiles.ts';
import { type Measured, startTollgate } from './servers.ts';

const ROWS = 500_000;
const CALLS_PER_SECOND = Number(process.argv[2] ?? 200);
const QUIET_SECONDS = 8;
const RELOADS = 5;
const ACCOUNTS = 50;

/** Rows of a carrier that lists every code with a name of its own. */
function deckText(change: number): string {
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const price = (index * 7 + change) % 9973;
    return `${2_000_000 + index},0.${String(price).padStart(6, '0')},0,60,6,"Zone ${index}, mobile",`;
  });
  const header = 'prefix,per_minute,connect_fee,first_increment,next_increment,name,effective_at';
  return [header, ...rows, '1,0.01,0,1,1,North America,'].join('\n');
}

function catalogDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-bench-catalog-'));
  cpSync('config/catalog', directory, { recursive: true });
  mkdirSync(join(directory, 'decks'));
  writeFileSync(join(directory, 'decks', 'big.csv'), deckText(0));
  writeFileSync(
    join(directory, 'rates.yaml'),
    `rules:
  - { name: deck, match: { service: call, direction: outbound }, deck: big }
  - { name: in, match: { service: call, direction: inbound }, free: true }
  - { name: sms, match: { service: sms, direction: outbound }, per_unit: '0.01' }
  - { name: sms in, match: { service: sms, direction: inbound }, free: true }
`,
  );
  writeFileSync(join(directory, 'cases.yaml'), 'cases: []\n');
  return directory;
}

const methods = serviceMethods('tollgate.v1.CreditControlService');
let serial = 0;

/** One call; resolves to how long its authorize took, in milliseconds from when it was due. */
async function timedCall(session: ClientHttp2Session, dueAt: number): Promise<number> {
  const { Authorize, Settle } = methods;
  if (Authorize === undefined || Settle === undefined) throw new Error('the proto has no Authorize or Settle');
  const index = serial++;
  const hold = { accountId: accountName(index % ACCOUNTS), holdId: `reload-${process.pid}-${index}` };
  const to = `+1202555${String(1000 + (index % 9000))}`;
  const request = { ...hold, direction: 'DIRECTION_OUTBOUND', from: '+12025550134', to };
  const answer = await call(session, Authorize.path, Authorize.requestSerialize(request));
  const tookMs = performance.now() - dueAt;
  if (answer[0] !== 8 || answer[1] !== 1) throw new Error('an authorize was not allowed');
  await call(session, Settle.path, Settle.requestSerialize({ ...hold, connectedSeconds: 5 }));
  return tookMs;
}

/** Calls at a steady pace until told to stop. */
async function pace(session: ClientHttp2Session, isOver: () => boolean): Promise<number[]> {
  const times: Promise<number>[] = [];
  const startedAt = performance.now();
  while (!isOver()) {
    const dueAt = startedAt + (times.length * 1000) / CALLS_PER_SECOND;
    const early = dueAt - performance.now();
    if (early > 0) await delay(early);
    times.push(timedCall(session, Math.max(dueAt, performance.now() - 1)));
  }
  return Promise.all(times);
}

function report(title: string, times: readonly number[], seconds: number, cpuMicros: number): void {
  const figures = [0.5, 0.9, 0.99, 1].map((share) => quantile(times, share).toFixed(1).padStart(7)).join(' ');
  const cpu = `${((cpuMicros / 1e6 / seconds) * 100).toFixed(0)} % of a processor`;
  console.log(`${title.padEnd(14)} ${String(times.length).padStart(6)} calls ${figures} ms   ${cpu}`);
}

async function measured(
  server: Measured,
  session: ClientHttp2Session,
  work: () => Promise<unknown>,
): Promise<{ times: number[]; seconds: number; cpuMicros: number }> {
  const cpuBefore = await server.cpuMicros();
  const startedAt = performance.now();
  let isOver = false;
  const calls = pace(session, () => isOver);
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  isOver = true;
  return { times: await calls, seconds, cpuMicros: (await server.cpuMicros()) - cpuBefore };
}

async function main(): Promise<void> {
  const redis = await startRedisServer();
  const directory = catalogDirectory();
  const server = await startTollgate(redis.url, {
    TOLLGATE_CATALOG_DIR: directory,
    TOLLGATE_CATALOG_WATCH: 'false',
  });
  const client = createClient({ address: server.address, deadlineMs: 60_000 });
  const session = connect(`http://${server.address}`);
  const reload = async (): Promise<void> => {
    const { check } = await client.reloadCatalog({});
    if (check?.ok !== true) throw new Error('the reload was refused');
  };
  await fund(client, ACCOUNTS, 100_000_000);
  await measured(server, session, () => delay(2_000));
  console.log(`${CALLS_PER_SECOND} calls a second; authorize:            p50     p90     p99     max`);
  const quiet = await measured(server, session, () => delay(QUIET_SECONDS * 1000));
  report('quiet', quiet.times, quiet.seconds, quiet.cpuMicros);
  const all: number[] = [];
  for (let change = 1; change <= RELOADS; change += 1) {
    const fresh = join(directory, '.big');
    writeFileSync(fresh, deckText(change));
    await delay(500);
    renameSync(fresh, join(directory, 'decks', 'big.csv'));
    const during = await measured(server, session, reload);
    report(`reload ${during.seconds.toFixed(1)} s`, during.times, during.seconds, during.cpuMicros);
    all.push(...during.times);
    await delay(1_000);
  }
  const ratio = quantile(all, 0.99) / quantile(quiet.times, 0.99);
  console.log(`p99 during reloads ${quantile(all, 0.99).toFixed(1)} ms: ${ratio.toFixed(2)}x of quiet`);
  session.close();
  client.close();
  await server.stop();
  await redis.stop();
}

await main();
