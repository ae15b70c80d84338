/**
 * `npm run bench:overload`: what is left of a Tollgate that far more callers ask than it can serve. Callers in processes
 * of their own authorize and settle as fast as answers come, at rising numbers over few and over many connections; then
 * one connection floods while others call at an ordinary pace.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort } from '../../src/redis/embedded-server.ts';
import { createClient } from '../../src/transport/grpc/client.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { fund } from './load.ts';
import { quantile } from './quantiles.ts';
import type { Outcome, Task } from './overload-client.ts';
import { startTollgate } from './servers.ts';

const { values } = parseArgs({
  options: {
    callers: { type: 'string', default: '400,1000,2000,5000' },
    connections: { type: 'string', default: '8,100' },
    seconds: { type: 'string', default: '5' },
    shared: { type: 'boolean', default: false },
    'no-flood': { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    assert: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(
    'npm run bench:overload -- [--callers N,N] [--connections N,N] [--seconds N] [--shared] [--no-flood] [--short] [--assert]\n' +
      '  --callers      how many call at once (400,1000,2000,5000)\n' +
      '  --connections  over how many connections (8,100)\n' +
      '  --seconds      that are counted at each point (5)\n' +
      '  --shared       settles go over the connections of the authorizes, and wait behind them\n' +
      '  --no-flood     leave out the connection that floods while others call\n' +
      '  --short        two points of 2 seconds and a short flood\n' +
      '  --assert       exit 1 when goodput, settles, memory or neighbours miss what is wanted\n',
  );
  process.exit(0);
}

const numbers = (text: string): number[] => text.split(',').map(Number);
const callerCounts = values.short ? [400, 2000] : numbers(values.callers);
const connectionCounts = values.short ? [8] : numbers(values.connections);
const seconds = values.short ? 2 : Number(values.seconds);

const CLIENTS = 2;
const ACCOUNTS = 1_000;
const WARM_MS = 1_000;

/** What is wanted, from docs/decisions/0026. */
const WANTED = { goodputOfPeak: 0.7, settleP50Ms: 300, memoryGrowth: 1.5, neighbours: 3 };

const server = await startRedisServer({ config: { appendfsync: 'always' } });
const priorityAddress = values.shared ? undefined : `127.0.0.1:${await freePort()}`;
const tollgate = await startTollgate(server.url, {
  // As it is by default: the bench of costs gives it more, this one looks at what it does to a loop that is late.
  TOLLGATE_REDIS_COMMAND_TIMEOUT_MS: '150',
  ...(priorityAddress === undefined ? {} : { TOLLGATE_GRPC_PRIORITY_ADDRESS: priorityAddress }),
});
const clients = Array.from({ length: CLIENTS }, () =>
  fork(fileURLToPath(new URL('overload-client.ts', import.meta.url))),
);
const client = createClient({ address: tollgate.address });
await fund(client, ACCOUNTS, 100_000_000_000);
client.close();

interface Point extends Outcome {
  readonly callers: number;
  readonly connections: number;
  readonly goodput: number;
  readonly cpuShare: number;
  readonly memory: Memory;
}

const points: Point[] = [];
for (const connections of connectionCounts) {
  process.stdout.write(`\nover ${connections} connections\n${heading()}`);
  for (const callers of callerCounts) {
    const point = await measure(callers, connections);
    points.push(point);
    process.stdout.write(lineOf(point));
  }
}
const neighbours = values['no-flood'] ? undefined : await flood();
const missed = complaints();
for (const each of missed) process.stdout.write(`MISSED: ${each}\n`);
for (const client of clients) client.disconnect();
await tollgate.stop();
await server.stop();
process.exit(values.assert && missed.length > 0 ? 1 : 0);

async function ask(client: ChildProcess | undefined, task: Task): Promise<Outcome> {
  client?.send(task);
  const [outcome] = (await once(client as ChildProcess, 'message')) as [Outcome];
  return outcome;
}

async function measure(callers: number, connections: number): Promise<Point> {
  const watch = watchProcess(tollgate.pid);
  const outcomes = await Promise.all(
    clients.map((client, at) =>
      ask(client, {
        name: `${connections}-${callers}-${at}`,
        address: tollgate.address,
        priorityAddress,
        connections: connections / CLIENTS,
        callers: callers / CLIENTS,
        accounts: ACCOUNTS,
        warmMs: WARM_MS,
        countedMs: seconds * 1000,
        pauseMs: 0,
      }),
    ),
  );
  const { cpuShare, memory } = watch();
  const all = merged(outcomes);
  // What the last callers left is worked off before the next point begins.
  await delay(500);
  return { ...all, callers, connections, goodput: all.allowed / seconds, cpuShare, memory };
}

function merged(outcomes: readonly Outcome[]): Outcome {
  const failures: Record<string, number> = {};
  for (const outcome of outcomes) {
    for (const [kind, count] of Object.entries(outcome.failures)) failures[kind] = (failures[kind] ?? 0) + count;
  }
  const sum = (pick: (outcome: Outcome) => number) => outcomes.reduce((total, each) => total + pick(each), 0);
  return {
    allowed: sum((each) => each.allowed),
    authorizeMs: outcomes.flatMap((each) => each.authorizeMs),
    settles: sum((each) => each.settles),
    settleMs: outcomes.flatMap((each) => each.settleMs),
    failures,
  };
}

