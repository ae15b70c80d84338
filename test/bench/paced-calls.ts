/** Calls at a steady pace, whatever the answers take: what something else does to them is seen in their times. */
import { type ClientHttp2Session, connect } from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';
import { accountName, call, isAllowed, METHODS, outboundRequest } from './load.ts';
import { quantile } from './quantiles.ts';
import type { Measured } from './servers.ts';

/** Calls of accounts that `fund` has opened. */
export interface Pace {
  readonly callsPerSecond: number;
  readonly accounts: number;
}

/** How long each authorize took, in milliseconds from when it was due, and what the server used meanwhile. */
export interface PacedTimes {
  readonly times: readonly number[];
  readonly seconds: number;
  readonly cpuMicros: number;
}

/** A server that is called at a pace, over one connection. */
export interface PacedServer {
  /** While nothing else happened. */
  readonly quiet: PacedTimes;
  /** Calls until the work is done. */
  during(work: () => Promise<unknown>): Promise<PacedTimes>;
  close(): void;
}

/** Warms the server up, looks at it for a while in which nothing else happens, and prints the head of a table of it. */
export async function startPaced(server: Measured, pace: Pace, quietMs: number): Promise<PacedServer> {
  const session = connect(`http://${server.address}`);
  const during = (work: () => Promise<unknown>): Promise<PacedTimes> => whilePaced(server, session, pace, work);
  await during(() => delay(2_000));
  console.log(`${pace.callsPerSecond} calls a second; authorize:            p50     p90     p99     max`);
  const quiet = await during(() => delay(quietMs));
  console.log(reportLine('quiet', quiet));
  return { quiet, during, close: () => session.close() };
}

let serial = 0;

async function whilePaced(
  server: Measured,
  session: ClientHttp2Session,
  pace: Pace,
  work: () => Promise<unknown>,
): Promise<PacedTimes> {
  const cpuBefore = await server.cpuMicros();
  const startedAt = performance.now();
  let isOver = false;
  const calls = callOn(session, pace, () => isOver);
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  isOver = true;
  return { times: await calls, seconds, cpuMicros: (await server.cpuMicros()) - cpuBefore };
}

async function callOn(session: ClientHttp2Session, pace: Pace, isOver: () => boolean): Promise<number[]> {
  const times: Promise<number>[] = [];
  const startedAt = performance.now();
  while (!isOver()) {
    const dueAt = startedAt + (times.length * 1000) / pace.callsPerSecond;
    const early = dueAt - performance.now();
    if (early > 0) await delay(early);
    times.push(timedCall(session, pace.accounts, Math.max(dueAt, performance.now() - 1)));
  }
  return Promise.all(times);
}

async function timedCall(session: ClientHttp2Session, accounts: number, dueAt: number): Promise<number> {
  const { Authorize, Settle } = METHODS;
  const index = serial++;
  const hold = { accountId: accountName(index % accounts), holdId: `paced-${process.pid}-${index}` };
  const answer = await call(session, Authorize.path, Authorize.requestSerialize(outboundRequest(hold, index)));
  const tookMs = performance.now() - dueAt;
  if (!isAllowed(answer)) throw new Error('an authorize was not allowed');
  await call(session, Settle.path, Settle.requestSerialize({ ...hold, connectedSeconds: 5 }));
  return tookMs;
}

/** A line of that table. */
export function reportLine(title: string, { times, seconds, cpuMicros }: PacedTimes): string {
  const figures = [0.5, 0.9, 0.99, 1].map((share) => quantile(times, share).toFixed(1).padStart(7)).join(' ');
  const cpu = `${((cpuMicros / 1e6 / seconds) * 100).toFixed(0)} % of a processor`;
  return `${title.padEnd(14)} ${String(times.length).padStart(6)} calls ${figures} ms   ${cpu}`;
}
