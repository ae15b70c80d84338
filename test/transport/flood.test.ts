/**
 * Messages that would cost more to decode than they are worth: they are looked at after their caller, and counted
 * first.
 */
import { Client, ChannelCredentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { requestFields, rpcNamed } from '../../src/transport/definitions.ts';
import { wireCheck } from '../../src/transport/grpc/wire-walk.ts';
import { startFixture } from './fixture.ts';

const TOKEN = 'token-of-gateway-0123456789';
const fixture = await startFixture({ auth: { tokens: [{ name: 'gateway', token: TOKEN, role: 'gateway' }] } });
afterAll(() => fixture.stop());
beforeEach(() => {
  fixture.asked.length = 0;
  fixture.emergencies.length = 0;
  fixture.lines.length = 0;
});

/** The process works for this long at most, its client included. */
const MOST_CPU_MS = 50;

/** One recipient: to "911", no hold id. */
const RECIPIENT = Buffer.from([0x52, 5, 0x12, 3, ...Buffer.from('911')]);
/** account_id "acme", direction outbound. */
const HEAD = Buffer.from([0x0a, 4, ...Buffer.from('acme'), 0x18, 1]);

function batchBytes(recipients: number): Buffer {
  return Buffer.concat([HEAD, Buffer.alloc(recipients * RECIPIENT.length, RECIPIENT)]);
}

interface Sent {
  readonly error: ServiceError | undefined;
  readonly cpuMs: number;
}

async function send(bytes: Buffer, token?: string): Promise<Sent> {
  const client = new Client(fixture.grpcAddress, ChannelCredentials.createInsecure());
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  await new Promise((resolve) => client.waitForReady(Date.now() + 5000, resolve));
  const before = process.cpuUsage();
  const error = await new Promise<ServiceError | undefined>((resolve) => {
    const path = '/tollgate.v1.CreditControlService/AuthorizeBatch';
    const asIs = (value: Buffer) => value;
    client.makeUnaryRequest(path, asIs, asIs, bytes, metadata, (fault) => resolve(fault ?? undefined));
  });
  const { user, system } = process.cpuUsage(before);
  client.close();
  return { error, cpuMs: (user + system) / 1000 };
}

/** The first large message of a process is slower than any other. */
async function leastOf(count: number, measure: () => Promise<Sent>): Promise<Sent> {
  const all: Sent[] = [];
  for (let i = 0; i < count; i += 1) all.push(await measure());
  return all.reduce((least, each) => (each.cpuMs < least.cpuMs ? each : least));
}

describe('600,000 times 911 in one batch', () => {
  const bytes = batchBytes(600_000);

  test('of a stranger is UNAUTHENTICATED, and costs next to nothing', async () => {
    const { error, cpuMs } = await leastOf(3, () => send(bytes));
    console.log(`600,000 x 911 of a stranger: ${cpuMs.toFixed(1)} ms of CPU, client included`);
    expect(error).toMatchObject({ code: 16 });
    expect(cpuMs).toBeLessThan(MOST_CPU_MS);
    expect(fixture.emergencies).toEqual([]);
  });

  test('of an identified caller is INVALID_ARGUMENT, just as fast', async () => {
    const { error, cpuMs } = await leastOf(3, () => send(bytes, TOKEN));
    console.log(`600,000 x 911 of an identified caller: ${cpuMs.toFixed(1)} ms of CPU, client included`);
    expect(error).toMatchObject({ code: 3, details: 'recipients: must be at most 1000 entries' });
    expect(cpuMs).toBeLessThan(MOST_CPU_MS);
    expect(fixture.emergencies).toEqual([]);
    expect(fixture.asked).toEqual([]);
  });

  test('over HTTP is as refused, up to the size of a body', async () => {
    const recipients = Array.from({ length: 60_000 }, () => ({ to: '911' }));
    const body = JSON.stringify({ account_id: 'acme', direction: 'outbound', recipients });
    const answer = await fixture.call('POST', '/v1/authorize-batch', body, { authorization: `Bearer ${TOKEN}` });
    expect(answer.body.error).toMatchObject({ reason: 'INVALID_FIELD', field: 'recipients' });
    expect((await fixture.call('POST', '/v1/authorize-batch', body)).status).toBe(401);
    expect(fixture.emergencies).toEqual([]);
  });

  test('1,000 are taken, 1,001 are not', async () => {
    expect((await send(batchBytes(1000), TOKEN)).error).toBeUndefined();
    expect(fixture.emergencies).toHaveLength(1000);
    expect((await send(batchBytes(1001), TOKEN)).error).toMatchObject({ code: 3 });
    expect(fixture.emergencies).toHaveLength(1000);
  });
});

describe("a stranger's message", () => {
  const refused = (size: number) =>
    Buffer.concat([batchBytes(1), Buffer.from([0x22, 0x80 | (size & 127), size >> 7]), Buffer.alloc(size, 0x31)]);

  test('is looked into when it is small: an EMERGENCY in it is logged, and never counted as a decision', async () => {
    expect((await send(refused(100))).error).toMatchObject({ code: 16 });
    const line = { level: 'error', method: 'AuthorizeBatch', msg: expect.stringContaining('EMERGENCY') as string };
    expect(fixture.lines).toContainEqual(expect.objectContaining(line));
    expect(fixture.emergencies).toEqual([]);
  });

  test('is not looked into when it is large', async () => {
    expect((await send(refused(16_383))).error).toMatchObject({ code: 16 });
    expect(fixture.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('is refused the same when it is none at all', async () => {
    expect((await send(Buffer.from([0x0a, 0xff]))).error).toMatchObject({ code: 16 });
    expect((await send(Buffer.from([0x0a, 0xff]), TOKEN)).error).toMatchObject({ code: 3 });
  });
});

describe('what is counted is what would be decoded', () => {
  const { requestDeserialize } = rpcNamed('AuthorizeBatch');
  const check = wireCheck(requestFields('AuthorizeBatch'), { recipients: 3 });
  const recipients = (count: number) => Buffer.alloc(count * RECIPIENT.length, RECIPIENT);

  test.each([
    ['an unknown field between', Buffer.from([0xa8, 0x06, 0x01])],
    ['an unknown group', Buffer.from([0xab, 0x06, 0x08, 0x01, 0xac, 0x06])],
    ['an unknown group in a group', Buffer.from([0xab, 0x06, 0xb3, 0x06, 0xb4, 0x06, 0xac, 0x06])],
    ['an unknown fixed number', Buffer.from([0xad, 0x06, 1, 2, 3, 4, 0xa9, 0x06, 1, 2, 3, 4, 5, 6, 7, 8])],
    ['a negative number of 64 bits', Buffer.from([0x38, ...Array.from({ length: 9 }, () => 0xff), 0x01])],
    ['a negative enum', Buffer.from([0x18, ...Array.from({ length: 9 }, () => 0xff), 0x01])],
    ['nothing', Buffer.alloc(0)],
  ])('with %s', (_name, between) => {
    const bytes = (count: number) => Buffer.concat([HEAD, recipients(1), between, recipients(count - 1)]);
    expect((requestDeserialize(bytes(3)) as { recipients: unknown[] }).recipients).toHaveLength(3);
    expect(() => check?.(bytes(3))).not.toThrow();
    expect(() => check?.(bytes(4))).toThrow('recipients: must be at most 3 entries');
  });

  test.each([
    ['a recipient in the dress of a number', Buffer.from([0x50, 5, 0x12, 3, ...Buffer.from('911')])],
    ['a text in the dress of a number', Buffer.from([0x08, 4, ...Buffer.from('acme')])],
    ['a number in the dress of a text', Buffer.from([0x1a, 1, 1])],
    ['an enum of six bytes', Buffer.from([0x18, 0x81, 0x80, 0x80, 0x80, 0x80, 0x00])],
    ['a length of six bytes', Buffer.from([0x52, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00])],
    ['a length beyond the end', Buffer.from([0x52, 0xff, 0xff, 0xff, 0xff, 0x0f])],
    ['a group without end', Buffer.from([0xab, 0x06])],
    ['a wire type that there is not', Buffer.from([0xae, 0x06])],
  ])('%s is no message at all', (_name, disguise) => {
    expect(() => check?.(Buffer.concat([disguise, recipients(2)]))).toThrow(Fault);
  });

  test('also within a field mask', () => {
    const inMask = wireCheck(requestFields('UpdateAccount'), { 'updateMask.paths': 2 });
    const mask = (paths: number) =>
      Buffer.from([0x4a, paths * 3, ...Array.from({ length: paths }, () => [0x0a, 1, 0x61]).flat()]);
    expect(() => inMask?.(mask(2))).not.toThrow();
    expect(() => inMask?.(mask(3))).toThrow('update_mask: must be at most 2 entries');
    expect(() => inMask?.(Buffer.concat([mask(1), mask(2)]))).toThrow('update_mask');
  });

  test('packed or one by one, where they are numbers', () => {
    const check = wireCheck(requestFields('SetAlerts'), { kinds: 3 });
    const packed = (...kinds: number[]) => Buffer.from([0x12, kinds.length, ...kinds]);
    const single = Buffer.from([0x10, 1]);
    expect(() => check?.(Buffer.concat([packed(1, 2), single]))).not.toThrow();
    expect(() => check?.(Buffer.concat([packed(1, 2), single, single]))).toThrow('kinds: must be at most 3 entries');
    expect(() => check?.(packed(1, 2, 3, 4))).toThrow('kinds: must be at most 3 entries');
    // One number of two bytes.
    expect(() => check?.(packed(1, 2, 0x80, 0x01))).not.toThrow();
  });
});
