/** Calls at a steady pace, whatever the answers take: what something else does to them is seen in their times. */
import type { ClientHttp2Session } from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';
import { serviceMethods } from '../../src/transport/definitions.ts';
import { accountName, call } from './load.ts';
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

const methods = serviceMethods('tollgate.v1.CreditControlService');
let serial = 0;

/** Calls until the work is done. */
export async function whilePaced(
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
  const { Authorize, Settle } = methods;
  if (Authorize === undefined || Settle === undefined) throw new Error('the proto has no Authorize or Settle');
  const index = serial++;
  const hold = { accountId: accountName(index % accounts), holdId: `paced-${process.pid}-${index}` };
  const to = `+1202555${String(1000 + (index % 9000))}`;
  const request = { ...hold, direction: 'DIRECTION_OUTBOUND', from: '+12025550134', to };
  const answer = await call(session, Authorize.path, Authorize.requestSerialize(request));
  const tookMs = performance.now() - dueAt;
  if (answer[0] !== 8 || answer[1] !== 1) throw new Error('an authorize was not allowed');
  await call(session, Settle.path, Settle.requestSerialize({ ...hold, connectedSeconds: 5 }));
  return tookMs;
}

export function reportHeading({ callsPerSecond }: Pace): string {
  return `${callsPerSecond} calls a second; authorize:            p50     p90     p99     max`;
}

export function reportLine(title: string, { times, seconds, cpuMicros }: PacedTimes): string {
  const figures = [0.5, 0.9, 0.99, 1].map((share) => quantile(times, share).toFixed(1).padStart(7)).join(' ');
  const cpu = `${((cpuMicros / 1e6 / seconds) * 100).toFixed(0)} % of a processor`;
  return `${title.padEnd(14)} ${String(times.length).padStart(6)} calls ${figures} ms   ${cpu}`;
}
