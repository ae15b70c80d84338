/** TLS and mutual TLS, with certificates made here and now. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RemoteFault } from '../../src/transport/grpc/client.ts';
import { TlsFiles } from '../../src/transport/tls-files.ts';
import { startFixture, temporaryDirectory, type Fixture, type Setup } from './fixture.ts';

const CALL = { accountId: 'acme', holdId: 'h1', direction: 1, to: '+12025550134' } as const;
const directory = temporaryDirectory();
const file = (name: string) => join(directory, name);
const pem = (name: string) => readFileSync(file(name));

const OPENSSL = process.env['OPENSSL'] ?? 'openssl';

function openssl(...args: string[]): void {
  execFileSync(OPENSSL, args, { cwd: directory, stdio: 'pipe' });
}

/** A key and a certificate called `name`, signed by `authority` (or by itself). */
function makeCertificate(name: string, subject: string, names: string, authority?: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`];
  const signer = authority === undefined ? [] : ['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`];
  const basic = authority === undefined ? 'critical,CA:TRUE' : 'CA:FALSE';
  const alternatives = names === '' ? [] : ['-addext', `subjectAltName=${names}`];
  const extensions = ['-addext', `basicConstraints=${basic}`, ...alternatives];
  openssl(
    'req',
    '-x509',
    ...key,
    ...signer,
    '-out',
    `${name}.pem`,
    '-days',
    '2',
    '-subj',
    `/CN=${subject}`,
    ...extensions,
  );
}

beforeAll(() => {
  makeCertificate('ca', 'Test Authority', '');
  makeCertificate('other-ca', 'Other Authority', '');
  makeCertificate('server', 'localhost', 'DNS:localhost,IP:127.0.0.1', 'ca');
  makeCertificate('renewed', 'localhost', 'DNS:localhost,IP:127.0.0.1', 'ca');
  makeCertificate('gateway', 'gateway-1', 'DNS:gw.example.com,URI:spiffe://example.com/gw', 'ca');
  makeCertificate('billing', 'billing-1', '', 'ca');
  makeCertificate('stranger', 'gateway-1', '', 'other-ca');
});

let fixture: Fixture | undefined;
afterEach(async () => {
  await fixture?.stop();
  fixture = undefined;
});

async function start(setup: Setup): Promise<Fixture> {
  fixture = await startFixture(setup);
  return fixture;
}

const serverFiles = () => ({ cert: file('server.pem'), key: file('server.key') });
const mutual = () => ({ ...serverFiles(), clientCa: file('ca.pem') });
const identity = (name: string) => ({ ca: pem('ca.pem'), cert: pem(`${name}.pem`), key: pem(`${name}.key`) });

test('TLS serves those who trust its authority, and nobody in plain text', async () => {
  const { connect } = await start({ tls: serverFiles() });
  expect(await connect({ tls: { ca: pem('ca.pem') } }).authorize(CALL)).toMatchObject({ holdId: 'h1' });
  await expect(connect({ tls: { ca: pem('other-ca.pem') }, deadlineMs: 500 }).authorize(CALL)).rejects.toThrow();
  await expect(connect({ deadlineMs: 500 }).authorize(CALL)).rejects.toThrow();
});

describe('mutual TLS', () => {
  test('a certificate of the authority is a gateway when no rule says otherwise', async () => {
    const { connect } = await start({ tls: mutual(), auth: { mutualTls: true } });
    const client = connect({ tls: identity('gateway') });
    expect(await client.authorize(CALL)).toMatchObject({ holdId: 'h1' });
    expect(await client.settle({ accountId: 'acme', holdId: 'h1', connectedSeconds: 1 })).toMatchObject({
      estimated: false,
    });
    expect(await faultOf(client.reloadCatalog({}))).toMatchObject({ code: 'permission_denied' });
  });

  test('no certificate, or one of another authority, gets no connection', async () => {
    const { connect, asked } = await start({ tls: mutual(), auth: { mutualTls: true } });
    await expect(connect({ tls: { ca: pem('ca.pem') }, deadlineMs: 500 }).authorize(CALL)).rejects.toThrow();
    await expect(connect({ tls: identity('stranger'), deadlineMs: 500 }).authorize(CALL)).rejects.toThrow();
    expect(asked).toEqual([]);
  });

  test.each([
    ['gateway-1', 'by common name'],
    ['gw.example.com', 'by DNS name'],
    ['spiffe://example.com/gw', 'by URI'],
  ])('rules know %s %s, its scope and its gateway', async (name) => {
    const { connect, asked } = await start({
      tls: mutual(),
      auth: { mutualTls: true, certificates: [{ name, role: 'gateway', accountPrefix: 'acme', gatewayId: 'sbc-1' }] },
    });
    const client = connect({ tls: identity('gateway') });
    for (let i = 0; i < 3; i += 1) expect(await client.authorize(CALL)).toMatchObject({ holdId: 'h1' });
    for (const { request } of asked) expect(request).toMatchObject({ traffic: { gatewayId: 'sbc-1' } });
    expect(await faultOf(client.authorize({ ...CALL, gatewayId: 'sbc-2' }))).toMatchObject({
      reason: 'GATEWAY_NOT_IN_SCOPE',
    });
    expect(await faultOf(client.authorize({ ...CALL, accountId: 'other' }))).toMatchObject({
      code: 'permission_denied',
    });
    expect(await faultOf(connect({ tls: identity('billing') }).authorize(CALL))).toMatchObject({
      code: 'unauthenticated',
      reason: 'CERTIFICATE_UNKNOWN',
    });
  });

  test('a token speaks before the certificate', async () => {
    const token = 'token-of-admin-0123456789';
    const { connect } = await start({
      tls: mutual(),
      auth: { mutualTls: true, tokens: [{ name: 'admin', token, role: 'admin' }] },
    });
    expect(await connect({ tls: identity('gateway'), token }).reloadCatalog({})).toMatchObject({
      check: { inForce: true },
    });
    const wrong = connect({ tls: identity('gateway'), token: 'token-of-nobody-0123456789' });
    expect(await faultOf(wrong.authorize(CALL))).toMatchObject({ code: 'unauthenticated' });
  });

  test('the plain socket beside it needs a token', async () => {
    const path = join(temporaryDirectory(), 'grpc.sock');
    const { connect } = await start({ tls: mutual(), auth: { mutualTls: true }, grpc: { socket: path } });
    expect(await faultOf(connect({ address: `unix:${path}` }).authorize(CALL))).toMatchObject({
      code: 'unauthenticated',
    });
  });
});

