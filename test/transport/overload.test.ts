/** More callers than can be served: what is open is bounded, what ends calls gets through, and nobody is starved. */
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { RemoteFault } from '../../src/transport/grpc/client.ts';
import { DECISION } from './cardboard.ts';
import { startFixture, type Fixture, type Setup } from './fixture.ts';

let fixture: Fixture | undefined;
const cleanups: (() => void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) cleanup();
  await fixture?.stop();
  fixture = undefined;
});

async function start(setup: Setup = {}): Promise<Fixture> {
  fixture = await startFixture(setup);
  return fixture;
}

const CALL = {
  accountId: 'acme',
  holdId: 'h1',
  direction: 'DIRECTION_OUTBOUND',
  from: '+12025550134',
  to: '+12025550199',
} as const;
const SETTLE = { accountId: 'acme', holdId: 'h1', connectedSeconds: 1 };

const ALLOWED = { ...DECISION, holdId: 'h1', settleToken: '', replayed: false };

/** Answers that come when `open` is called. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open: () => open(), answer: () => opened.then(() => ALLOWED) };
}

async function faultOf(call: Promise<unknown>): Promise<RemoteFault> {
  const outcome = await call.catch((error: unknown) => error);
  if (outcome instanceof RemoteFault) return outcome;
  throw new Error('there was no fault', { cause: outcome });
}

/** Resolves to whether it did within a while. */
function soon(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), delay(400).then(() => false)]);
}

describe('streams', () => {
  test('are bounded over all connections together, and every call is served in the end', async () => {
    const { connect: client, edge } = await start({ answers: { authorize: () => delay(10).then(() => ALLOWED) } });
    const clients = Array.from({ length: 8 }, () => client());
    let most = 0;
    const calls = clients.flatMap((each) =>
      Array.from({ length: 250 }, () => each.authorize(CALL, { deadlineMs: 20_000 })),
    );
    // The shares are dealt once everybody has asked.
    await delay(300);
    const watch = setInterval(() => (most = Math.max(most, edge.inFlight())), 1);
    cleanups.push(() => clearInterval(watch));
    expect(await Promise.all(calls)).toHaveLength(2000);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(128);
  });

  test('of one connection are as many as there may be in all, while the others are quiet', async () => {
    const { open, answer } = gate();
    const { client, connect: other, edge } = await start({ answers: { authorize: answer } });
    await other().settle(SETTLE);
    const calls = Array.from({ length: 400 }, () => client.authorize(CALL, { deadlineMs: 20_000 }));
    await expect.poll(() => edge.inFlight(), { timeout: 5000 }).toBeGreaterThanOrEqual(64);
    await delay(200);
    expect(edge.inFlight()).toBeLessThanOrEqual(128);
    open();
    expect(await Promise.all(calls)).toHaveLength(400);
  });

  test('that wait for news take no place from calls', async () => {
    const { client, grpcAddress } = await start({ grpc: { maxConcurrentStreams: 1 } });
    const session = connectHttp2(`http://${grpcAddress}`);
    cleanups.push(() => session.destroy());
    const watching = () => {
      const path = '/grpc.health.v1.Health/Watch';
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      stream.end(Buffer.from([0, 0, 0, 0, 0]));
      return new Promise((resolve) => stream.once('data', resolve));
    };
    for (let count = 0; count < 6; count += 1) expect(await soon(watching())).toBe(true);
    expect(await client.authorize(CALL)).toMatchObject({ decision: 'DECISION_ALLOW' });
  });
});

describe('the priority listener', () => {
  test('serves settles and emergency calls while the others wait behind a flood', async () => {
    const { open, answer } = gate();
    const {
      client,
      connect: with_,
      edge,
      priorityAddress,
    } = await start({ priority: true, answers: { authorize: answer } });
    const calls = Array.from({ length: 400 }, () => client.authorize(CALL, { deadlineMs: 20_000 }));
    await expect.poll(() => edge.inFlight(), { timeout: 5000 }).toBeGreaterThanOrEqual(100);
    const onTheSame = client.settle(SETTLE, { deadlineMs: 20_000 });
    expect(await soon(onTheSame)).toBe(false);
    const apart = with_({ priorityAddress });
    expect(await soon(apart.settle(SETTLE))).toBe(true);
    expect(await soon(apart.release({ accountId: 'acme', holdId: 'h1' }))).toBe(true);
    expect(await apart.authorize({ ...CALL, to: '911' }, { urgent: true })).toMatchObject({ reason: 'EMERGENCY' });
    open();
    await Promise.all([...calls, onTheSame]);
  });

  test('takes a few other calls, for a short number may be none of an emergency, and then no more', async () => {
    const { open, answer } = gate();
    const {
      connect: with_,
      edge,
      priorityAddress,
      httpPriorityUrl,
    } = await start({
      priority: true,
      answers: { authorize: answer },
    });
    const apart = with_({ priorityAddress });
    const calls = Array.from({ length: 16 }, () => apart.authorize(CALL, { urgent: true }));
    await expect.poll(() => edge.inFlight()).toBe(16);
    const refused = await faultOf(apart.authorize(CALL, { urgent: true }));
    expect(refused).toMatchObject({ reason: 'OVERLOADED', details: { retryAfterMs: 100 } });
    expect(refused.message).toContain('the priority listener is for completions and emergency calls');
    const post = (body: object) =>
      fetch(`${httpPriorityUrl}/v1/authorize`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    const call = { account_id: 'acme', hold_id: 'h1', direction: 'outbound' };
    expect((await post({ ...call, to: '+12025550199' })).status).toBe(429);
    expect(await (await post({ ...call, to: '911' })).json()).toMatchObject({ reason: 'EMERGENCY' });
    expect(await soon(apart.settle(SETTLE))).toBe(true);
    open();
    await Promise.all(calls);
  });
});

describe('connections', () => {
  /** A socket, and what came over it until it ended. */
  async function opened(address: string): Promise<{ readonly socket: Socket; readonly ended: Promise<string> }> {
    const [host, port] = address.replace('http://', '').split(':');
    const socket = connect(Number(port), host);
    cleanups.push(() => socket.destroy());
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', () => undefined);
    const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
    await new Promise((resolve) => socket.once('connect', resolve));
    return { socket, ended };
  }

  test('one more than there may be is ended over gRPC, and answered 503 over HTTP', async () => {
    const { grpcAddress, httpUrl, metrics } = await start({ grpc: { maxConnections: 2 }, http: { maxConnections: 2 } });
    for (const address of [grpcAddress, httpUrl]) {
      const kept = [await opened(address), await opened(address)];
      expect(await soon((await opened(address)).ended)).toBe(true);
      expect(await soon(kept[0]?.ended ?? Promise.resolve())).toBe(false);
    }
    expect(await (await opened(httpUrl)).ended).toMatch(/^HTTP\/1\.1 503 .*\r\nretry-after: 1\r\n/s);
    const page = await metrics.text();
    expect(page).toContain('tollgate_connections{listener="grpc"} 2');
    expect(page).toContain('tollgate_connections_refused_total{listener="grpc"} 1');
    expect(page).toContain('tollgate_connections_refused_total{listener="http"} 2');
  });
});
