import { createServer } from 'node:http';
import { createServer as createSocketServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAddressGuard, type ResolveAll } from '../../src/alerts/channels/address-guard.ts';
import { postWebhook } from '../../src/alerts/channels/webhook.ts';
import { receiverForTest } from './support/receivers.ts';

const SECRETS = [`whsec_${Buffer.alloc(24, 7).toString('base64')}`];

function post(url: string, resolve?: ResolveAll, allowed: readonly string[] = []) {
  const guard = createAddressGuard(allowed, resolve);
  return postWebhook({ name: 'hook', url, secrets: SECRETS }, 'alert_1', '{}', {
    guard,
    timeoutMs: 10_000,
    version: 'test',
  });
}

const to =
  (...addresses: readonly string[]): ResolveAll =>
  (_hostname, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'not an address',
  ])('%s is not reached', (address) => {
    expect(createAddressGuard([]).problem(address)).toContain(address.replace(/%.*/, ''));
  });

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is', (address) => {
    expect(createAddressGuard([]).problem(address)).toBeUndefined();
  });

  it('that the settings name is reached, and its neighbours are not', () => {
    const guard = createAddressGuard(['10.0.0.0/30', 'fd00::1']);
    expect(['10.0.0.3', '::ffff:10.0.0.3', 'fd00::1'].map((each) => guard.problem(each))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(['10.0.0.4', 'fd00::2', '127.0.0.1'].filter((each) => guard.problem(each) === undefined)).toEqual([]);
  });
});

describe('a webhook', () => {
  it.each([
    'http://127.0.0.1:1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://169.254.169.254/latest/meta-data/',
  ])('to %s is given up without a connection', async (url) => {
    const attempt = await post(url, () => expect.unreachable('a literal address is not looked up'));
    expect(attempt).toMatchObject({ outcome: 'failed', forGood: true, uncertain: false });
  });

  it('to a name is judged by the address that is connected to, each time', async () => {
    const receiver = await receiverForTest();
    const url = receiver.url.replace('127.0.0.1', 'hook.example.com');
    let asked = 0;
    const counting: ResolveAll = (hostname, done) => {
      asked += 1;
      to('127.0.0.1')(hostname, done);
    };
    expect(await post(url, counting)).toMatchObject({ outcome: 'failed', forGood: true });
    // One look-up, and its address is the one: a name server has no second chance to name another.
    expect(asked).toBe(1);
    expect(await post(url, to('203.0.113.1', '127.0.0.1'))).toMatchObject({ forGood: true });
    expect(await post(url, to('8.8.8.8', '::ffff:127.0.0.1'))).toMatchObject({ forGood: true });
    expect(receiver.received).toHaveLength(0);
    expect(await post(url, to('127.0.0.1'), ['127.0.0.0/8'])).toEqual({ outcome: 'sent' });
  });

  it('does not follow a redirect, wherever it leads', async () => {
    const target = await receiverForTest();
    const receiver = await receiverForTest([{ status: 302, headers: { location: target.url } }]);
    const attempt = await post(receiver.url, undefined, ['127.0.0.0/8']);
    expect(attempt).toMatchObject({ outcome: 'failed', why: expect.stringContaining('HTTP 302') as string });
    expect(target.received).toHaveLength(0);
  });

  it('waits no longer than it may, and knows that it may have arrived', async () => {
    const receiver = await receiverForTest([{ status: 200, silent: true }]);
    const guard = createAddressGuard(['127.0.0.0/8']);
    const attempt = await postWebhook({ name: 'hook', url: receiver.url, secrets: SECRETS }, 'alert_1', '{}', {
      guard,
      timeoutMs: 300,
      version: 'test',
    });
    expect(attempt).toMatchObject({
      outcome: 'failed',
      why: 'no answer within 300 ms',
      uncertain: true,
      forGood: false,
    });
  });

  it('reads no more of an answer than it needs', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    expect(await post(`http://127.0.0.1:${port}/`, undefined, ['127.0.0.0/8'])).toEqual({ outcome: 'sent' });
  });

  it.each([
    [410, {}, { forGood: true }],
    [404, {}, { forGood: false }],
    [503, { 'retry-after': '120' }, { forGood: false, waitMs: 120_000 }],
    [429, { 'retry-after': '999999' }, { waitMs: 3_600_000 }],
  ])('that is answered %i is judged so', async (status, headers, judged) => {
    const receiver = await receiverForTest([{ status, headers, text: 'no\nway' }]);
    const attempt = await post(receiver.url, undefined, ['127.0.0.0/8']);
    expect(attempt).toMatchObject({ outcome: 'failed', uncertain: false, ...judged });
  });

  it('that is cut off before it is handed over cannot have arrived', async () => {
    const server = createSocketServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await post(`https://127.0.0.1:${port}/`, undefined, ['127.0.0.0/8'])).toMatchObject({ uncertain: false });
  });
});
