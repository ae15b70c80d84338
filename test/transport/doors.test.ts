/** Callers that do not say what they want, or take no answer, over real sockets: none of them stays. */
import { execFileSync } from 'node:child_process';
import { connect as connectHttp2, type ClientHttp2Session, constants } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { rpcNamed } from '../../src/transport/definitions.ts';
import { movements } from './cardboard-accounts.ts';
import { startFixture, temporaryDirectory } from './fixture.ts';

const directory = temporaryDirectory();
const tls = { cert: join(directory, 'cert.pem'), key: join(directory, 'key.pem') };
const named = ['-nodes', '-subj', '/CN=localhost', '-keyout', tls.key, '-out', tls.cert];
execFileSync(process.env['OPENSSL'] ?? 'openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...named], { stdio: 'pipe' });

const endless = async function* () {
  for (;;) yield* movements(100);
};
const fixture = await startFixture({ answers: { movements: endless } });
const secured = await startFixture({ tls });
const sockets: { destroy(): void }[] = [];
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all([fixture.stop(), secured.stop()]);
});

/** Times and a second for a machine that is busy. */
const SILENT = { atLeast: 4_000, atMost: 7_000 };
const STALLED = { atLeast: 8_000, atMost: 14_000 };

function open(address: string, allowHalfOpen = false): Socket {
  const { hostname, port } = new URL(address.includes('//') ? address : `http://${address}`);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen });
  sockets.push(socket);
  socket.on('error', () => undefined).resume();
  return socket;
}

/** Milliseconds until it ends. */
async function life(ended: (end: () => void) => void): Promise<number> {
  const startedAt = performance.now();
  await new Promise<void>((resolve) => ended(resolve));
  return performance.now() - startedAt;
}

function within(ms: number, { atLeast, atMost }: typeof SILENT): void {
  expect(ms).toBeGreaterThan(atLeast);
  expect(ms).toBeLessThan(atMost);
}

const HEAD = 'POST /v1/authorize HTTP/1.1\r\nhost: x\r\n';

describe.concurrent('a connection', { timeout: 60_000 }, () => {
  test.each([
    ['HTTP that says nothing', fixture.httpUrl, ''],
    ['HTTP whose headers do not come to an end', fixture.httpUrl, `${HEAD}x-slow: `],
    ['gRPC that says nothing', fixture.grpcAddress, ''],
    ['gRPC that says the first words only', fixture.grpcAddress, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['gRPC without a TLS handshake', secured.grpcAddress, ''],
    ['gRPC with half a TLS handshake', secured.grpcAddress, '\x16\x03\x01\x02\x00'],
  ])('of %s ends after 5 s', async (_name, address, words) => {
    const socket = open(address);
    socket.write(words);
    // Byte by byte is no progress.
    const drip = setInterval(() => words.startsWith('POST') && socket.write('x'), 500);
    const ms = await life((end) => socket.once('close', end));
    clearInterval(drip);
    within(ms, SILENT);
  });

  test('of HTTP whose body does not come to an end ends after 10 s', async () => {
    const socket = open(fixture.httpUrl);
    socket.write(`${HEAD}content-type: application/json\r\ncontent-length: 100\r\n\r\n{`);
    within(await life((end) => socket.once('close', end)), STALLED);
  });

  test('that does not hang up after its last word is cut off', async () => {
    const socket = open(fixture.httpUrl, true);
    socket.write('no HTTP\r\n\r\n');
    // What is written to a connection that is gone comes back as an error.
    const drip = setInterval(() => socket.write('x'), 200);
    expect(await life((end) => socket.once('close', end))).toBeLessThan(4_000);
    clearInterval(drip);
  });

  test('that spoke stays', async () => {
    const session = connectHttp2(`http://${fixture.grpcAddress}`);
    sockets.push(session);
    const early = Promise.race([
      new Promise((resolve) => session.once('close', () => resolve('closed'))),
      new Promise((resolve) => setTimeout(resolve, 12_000, 'open')),
    ]);
    expect(await early).toBe('open');
  });
});

describe.concurrent('a stream', { timeout: 60_000 }, () => {
  function request(session: ClientHttp2Session, name: string, message: object, end = true) {
    const rpc = rpcNamed(name);
    const bytes = rpc.requestSerialize(message);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(bytes.length, 1);
    const headers = { ':method': 'POST', ':path': rpc.path, 'content-type': 'application/grpc', te: 'trailers' };
    const stream = session.request(headers);
    stream.on('error', () => undefined);
    if (end) stream.end(Buffer.concat([head, bytes]));
    else stream.write(head);
    return stream;
  }

  /** Its window is closed from the beginning: nothing of an answer may be sent. */
  function closedWindow(): ClientHttp2Session {
    const session = connectHttp2(`http://${fixture.grpcAddress}`, { settings: { initialWindowSize: 0 } });
    sockets.push(session);
    return session;
  }

  test.each([
    ['Authorize', { accountId: 'acme', holdId: 'h1', direction: 'DIRECTION_OUTBOUND', to: '+12025550199' }],
    ['ListMovements', { accountId: 'acme' }],
  ])('of %s whose answer nobody takes is ended, and frees its place', async (name, message) => {
    const session = closedWindow();
    const stream = request(session, name, message);
    const ms = await life((end) => stream.once('close', end));
    within(ms, STALLED);
    expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
    // The other one of these tests has its own place.
    await vi.waitFor(() => expect(fixture.edge.inFlight()).toBe(0), { timeout: 20_000 });
  });

  test('whose request does not come to its end is ended', async () => {
    const session = connectHttp2(`http://${fixture.grpcAddress}`);
    sockets.push(session);
    const stream = request(session, 'Settle', { accountId: 'acme', holdId: 'h1' }, false);
    within(await life((end) => stream.once('close', end)), STALLED);
  });
});
