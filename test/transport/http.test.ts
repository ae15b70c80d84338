/** What is peculiar to HTTP: paths, methods, bodies, streams, probes. */
import { connect } from 'node:net';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startFixture } from './fixture.ts';

const fixture = await startFixture({
  answers: {
    quote: () =>
      Promise.resolve({
        decision: 'deny',
        reason: 'INSUFFICIENT_CREDIT',
        message: 'Calls paused.',
        shadowed: false,
        grantedUnits: 0,
        unit: 'second',
        final: false,
        validitySeconds: 0,
        holdMilliCents: 300_000,
        availableMilliCents: 188_000,
        shortfallMilliCents: 112_000,
        terms: undefined,
        numberClass: 'standard',
        limit: '',
        rule: '',
        sipStatus: 402,
        q850Cause: 21,
        fallbackChannel: '',
        accountStatus: undefined,
        segments: 0,
        encoding: '',
        parts: [],
      }),
  },
});
afterAll(() => fixture.stop());
beforeEach(() => {
  fixture.asked.length = 0;
});

const { call } = fixture;
const CALL = { account_id: 'acme', hold_id: 'h1', direction: 'DIRECTION_OUTBOUND', to: '+12025550134' };

test('a denial is an answer: status 200, and every key is there', async () => {
  const { status, body } = await call('POST', '/v1/quote', { account_id: 'acme', to: '+12025550134' });
  expect(status).toBe(200);
  expect(body).toEqual({
    decision: 'DECISION_DENY',
    reason: 'INSUFFICIENT_CREDIT',
    message: 'Calls paused.',
    granted_units: 0,
    hold_milli_cents: 300_000,
    available_milli_cents: 188_000,
    shortfall_milli_cents: 112_000,
    terms: null,
    parts: [],
    number_class: 'standard',
    segments: 0,
    encoding: '',
    fallback_channel: '',
    account_status: 'ACCOUNT_STATUS_UNSPECIFIED',
  });
});

test('the same request gives the same message on both transports', async () => {
  const overHttp = (await call('POST', '/v1/authorize', CALL)).body;
  const overGrpc = await fixture.client.authorize({
    accountId: 'acme',
    holdId: 'h1',
    direction: 'DIRECTION_OUTBOUND',
    to: '+12025550134',
  });
  const [first, second] = fixture.asked.map(({ request }) => request);
  expect(first).toEqual(second);
  expect(overHttp['hold_milli_cents']).toBe(300_000);
  expect(overGrpc.holdMilliCents).toBe('300000');
  expect(overHttp['terms']).toMatchObject({ per_minute_milli_cents: 5000, rate_units: 60, rule: 'outbound' });
  expect(overGrpc.terms).toMatchObject({ perMinuteMilliCents: '5000', rateUnits: '60', rule: 'outbound' });
});

test('amounts above 2^32 and below zero are exact on both', async () => {
  const { body } = await call('GET', '/v1/accounts/acme');
  expect(body).toMatchObject({ balance_milli_cents: 10_000_000_000_000, available_milli_cents: -5000 });
  const { account } = await fixture.client.getAccount({ accountId: 'acme' });
  expect(account).toMatchObject({ balanceMilliCents: '10000000000000', availableMilliCents: '-5000' });
});

test.each(['outbound', 'DIRECTION_OUTBOUND'])('direction %s is understood', async (direction) => {
  await call('POST', '/v1/authorize', { ...CALL, direction });
  expect(fixture.asked[0]?.request).toMatchObject({ traffic: { direction: 'outbound' } });
});

test('digit strings are taken for integers, so that a 64-bit client needs no special case', async () => {
  await call('POST', '/v1/extend', { account_id: 'acme', hold_id: 'h1', connected_seconds: '42', sequence: '7' });
  expect(fixture.asked[0]?.request).toMatchObject({ used: { connectedSeconds: 42 }, sequence: 7 });
});