/** Seven connections at an ordinary pace, alone and beside one that floods. */
async function flood(): Promise<number> {
  const ordinary = { address: tollgate.address, priorityAddress: undefined, accounts: ACCOUNTS, warmMs: WARM_MS };
  const countedMs = Math.min(seconds, 4) * 1000;
  const neighbour: Task = { ...ordinary, name: 'alone', connections: 7, callers: 28, countedMs, pauseMs: 100 };
  const alone = await ask(clients[0], neighbour);
  const flooder: Task = {
    ...ordinary,
    name: 'flood',
    connections: 1,
    callers: 2000,
    countedMs: countedMs + 1000,
    pauseMs: 0,
  };
  // It shall take the server's time, not the processor from the server.
  setPriority(clients[1]?.pid ?? 0, constants.priority.PRIORITY_LOW);
  const [beside, flooding] = await Promise.all([
    ask(clients[0], { ...neighbour, name: 'beside' }),
    ask(clients[1], flooder),
  ]);
  const [before, after] = [alone, beside].map(({ authorizeMs }) => quantile(authorizeMs, 0.99)) as [number, number];
  process.stdout.write(
    `\n28 callers at an ordinary pace over 7 connections, beside one connection with 2,000 that do not pause\n` +
      `authorize p50 / p99 alone   ${ms(quantile(alone.authorizeMs, 0.5))} / ${ms(before)}  (${alone.allowed} calls)\n` +
      `                    beside  ${ms(quantile(beside.authorizeMs, 0.5))} / ${ms(after)}  (${beside.allowed} calls), ` +
      `${(after / before).toFixed(1)} times; the flood got ${((flooding.allowed * 1000) / (countedMs + 1000)).toFixed(0)} a second\n`,
  );
  return after / before;
}

function heading(): string {
  return (
    `${'callers'.padStart(8)}${'OK/s'.padStart(8)}${'p50'.padStart(9)}${'p99'.padStart(9)}` +
    `${'settled'.padStart(16)}${'p50'.padStart(9)}${'p99'.padStart(9)}${'CPU'.padStart(7)}${'MB first/most/last'.padStart(20)}\n`
  );
}

function lineOf(point: Point): string {
  const { authorizeMs, settleMs, settles, failures, memory } = point;
  const times = [0.5, 0.99].map((share) => ms(quantile(authorizeMs, share)).padStart(9)).join('');
  const settleTimes = [0.5, 0.99].map((share) => ms(quantile(settleMs, share)).padStart(9)).join('');
  const settled = `${settleMs.length} of ${settles}`.padStart(16);
  const rss = `${memory.first}/${memory.most}/${memory.last}`.padStart(20);
  const cpu = `${(point.cpuShare * 100).toFixed(0)} %`.padStart(7);
  const rest = Object.entries(failures).map(([kind, count]) => `  ${kind}: ${count}`);
  const head = `${String(point.callers).padStart(8)}${point.goodput.toFixed(0).padStart(8)}`;
  return `${head}${times}${settled}${settleTimes}${cpu}${rss}${rest.join('')}\n`;
}

function ms(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(value < 10 ? 1 : 0)} ms` : '-';
}

function complaints(): string[] {
  const found: string[] = [];
  const peak = Math.max(...points.map(({ goodput }) => goodput));
  for (const { callers, connections, goodput, settles, settleMs, memory } of points) {
    const where = `${callers} callers over ${connections} connections`;
    if (goodput < WANTED.goodputOfPeak * peak) found.push(`${where}: ${goodput.toFixed(0)} OK/s of ${peak.toFixed(0)}`);
    if (settleMs.length < settles) found.push(`${where}: ${settles - settleMs.length} settles were not served`);
    if (!(quantile(settleMs, 0.5) <= WANTED.settleP50Ms))
      found.push(`${where}: settles take ${ms(quantile(settleMs, 0.5))}`);
    if (memory.most > WANTED.memoryGrowth * (points[0]?.memory.most ?? 0)) found.push(`${where}: ${memory.most} MB`);
  }
  if (neighbours !== undefined && neighbours > WANTED.neighbours) {
    found.push(`a flood makes the others' p99 ${neighbours.toFixed(1)} times as long`);
  }
  return found;
}

/* What a process takes, as Linux tells it. */

interface Memory {
  readonly first: number;
  readonly most: number;
  readonly last: number;
}

/** Until the function that it returns is called. */
function watchProcess(pid: number | undefined): () => { readonly cpuShare: number; readonly memory: Memory } {
  const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
  const megabytes = () => Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(read('status'))?.[1]) / 1024);
  // Fields 14 and 15: hundredths of a second of user and of system time.
  const cpuSeconds = () => {
    const fields = read('stat').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  const samples = [megabytes()];
  const [startedAt, before] = [performance.now(), cpuSeconds()];
  const timer = setInterval(() => samples.push(megabytes()), 250);
  return () => {
    clearInterval(timer);
    samples.push(megabytes());
    const cpuShare = (cpuSeconds() - before) / ((performance.now() - startedAt) / 1000);
    return { cpuShare, memory: { first: samples[0] ?? 0, most: Math.max(...samples), last: samples.at(-1) ?? 0 } };
  };
}
