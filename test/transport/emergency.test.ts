/** Emergency calls at the edge (rule G-3): what they pass, and that each is answered and counted exactly once. */
import { afterEach, describe, expect, test } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { startFixture, type Fixture, type Setup } from './fixture.ts';

const VIEWER = 'token-of-viewer-0123456789';
const TENANT = 'token-of-tenant-0123456789';
const BOUND = 'token-of-gateway-0123456789';
const TOKENS = [
  { name: 'viewer', token: VIEWER, role: 'viewer' },
  { name: 'tenant', token: TENANT, role: 'gateway', accountPrefix: 'acme' },
  { name: 'bound', token: BOUND, role: 'gateway', gatewayId: 'sbc-1' },
] as const;

let fixture: Fixture | undefined;
afterEach(async () => {
  await fixture?.stop();
  fixture = undefined;
});

async function start(setup: Setup = {}): Promise<Fixture> {
  fixture = await startFixture(setup);
  return fixture;
}

const VERBS = [
  ['Authorize', '/v1/authorize', { direction: 'outbound', hold_id: 'h1' }],
  ['Charge', '/v1/charge', { service: 'sms', idempotency_key: 'k1' }],
  ['Quote', '/v1/quote', {}],
] as const;

describe.each(VERBS)('%s', (_name, path, extra) => {
  const sos = { ...extra, account_id: 'acme', to: '911' };

  test('is allowed, costs nothing, and counts once', async () => {
    const { call, emergencies, asked } = await start();
    const { status, body } = await call('POST', path, sos);
    expect(status).toBe(200);
    expect(body).toMatchObject({ decision: 'DECISION_ALLOW', reason: 'EMERGENCY', available_milli_cents: 0 });
    expect(body['hold_milli_cents'] ?? body['billing_amount_milli_cents']).toBe(0);
    expect(body['billed_units'] ?? 0).toBe(0);
    expect(emergencies).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  test('passes a missing role, another scope, another gateway and malformed fields, and counts once each time', async () => {
    const { call, emergencies, asked } = await start({ auth: { tokens: TOKENS } });
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const malformed = { subject_id: 'a b', from: 5, text: '\ud800', segments: -1, units: 'x', bogus: 1 };
    const gateway = path === '/v1/quote' ? {} : { gateway_id: 'sbc-2' };
    const tries: [token: string, body: object][] = [
      [VIEWER, sos],
      [TENANT, { ...sos, account_id: 'other' }],
      [BOUND, { ...sos, ...gateway }],
      [BOUND, { ...sos, ...malformed }],
      [BOUND, { to: '911' }],
    ];
    for (const [index, [token, body]] of tries.entries()) {
      const answer = await call('POST', path, body, bearer(token));
      expect(answer.body).toMatchObject({ reason: 'EMERGENCY' });
      expect(emergencies).toHaveLength(index + 1);
    }
    expect(asked).toEqual([]);
  });

  test('of nobody is refused, logged as an error, and not counted', async () => {
    const { call, emergencies, lines } = await start({ auth: { tokens: TOKENS } });
    expect((await call('POST', path, sos)).status).toBe(401);
    expect((await call('POST', path, sos, { authorization: 'Bearer nobody-nobody-nobody' })).status).toBe(401);
    const errors = lines.filter(({ level }) => level === 'error');
    expect(errors.map(({ msg }) => msg)).toEqual([
      'an EMERGENCY request was refused: its caller is not authenticated',
      'an EMERGENCY request was refused: its caller is not authenticated',
    ]);
    expect(emergencies).toEqual([]);
  });
});

test('a flood of strangers with emergency calls does not flood the log', async () => {
  const { call, lines } = await start({ auth: { tokens: TOKENS } });
  const before = performance.now();
  const knocks = Array.from({ length: 200 }, () => call('POST', '/v1/authorize', { to: '911' }));
  await Promise.all(knocks);
  const secondsTouched = Math.ceil((performance.now() - before) / 1000) + 1;
  const errors = lines.filter(({ level }) => level === 'error');
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.length).toBeLessThanOrEqual(Math.min(199, 20 * secondsTouched));
});

test('what is not fit is left out of what is logged, so that ids are bounded', async () => {
  const { call, emergencies } = await start();
  const unfit = { account_id: 'x'.repeat(1000), hold_id: 'h'.repeat(1000), subject_id: '\n', gateway_id: '\u0000' };
  await call('POST', '/v1/authorize', { ...unfit, to: '911', text: 'x'.repeat(70_000), service: 'a b' });
  await call('POST', '/v1/charge', { to: '911', idempotency_key: 'k'.repeat(300) });
  const nothing = { accountId: '', holdId: '', subjectId: '', gatewayId: '', text: '', service: 'call' };
  expect(emergencies).toMatchObject([
    { verb: 'authorize', ...nothing },
    { verb: 'charge', ...nothing },
  ]);
});

test('a message to 911 is granted what was asked, in its units; a call in seconds', async () => {
  const { call, client } = await start();
  const sms = { account_id: 'acme', hold_id: 'h', direction: 'outbound', service: 'sms', to: '911', units: 3 };
  expect((await call('POST', '/v1/authorize', sms)).body).toMatchObject({ granted_units: 3, granted_seconds: 0 });
  const answer = await client.authorize({ accountId: 'acme', holdId: 'h', direction: 1, to: '911' });
  expect(answer).toMatchObject({ grantedSeconds: '86400', grantedUnits: '0' });
});

test('an inbound message from wherever is none, spelled in full or short', async () => {
  const { call, emergencies, client } = await start();
  for (const direction of ['inbound', 'DIRECTION_INBOUND']) {
    await call('POST', '/v1/authorize', { account_id: 'acme', hold_id: 'h', direction, to: '911' });
  }
  await client.authorize({ accountId: 'acme', holdId: 'h', direction: 'DIRECTION_INBOUND', to: '911' });
  expect(emergencies).toEqual([]);
});

describe('in a batch', () => {
  const mixed = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ hold_id: `h${n}`, to: n % 10 === 0 ? '911' : '+12025550134' }));
  const batch = { account_id: 'acme', service: 'sms', direction: 'outbound' };

  test('of 1,000 each is allowed, and the others are decided', async () => {
    const { call, emergencies, asked } = await start();
    const { status, body } = await call('POST', '/v1/authorize-batch', { ...batch, recipients: mixed(1000) });
    expect(status).toBe(200);
    expect(body).toMatchObject({ allowed: 1000, denied: 0, failed: 0 });
    const results = body['results'] as { hold_id: string; decision: { reason: string } }[];
    expect(results.filter(({ decision }) => decision.reason === 'EMERGENCY')).toHaveLength(100);
    expect(results.map(({ hold_id }) => hold_id)).toEqual(mixed(1000).map(({ hold_id }) => hold_id));
    expect(emergencies).toHaveLength(100);
    const decided = asked[0]?.request as { recipients: unknown[] } | undefined;
    expect(decided?.recipients).toHaveLength(900);
  });

  test('that fails as a whole each is allowed, and counted once', async () => {
    const away = new Fault('STORE_AWAY', 'Redis is away', { retryAfterMs: 200 });
    const { call, emergencies, lines } = await start({ answers: { authorizeBatch: () => Promise.reject(away) } });
    const { status, body } = await call('POST', '/v1/authorize-batch', { ...batch, recipients: mixed(20) });
    expect(status).toBe(200);
    expect(body).toMatchObject({ allowed: 2, denied: 0, failed: 18 });
    const results = body['results'] as { fault: unknown }[];
    expect(results[1]?.fault).toMatchObject({ code: 'UNAVAILABLE', reason: 'STORE_AWAY', retry_after_ms: 200 });
    expect(emergencies).toHaveLength(2);
    expect(lines).toContainEqual(expect.objectContaining({ reason: 'STORE_AWAY', method: 'AuthorizeBatch' }));
  });

  test.each([
    ['malformed', { account_id: 'a b' }, 'INVALID_FIELD'],
    ['of an unknown key', { bogus: 1 }, 'INVALID_FIELD'],
    ['with a malformed recipient', { recipients: [{ to: '911' }, { hold_id: 'a b' }] }, 'INVALID_FIELD'],
  ])('that is %s each is allowed, and counted once', async (_name, changes, reason) => {
    const { call, emergencies } = await start();
    const recipients = [
      { hold_id: 'sos', to: '911' },
      { hold_id: 'm', to: '+12025550134' },
    ];
    const { body } = await call('POST', '/v1/authorize-batch', { ...batch, recipients, ...changes });
    expect(body['results']).toMatchObject([{ decision: { reason: 'EMERGENCY' } }, { fault: { reason } }]);
    expect(emergencies).toHaveLength(1);
  });

  test('that is refused each is allowed, and counted once', async () => {
    const { call, emergencies } = await start({ auth: { tokens: TOKENS } });
    const recipients = mixed(20);
    for (const [token, changes, reason] of [
      [VIEWER, {}, 'ROLE_NOT_ALLOWED'],
      [TENANT, { account_id: 'acme2' }, 'ACCOUNT_NOT_IN_SCOPE'],
      [BOUND, { gateway_id: 'sbc-2' }, 'GATEWAY_NOT_IN_SCOPE'],
    ] as const) {
      emergencies.length = 0;
      const body = { ...batch, recipients, ...changes };
      const answer = await call('POST', '/v1/authorize-batch', body, { authorization: `Bearer ${token}` });
      expect(answer.body).toMatchObject({ allowed: 2, failed: 18 });
      expect((answer.body['results'] as { fault: unknown }[])[1]?.fault).toMatchObject({ reason });
      expect(emergencies).toHaveLength(2);
    }
  });
});

test('ids that are longer than any are neither sent back nor logged', async () => {
  const { call, lines } = await start();
  const long = 'x'.repeat(100_000);
  const ids = { account_id: long, hold_id: long, subject_id: long };
  const one = await call('POST', '/v1/authorize', { ...ids, direction: 'outbound', to: '911' });
  expect(one.body).toMatchObject({ reason: 'EMERGENCY', hold_id: '' });
  const recipients = [{ hold_id: long, to: '911' }];
  const batch = await call('POST', '/v1/authorize-batch', { account_id: long, direction: 'outbound', recipients });
  expect(batch.body['results']).toMatchObject([{ hold_id: '', decision: { reason: 'EMERGENCY' } }]);
  for (const each of [one, batch]) expect(each.text.length).toBeLessThan(2_000);
  expect(JSON.stringify(lines).length).toBeLessThan(20_000);
});