describe('what is refused', () => {
  test.each([
    ['GET', '/v1/nothing', 404],
    ['GET', '/', 404],
    ['POST', '/v1/accounts/acme/nothing', 404],
    ['GET', '/v1/accounts//holds', 404],
    ['POST', '/livez', 404],
    ['GET', '/v1/authorize', 405],
    ['DELETE', '/v1/accounts/acme', 405],
    ['PUT', '/v1/accounts', 405],
    ['POST', '/v1/holds', 405],
    ['POST', '/v1/store', 405],
    ['POST', '/v1/accounts/acme/subjects', 405],
    ['POST', '/v1/accounts/acme/subjects/agent-7', 405],
    ['GET', '/v1/accounts/acme/subjects/', 404],
    ['GET', '/v1/accounts/acme/subjects/agent-7/more', 404],
    ['GET', '/v1/accounts/acme/holds/h1', 404],
  ])('%s %s is %i', async (verb, path, status) => {
    const answer = await call(verb, path);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ reason: status === 404 ? 'ROUTE_UNKNOWN' : 'METHOD_NOT_ALLOWED' });
  });

  test('a wrong method is told the right ones', async () => {
    expect((await call('DELETE', '/v1/accounts/acme')).headers.get('allow')).toBe('GET, PATCH');
  });

  test.each(['text/html', 'application/xml', 'application/jsonp', 'multipart/form-data'])(
    'content type %s is 415',
    async (type) => {
      const headers = { 'content-type': type };
      const answer = await call('POST', '/v1/authorize', JSON.stringify(CALL), headers);
      expect(answer.status).toBe(415);
      expect(fixture.asked).toEqual([]);
    },
  );

  test('a charset beside the content type is fine', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await call('POST', '/v1/authorize', JSON.stringify(CALL), headers)).status).toBe(200);
  });

  test.each(['{', '', 'null', '[]', '5', '"text"', '{"account_id":"acme",}', '\u0000'])(
    'body %j is a 400',
    async (body) => {
      const answer = await call('POST', '/v1/authorize', body);
      expect(answer.status).toBe(400);
      expect(answer.body.error).toMatchObject({ code: 'INVALID_ARGUMENT' });
    },
  );

  test('bytes that are no UTF-8 are a 400', async () => {
    const bytes = Buffer.concat([Buffer.from('{"account_id":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const response = await fetch(`${fixture.httpUrl}/v1/authorize`, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(400);
  });

  test('a body that grows beyond the limit without saying so is cut off', async () => {
    const headers = 'host: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked';
    const chunks = `10000\r\n${'x'.repeat(65_536)}\r\n`.repeat(17);
    const answer = await overSocket(`POST /v1/authorize HTTP/1.1\r\n${headers}\r\n\r\n${chunks}`);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toMatch(/connection: close/i);
  });

  test('an account in the body that is not the one in the path', async () => {
    const body = { account_id: 'other', amount_milli_cents: 1, idempotency_key: 'k' };
    const answer = await call('POST', '/v1/accounts/acme/credit', body);
    expect(answer.body.error).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'account_id' });
    expect((await call('POST', '/v1/accounts/acme/credit', { ...body, account_id: 'acme' })).status).toBe(200);
  });

  test.each([
    ['/v1/accounts/%zz', 'account_id'],
    ['/v1/accounts/a%20b', 'account_id'],
    ['/v1/accounts/a%2Fb', 'account_id'],
    ['/v1/accounts/acme/holds?page_size=5&page_size=6', 'page_size'],
    ['/v1/accounts/acme/holds?limit=5', 'limit'],
    ['/v1/accounts/acme/holds?hold_id=%ff', 'hold_id'],
    ['/v1/accounts/acme/subjects/a%20b', 'subject_id'],
    ['/v1/accounts/acme/subjects/a%2Fb', 'subject_id'],
    ['/v1/accounts/acme/subjects/%zz', 'subject_id'],
    ['/v1/accounts/%zz/subjects/agent-7', 'account_id'],
    ['/v1/accounts/{account_id}/subjects/{subject_id}', 'account_id'],
    ['/v1/accounts/acme/subjects/agent-7?subject_id=agent-8', 'subject_id'],
  ])('%s names %s', async (path, field) => {
    const answer = await call('GET', path);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ field });
  });
});

test('a reload needs no body', async () => {
  expect(await call('POST', '/v1/catalog/reload')).toMatchObject({ status: 200, body: { ok: true, in_force: true } });
  expect((await call('POST', '/v1/catalog/check')).status).toBe(200);
  expect((await call('GET', '/v1/catalog')).body).toMatchObject({ services: ['call', 'sms'], cases: 3 });
});

test('a plus in a query is a plus: it begins most numbers', async () => {
  await call('GET', '/v1/explain?number=+12025550134');
  await call('GET', '/v1/explain?number=%2B12025550134&direction=inbound');
  expect(fixture.asked.map(({ request }) => request)).toMatchObject([
    { number: '+12025550134', direction: 'outbound', service: 'call', plan: 'default' },
    { number: '+12025550134', direction: 'inbound' },
  ]);
});

describe('movements', () => {
  test('are a JSON array', async () => {
    const answer = await call('GET', '/v1/accounts/acme/movements?page_size=2');
    expect(JSON.parse(answer.text)).toMatchObject([{ sequence: 1, amount_milli_cents: 100 }, { sequence: 2 }]);
    expect(fixture.asked[0]?.request).toMatchObject({ accountId: 'acme', page: { after: '', limit: 2 } });
  });

  test('are lines for those who ask for lines', async () => {
    const answer = await call('GET', '/v1/accounts/acme/movements', undefined, { accept: 'application/x-ndjson' });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(
      answer.text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { sequence: number }).sequence),
    ).toEqual([1, 2, 3]);
    expect(fixture.asked[0]?.request).toMatchObject({ page: { limit: 1000 } });
  });
});

test('metrics speak the exposition format', async () => {
  const answer = await call('GET', '/metrics');
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/);
  expect(answer.text).toContain('# TYPE tollgate_rpc_duration_seconds histogram');
});

/** Sends bytes and reads until the other side closes. */
function overSocket(text: string): Promise<string> {
  const { port } = new URL(fixture.httpUrl);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)));
  });
}
