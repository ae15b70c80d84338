/** Faults on the wire, deadlines, load, and what a hostile or broken client can send. */
import { Client, ChannelCredentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { RemoteFault } from '../../src/transport/grpc/client.ts';
import { startFixture, type Fixture, type Setup } from './fixture.ts';

let fixture: Fixture | undefined;
afterEach(async () => {
  await fixture?.stop();
  fixture = undefined;
});

async function start(setup: Setup = {}): Promise<Fixture> {
  fixture = await startFixture(setup);
  return fixture;
}

const CALL = { accountId: 'acme', holdId: 'h1', direction: 1, to: '+12025550134' } as const;
const EVERYBODY = { name: 'anonymous', role: 'admin', accountPrefix: '', gatewayId: '' } as const;
const JSON_CALL = { account_id: 'acme', hold_id: 'h1', direction: 'outbound', to: '+12025550134' };

async function faultOf(call: Promise<unknown>): Promise<RemoteFault> {
  const outcome = await call.catch((error: unknown) => error);
  if (outcome instanceof RemoteFault) return outcome;
  throw new Error('there was no fault', { cause: outcome });
}

describe('a fault', () => {
  test.each([
    ['INVALID_FIELD', 'invalid_argument', 400],
    ['HOLD_UNKNOWN', 'not_found', 404],
    ['CONFLICT', 'already_exists', 409],
    ['HOLD_ENDED', 'failed_precondition', 409],
    ['TOKEN_UNKNOWN', 'unauthenticated', 401],
    ['ROLE_NOT_ALLOWED', 'permission_denied', 403],
    ['OVERLOADED', 'resource_exhausted', 429],
    ['TOO_LATE', 'deadline_exceeded', 504],
    ['STORE_AWAY', 'unavailable', 503],
    ['METHOD_NOT_AVAILABLE', 'unimplemented', 501],
    ['INTERNAL', 'internal', 500],
  ] as const)('%s is itself again at the client, as %s, and %i over HTTP', async (reason, code, status) => {
    const thrown = new Fault(reason, 'a "message", 50 % → ünïcode', {
      field: 'hold_id',
      retryAfterMs: 1500,
      metadata: { billing_amount_milli_cents: '5000' },
    });
    const { client, call } = await start({ answers: { settle: () => Promise.reject(thrown) } });
    const fault = await faultOf(client.settle({ accountId: 'acme', holdId: 'h1' }, { requestId: 'req-7' }));
    expect(fault).toMatchObject({ code, reason, message: 'a "message", 50 % → ünïcode' });
    expect(fault.retryable).toBe(thrown.retryable);
    expect(fault.details).toMatchObject({
      field: 'hold_id',
      retryAfterMs: 1500,
      metadata: { billing_amount_milli_cents: '5000', request_id: 'req-7' },
    });
    const answer = await call('POST', '/v1/settle', { account_id: 'acme', hold_id: 'h1' }, { 'x-request-id': 'req-8' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.headers.get('x-request-id')).toBe('req-8');
    expect(answer.body.error).toEqual({
      code: code.toUpperCase(),
      reason,
      message: 'a "message", 50 % → ünïcode',
      field: 'hold_id',
      retryable: thrown.retryable,
      retry_after_ms: 1500,
      request_id: 'req-8',
      metadata: { billing_amount_milli_cents: '5000' },
    });
  });

  test('an unexpected error is INTERNAL: its cause is logged and never sent', async () => {
    const { client, call, lines } = await start({
      answers: { settle: () => Promise.reject(new Error('WRONGTYPE redis://user:hunter2@10.0.0.1 secret detail')) },
    });
    const fault = await faultOf(client.settle({ accountId: 'acme', holdId: 'h1' }, { requestId: 'req-9' }));
    expect(fault).toMatchObject({ code: 'internal', reason: 'INTERNAL' });
    const answer = await call('POST', '/v1/settle', { account_id: 'acme', hold_id: 'h1' });
    expect(`${fault.message}${answer.text}`).not.toMatch(/WRONGTYPE|hunter2|secret/);
    const line = lines.find((line) => line['request_id'] === 'req-9');
    expect(line).toMatchObject({ level: 'error', err: { message: expect.stringContaining('WRONGTYPE') as string } });
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  test('half a surrogate pair in a message breaks nothing', async () => {
    const { client } = await start({
      answers: { settle: () => Promise.reject(new Fault('HOLD_UNKNOWN', 'no hold \ud800')) },
    });
    const fault = await faultOf(client.settle({ accountId: 'acme', holdId: 'h1' }));
    expect(fault).toMatchObject({ code: 'not_found', message: 'no hold \uFFFD' });
  });

  test('methods that are not built say so', async () => {
    const { client } = await start();
    expect(await faultOf(client.replayHolds({}))).toMatchObject({ code: 'unimplemented' });
  });
});

describe('deadlines', () => {
  test("the handler learns the caller's, or the default", async () => {
    const { client, asked } = await start({ edge: { defaultDeadlineMs: 700 } });
    const before = Date.now();
    await client.authorize(CALL, { deadlineMs: 2000 });
    await raw(fixture?.grpcAddress ?? '', {});
    const [own, standard] = asked.map(({ context }) => (context as { deadlineAtMs: number }).deadlineAtMs - before);
    expect(own).toBeGreaterThan(1500);
    expect(own).toBeLessThan(2600);
    expect(standard).toBeGreaterThanOrEqual(700);
    expect(standard).toBeLessThan(1600);
  });

  test('a request whose deadline has passed is not worked on', async () => {
    const { edge, asked } = await start();
    const outcome = await new Promise<Fault | undefined>((resolve) => {
      const caller = {
        requestId: '',
        deadlineAtMs: Date.now() - 1,
        priority: false,
        connection: () => edge,
        onGone: () => undefined,
        identify: () => EVERYBODY,
      };
      const message = { accountId: 'acme', holdId: 'h1' };
      const incoming = { size: 10, decode: () => ({ message, malformed: undefined }) };
      edge.unary('Settle')(incoming, caller, (fault) => resolve(fault));
    });
    expect(outcome).toMatchObject({ code: 'deadline_exceeded', reason: 'DEADLINE_PASSED' });
    expect(asked).toEqual([]);
  });
});

describe('load', () => {
  test('new calls are refused first, then extensions, last what ends calls; an emergency never is', async () => {
    const waiting: (() => void)[] = [];
    const wait = () =>
      new Promise<never>((_resolve, reject) => {
        waiting.push(() => reject(new Fault('INTERNAL', 'the test is over')));
      });
    const { client, metrics, call } = await start({
      edge: { maxInFlight: 8 },
      answers: { authorize: wait, extend: wait, settle: wait },
    });
    const running: Promise<unknown>[] = [];
    const occupy = async (count: number, send: () => Promise<unknown>) => {
      const target = waiting.length + count;
      for (let i = 0; i < count; i += 1) running.push(send().catch(() => undefined));
      await expect.poll(() => waiting.length).toBe(target);
    };
    const shed = { code: 'resource_exhausted', reason: 'OVERLOADED', details: { retryAfterMs: 100 } };
    const settle = () => client.settle({ accountId: 'acme', holdId: 'h1', connectedSeconds: 1 });
    const extend = () => client.extend({ accountId: 'acme', holdId: 'h1', connectedSeconds: 1, sequence: 1 });

    await occupy(8, () => client.authorize(CALL));
    expect(await faultOf(client.authorize(CALL))).toMatchObject(shed);
    expect(await faultOf(client.getAccount({ accountId: 'acme' }))).toMatchObject(shed);
    expect(await client.authorize({ ...CALL, to: '911' })).toMatchObject({ reason: 'EMERGENCY' });
    await occupy(1, extend);
    expect(await faultOf(extend())).toMatchObject(shed);
    await occupy(1, settle);
    expect(await faultOf(settle())).toMatchObject(shed);
    const overHttp = await call('POST', '/v1/authorize', JSON_CALL);
    expect(overHttp.status).toBe(429);
    expect(overHttp.headers.get('retry-after')).toBe('1');
    expect(await metrics.text()).toContain('tollgate_shed_total{method="Authorize"} 2');
    expect(await metrics.text()).toContain('tollgate_in_flight 10');

    for (const end of waiting) end();
    await Promise.all(running);
    expect(await metrics.text()).toContain('tollgate_in_flight 0');
  });

  test('a flood of one fault does not flood the log', async () => {
    const { client, lines } = await start();
    await Promise.all(Array.from({ length: 200 }, () => client.settle({ accountId: 'a b' }).catch(() => undefined)));
    expect(lines.filter(({ reason }) => reason === 'INVALID_FIELD').length).toBeLessThanOrEqual(60);
  });
});

describe('what is no request', () => {
  test('bytes that are no message are INVALID_ARGUMENT, not our fault', async () => {
    const { grpcAddress, asked } = await start();
    const error = await raw(grpcAddress, { bytes: Buffer.from([0x0a, 0xff]) });
    expect(error).toMatchObject({ code: 3 });
    expect(asked).toEqual([]);
  });

  test('metadata above 8 KB is refused', async () => {
    const { grpcAddress, asked } = await start();
    const error = await raw(grpcAddress, { metadata: { 'x-large': 'x'.repeat(9000) } });
    expect(error).toMatchObject({ code: 3, details: expect.stringContaining('metadata') as string });
    expect(await raw(grpcAddress, { metadata: { 'x-medium': 'x'.repeat(4000) } })).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  test('a message above the limit is refused', async () => {
    const { grpcAddress, asked } = await start({ grpc: { maxMessageBytes: 10_000 } });
    expect(await raw(grpcAddress, { bytes: Buffer.alloc(20_000, 0x0a) })).toMatchObject({ code: 8 });
    expect(asked).toEqual([]);
  });

  test('a request id that would break the log is replaced', async () => {
    const { client, call, asked } = await start();
    await client.authorize(CALL, { requestId: 'with space' }).catch(() => undefined);
    await call('POST', '/v1/authorize', JSON_CALL, { 'x-request-id': 'x'.repeat(200) });
    for (const { context } of asked) {
      expect((context as { requestId: string }).requestId).toMatch(/^[0-9a-f]{18}-[0-9a-z]+$/);
    }
    expect(asked).toHaveLength(2);
  });
});

/** Authorize with bytes and metadata of one's own and no deadline; resolves to the error, if there is one. */
function raw(
  address: string,
  { bytes, metadata = {} }: { bytes?: Buffer; metadata?: Record<string, string> },
): Promise<ServiceError | undefined> {
  const client = new Client(address, ChannelCredentials.createInsecure());
  const headers = new Metadata();
  for (const [key, value] of Object.entries(metadata)) headers.set(key, value);
  // account_id "acme", hold_id "h1", direction outbound.
  const valid = Buffer.from([0x0a, 4, ...Buffer.from('acme'), 0x12, 2, ...Buffer.from('h1'), 0x20, 1]);
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      '/tollgate.v1.CreditControlService/Authorize',
      (value: Buffer) => value,
      (value) => value,
      bytes ?? valid,
      headers,
      (error) => {
        client.close();
        resolve(error ?? undefined);
      },
    );
  });
}
