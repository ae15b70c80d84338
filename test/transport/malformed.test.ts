/**
 * Every field of every request, with everything that it must not be. Each row must be INVALID_ARGUMENT, name the field,
 * and reach nothing behind the transport. Over gRPC only what protobuf can carry is sent; over HTTP everything is.
 */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { RemoteFault } from '../../src/transport/grpc/client.ts';
import { startFixture } from './fixture.ts';
import { CALL, LEG, ROWS, shown, TABLES, type Table } from './malformed-table.ts';
import { crossesProtobuf } from './malformed-values.ts';

const fixture = await startFixture();
afterAll(() => fixture.stop());
beforeEach(() => {
  fixture.asked.length = 0;
});

test('the table is as large as it claims', () => {
  expect(ROWS.length).toBeGreaterThan(500);
});

test.each(TABLES)('$path takes its valid request on both transports', async (table) => {
  await overGrpc(table, table.valid);
  expect((await overHttp(table, table.valid)).status).toBe(200);
  // A deletion also reads what holds afterwards.
  const verbs = fixture.asked.map(({ verb }) => verb);
  expect(verbs.length).toBeGreaterThan(0);
  expect(verbs.slice(0, verbs.length / 2)).toEqual(verbs.slice(verbs.length / 2));
});

test.each(TABLES)('$path refuses each malformed field by its name over HTTP', async (table) => {
  const wrong: string[] = [];
  for (const { key, field, value } of ROWS.filter((row) => row.table === table)) {
    const answer = await overHttp(table, { ...table.valid, [key]: value });
    const error = answer.body.error;
    // An account id in a path cannot be left out or be of another type; the route is simply another one.
    if (answer.status !== 400 || error?.['code'] !== 'INVALID_ARGUMENT' || error['field'] !== field) {
      wrong.push(`${field} = ${shown(value)}: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(fixture.asked).toEqual([]);
});

test.each(TABLES)('$path refuses each malformed field by its name over gRPC', async (table) => {
  const wrong: string[] = [];
  for (const { key, field, value } of ROWS.filter((row) => row.table === table)) {
    const sample = table.valid[key];
    if (!crossesProtobuf(field, value)) continue;
    const fault = await overGrpc(table, { ...table.valid, [key]: value }).then(
      () => undefined,
      (error: unknown) => (error instanceof RemoteFault ? error : undefined),
    );
    if (fault?.code !== 'invalid_argument' || fault.details.field !== field) {
      wrong.push(`${field} = ${shown(value)} (${shown(sample)}): ${fault?.message}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(fixture.asked).toEqual([]);
});

test('a text of four megabytes is refused by its name over gRPC and by its size over HTTP', async () => {
  const text = 'x'.repeat(4 * 1024 * 1024);
  const fault = await fixture.client.authorize({ accountId: 'acme', holdId: 'h1', direction: 1, text }).catch(asFault);
  expect(fault).toMatchObject({ code: 'invalid_argument', details: { field: 'text' } });
  const answer = await fixture.call('POST', '/v1/authorize', { ...CALL, text });
  expect(answer.status).toBe(413);
  expect(answer.body.error).toMatchObject({ code: 'INVALID_ARGUMENT', reason: 'BODY_TOO_LARGE', field: 'body' });
  expect(fixture.asked).toEqual([]);
});

test.each([
  ['segments beside text', { text: 'hi', segments: 1 }, 'segments'],
  ['units beside text', { text: 'hi', units: 1 }, 'units'],
  ['units beside segments', { segments: 1, units: 1 }, 'units'],
])('%s are refused: they could contradict each other', async (_name, extra, field) => {
  const answer = await fixture.call('POST', '/v1/authorize', { ...CALL, service: 'sms', ...extra });
  expect(answer.body.error).toMatchObject({ code: 'INVALID_ARGUMENT', field });
});

test('an unknown or misspelt JSON key is refused: a misspelt connected_seconds would bill nothing', async () => {
  const answer = await fixture.call('POST', '/v1/settle', { ...LEG, conected_seconds: 60 });
  expect(answer.body.error).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'conected_seconds' });
  const camel = await fixture.call('POST', '/v1/settle', { ...LEG, connectedSeconds: 60 });
  expect(camel.body.error).toMatchObject({ field: 'connectedSeconds' });
  const proto = await fixture.call('POST', '/v1/settle', '{"account_id":"acme","hold_id":"h1","__proto__":{"a":1}}');
  expect(proto.body.error).toMatchObject({ field: '__proto__' });
  expect(fixture.asked).toEqual([]);
});

test('absent connected_seconds is not zero', async () => {
  await fixture.client.settle({ accountId: 'acme', holdId: 'h1' });
  await fixture.client.settle({ accountId: 'acme', holdId: 'h1', connectedSeconds: 0 });
  await fixture.call('POST', '/v1/settle', LEG);
  await fixture.call('POST', '/v1/settle', { ...LEG, connected_seconds: 0 });
  const seen = fixture.asked.map(({ request }) => (request as { connectedSeconds?: number }).connectedSeconds);
  expect(seen).toEqual([undefined, 0, undefined, 0]);
});

test('an emergency call is answered however malformed the rest is (rule G-3)', async () => {
  const overGrpcAnswer = await fixture.client.authorize({
    accountId: 'a b',
    to: '911',
    direction: 99 as never,
    segments: -5,
  });
  expect(overGrpcAnswer).toMatchObject({ decision: 'DECISION_ALLOW', reason: 'EMERGENCY', grantedSeconds: '86400' });
  const body = {
    account_id: 7,
    hold_id: null,
    to: '911',
    direction: 'sideways',
    requested_seconds: 'NaN',
    bogus: true,
  };
  const answer = await fixture.call('POST', '/v1/authorize', body);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ decision: 'DECISION_ALLOW', reason: 'EMERGENCY', granted_seconds: 86_400 });
});

test('an inbound call to a number that is an emergency number elsewhere is no emergency call', async () => {
  const answer = await fixture.call('POST', '/v1/authorize', { ...CALL, to: '911', direction: 'inbound' });
  expect(answer.body['reason']).toBe('');
  expect(fixture.asked).toHaveLength(1);
});

async function overGrpc({ rpc }: Table, message: Readonly<Record<string, unknown>>): Promise<unknown> {
  const call = fixture.client[rpc] as unknown as (request: unknown) => Promise<unknown>;
  return call(inCamelCase(message));
}

function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.map(([key, each]) => [
      key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
      inCamelCase(each),
    ]),
  );
}

function overHttp({ path, verb }: Table, message: Readonly<Record<string, unknown>>) {
  const inPath = (key: string) =>
    (key === 'account_id' && path.includes('/acme')) || (key === 'subject_id' && path.includes('/agent-7'));
  const rest = Object.entries(message).filter(([key]) => !inPath(key));
  if (verb !== 'GET' && verb !== 'DELETE') return fixture.call(verb ?? 'POST', path, Object.fromEntries(rest));
  const query = rest
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${encodeURIComponent(value as string)}`);
  return fixture.call(verb, `${path}?${query.join('&')}`);
}

function asFault(error: unknown): unknown {
  return error;
}