describe('certificate files', () => {
  const silent = { verbose: false, debug() {}, info() {}, warn() {}, error() {} };

  test('a renewed pair serves new connections; half of a renewal changes nothing', async () => {
    copyFileSync(file('server.pem'), file('live.pem'));
    copyFileSync(file('server.key'), file('live.key'));
    const files = new TlsFiles({ cert: file('live.pem'), key: file('live.key') }, silent);
    const changes: Buffer[] = [];
    files.onChange(({ cert }) => changes.push(cert));
    copyFileSync(file('renewed.pem'), file('live.pem'));
    files.refresh();
    expect(changes).toEqual([]);
    expect(files.material.cert.equals(pem('server.pem'))).toBe(true);
    copyFileSync(file('renewed.key'), file('live.key'));
    files.refresh();
    expect(changes).toEqual([pem('renewed.pem')]);
    files.close();
  });

  test('a running server takes a renewed certificate', async () => {
    copyFileSync(file('server.pem'), file('run.pem'));
    copyFileSync(file('server.key'), file('run.key'));
    const { grpcAddress, tls } = await start({ tls: { cert: file('run.pem'), key: file('run.key') } });
    const before = await servedCertificate(grpcAddress);
    copyFileSync(file('renewed.pem'), file('run.pem'));
    copyFileSync(file('renewed.key'), file('run.key'));
    tls?.refresh();
    expect(await servedCertificate(grpcAddress)).not.toBe(before);
  });

  test('no call fails while it is renewed again and again, over old connections or new ones', async () => {
    for (const kind of ['pem', 'key']) copyFileSync(file(`server.${kind}`), file(`live.${kind}`));
    const { connect, grpcAddress, tls } = await start({ tls: { cert: file('live.pem'), key: file('live.key') } });
    const trusting = { tls: { ca: pem('ca.pem') }, deadlineMs: 10_000 };
    const failures: unknown[] = [];
    let calls = 0;
    const ended = new AbortController();
    const work = async (isFresh: boolean): Promise<void> => {
      const lasting = connect(trusting);
      while (!ended.signal.aborted) {
        const client = isFresh ? connect(trusting) : lasting;
        await client.authorize(CALL).catch((error: unknown) => failures.push(error));
        calls += 1;
        if (isFresh) client.close();
      }
    };
    const workers = [false, false, true, true].map(work);
    const served = new Set<string>();
    for (let round = 0; round < 10; round += 1) {
      const name = round % 2 === 0 ? 'renewed' : 'server';
      for (const kind of ['pem', 'key']) {
        copyFileSync(file(`${name}.${kind}`), file(`live.${kind}`));
        tls?.refresh();
      }
      served.add(await servedCertificate(grpcAddress));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    ended.abort();
    await Promise.all(workers);
    expect(failures).toEqual([]);
    expect(served.size).toBe(2);
    expect(calls).toBeGreaterThan(40);
  });

  test.each([
    ['is missing', { cert: 'nowhere.pem', key: 'server.key' }, /nowhere/],
    ['belongs to another key', { cert: 'server.pem', key: 'gateway.key' }, /not the key/],
    ['is no authority', { cert: 'server.pem', key: 'server.key', clientCa: 'gateway.pem' }, /authority/],
    ['is no certificate', { cert: 'junk.pem', key: 'server.key' }, /.+/],
  ])('one that %s is an error at start', (_name, options, message) => {
    writeFileSync(file('junk.pem'), 'junk');
    const paths = Object.fromEntries(Object.entries(options).map(([key, name]) => [key, file(name)]));
    expect(() => new TlsFiles(paths as { cert: string; key: string }, silent)).toThrow(message);
  });
});

function servedCertificate(address: string): Promise<string> {
  const [host = '', port = ''] = address.split(':');
  return new Promise((resolve, reject) => {
    const socket = tlsConnect({ host, port: Number(port), rejectUnauthorized: false, ALPNProtocols: ['h2'] }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

async function faultOf(call: Promise<unknown>): Promise<RemoteFault | undefined> {
  const outcome = await call.catch((error: unknown) => error);
  return outcome instanceof RemoteFault ? outcome : undefined;
}
