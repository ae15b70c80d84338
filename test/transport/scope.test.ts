/** How far a caller reaches: accounts by prefix, the gateway that it is bound to, and holds that only a token names. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { isInScope } from '../../src/transport/auth.ts';
import { startFixture } from './fixture.ts';

const TENANT = 'token-of-tenant-0123456789';
const BOUND = 'token-of-gateway-0123456789';
const FREE = 'token-of-anybody-0123456789';

const fixture = await startFixture({
  auth: {
    tokens: [
      { name: 'tenant', token: TENANT, role: 'admin', accountPrefix: 'acme' },
      { name: 'bound', token: BOUND, role: 'gateway', gatewayId: 'sbc-1' },
      { name: 'free', token: FREE, role: 'admin' },
    ],
  },
});
afterAll(() => fixture.stop());
beforeEach(() => {
  fixture.asked.length = 0;
});

const { asked } = fixture;
const call = (token: string, verb: string, path: string, body?: object) =>
  fixture.call(verb, path, body, { authorization: `Bearer ${token}` });

describe('a prefix ends at a delimiter', () => {
  test.each([
    ['acme', 'acme', true],
    ['acme', 'acme-1', true],
    ['acme', 'acme.berlin', true],
    ['acme', 'acme_x', true],
    ['acme', 'acme@home', true],
    ['acme', 'acme+1', true],
    ['acme', 'acme2', false],
    ['acme', 'acmeberlin', false],
    ['acme', 'acm', false],
    ['acme', 'Acme-1', false],
    ['acme', '', false],
    ['acme-', 'acme-1', true],
    ['acme-', 'acme-', true],
    ['acme-', 'acme', false],
    ['', 'anybody', true],
  ])('%j and %j: %s', (accountPrefix, accountId, expected) => {
    expect(isInScope({ accountPrefix }, accountId)).toBe(expected);
  });

  test('in requests, in parents, and in lists', async () => {
    expect((await call(TENANT, 'GET', '/v1/accounts/acme')).status).toBe(200);
    expect((await call(TENANT, 'GET', '/v1/accounts/acme-1')).status).toBe(200);
    expect((await call(TENANT, 'GET', '/v1/accounts/acme2')).body.error).toMatchObject({
      code: 'PERMISSION_DENIED',
      reason: 'ACCOUNT_NOT_IN_SCOPE',
    });
    const below = { account_id: 'acme-2', parent_account_id: 'acme2' };
    expect((await call(TENANT, 'POST', '/v1/accounts', below)).status).toBe(403);
    const listed = await call(TENANT, 'GET', '/v1/holds?gateway_id=sbc-1');
    expect(listed.body['holds']).toMatchObject([{ account_id: 'acme' }]);
    expect((await call(FREE, 'GET', '/v1/holds?gateway_id=sbc-1')).body['holds']).toHaveLength(2);
    expect((await call(TENANT, 'GET', '/v1/store')).body.error).toMatchObject({ reason: 'SCOPE_NOT_ALLOWED' });
  });
});

describe('a caller that is bound to a gateway', () => {
  const leg = { account_id: 'acme', hold_id: 'h1', direction: 'outbound', to: '+12025550134' };
  const recipients = [{ hold_id: 'b1', to: '+12025550134' }];
  const requests: [path: string, body: object][] = [
    ['/v1/authorize', leg],
    ['/v1/authorize-batch', { account_id: 'acme', direction: 'outbound', recipients }],
    ['/v1/charge', { account_id: 'acme', service: 'sms' }],
  ];

  test.each(requests)('need not name it to %s', async (path, body) => {
    expect((await call(BOUND, 'POST', path, body)).status).toBe(200);
    expect((await call(BOUND, 'POST', path, { ...body, gateway_id: '' })).status).toBe(200);
    expect((await call(BOUND, 'POST', path, { ...body, gateway_id: 'sbc-1' })).status).toBe(200);
    for (const { request } of asked) expect(request).toMatchObject({ traffic: { gatewayId: 'sbc-1' } });
    expect(asked).toHaveLength(3);
  });

  test.each(requests)('cannot name another to %s', async (path, body) => {
    for (const gateway_id of ['sbc-2', 'sbc-10', 'SBC-1', ' sbc-1']) {
      const answer = await call(BOUND, 'POST', path, { ...body, gateway_id });
      expect(answer.status).toBe(403);
      expect(answer.body.error).toMatchObject({ reason: 'GATEWAY_NOT_IN_SCOPE', field: 'gateway_id' });
    }
    expect(asked).toEqual([]);
  });

  test('over gRPC as over HTTP', async () => {
    const client = fixture.connect({ token: BOUND });
    const sent = { accountId: 'acme', holdId: 'h1', direction: 1, to: '+12025550134' } as const;
    await client.authorize(sent);
    expect(asked[0]?.request).toMatchObject({ traffic: { gatewayId: 'sbc-1' } });
    await expect(client.authorize({ ...sent, gatewayId: 'sbc-2' })).rejects.toMatchObject({
      reason: 'GATEWAY_NOT_IN_SCOPE',
    });
  });

  test('lists its own holds, or those of an account, but not those of another gateway', async () => {
    expect((await call(BOUND, 'GET', '/v1/holds?gateway_id=sbc-1')).status).toBe(200);
    expect((await call(BOUND, 'GET', '/v1/accounts/acme/holds')).status).toBe(200);
    expect((await call(BOUND, 'GET', '/v1/holds?gateway_id=sbc-2')).status).toBe(403);
    expect(asked.map(({ verb }) => verb)).toEqual(['allHolds', 'holds']);
  });

  test('and one that is not says what it likes', async () => {
    await call(FREE, 'POST', '/v1/authorize', { ...leg, gateway_id: 'sbc-9' });
    await call(FREE, 'POST', '/v1/authorize', leg);
    const gateways = asked.map(({ request }) => (request as { traffic: { gatewayId: string } }).traffic.gatewayId);
    expect(gateways).toEqual(['sbc-9', '']);
  });
});

test('holds are listed of an account, of a gateway or of all, and of nothing else', async () => {
  for (const [path, message] of [
    ['/v1/accounts/acme/holds?gateway_id=sbc-1', 'account_id: must not be given beside gateway_id'],
    ['/v1/accounts/acme/holds?account_prefix=ac', 'account_id: must not be given beside account_prefix'],
    ['/v1/holds?gateway_id=sbc-1&hold_id=h1', 'hold_id: needs the account_id that it is of'],
  ] as const) {
    const field = message.split(':', 1)[0];
    expect((await call(FREE, 'GET', path)).body.error).toMatchObject({ reason: 'INVALID_FIELD', field, message });
  }
});

describe.each([
  ['/v1/answer', {}],
  ['/v1/extend', { connected_seconds: 10, sequence: 1 }],
  ['/v1/settle', { connected_seconds: 10 }],
  ['/v1/release', {}],
])('%s with a settle token alone', (path, extra) => {
  const own = { ...extra, settle_token: 'token:acme-1:call-7' };
  const foreign = { ...extra, settle_token: 'token:acme2:call-7' };

  test('is about the hold of the token', async () => {
    const asIs = { accountId: 'acme-1', holdId: 'call-7', settleToken: 'token:acme-1:call-7' };
    for (const ids of [{}, { account_id: 'acme-1' }, { hold_id: 'call-7' }, { account_id: '', hold_id: '' }]) {
      expect((await call(FREE, 'POST', path, { ...own, ...ids })).status).toBe(200);
    }
    expect(asked).toHaveLength(4);
    for (const { request } of asked) expect(request).toMatchObject(asIs);
  });

  test("is within the token's account, or refused", async () => {
    expect((await call(TENANT, 'POST', path, own)).status).toBe(200);
    const refused = { code: 'PERMISSION_DENIED', reason: 'ACCOUNT_NOT_IN_SCOPE' };
    expect((await call(TENANT, 'POST', path, foreign)).body.error).toMatchObject(refused);
    expect((await call(TENANT, 'POST', path, { ...foreign, hold_id: 'call-7' })).body.error).toMatchObject(refused);
    expect((await call(TENANT, 'POST', path, { ...extra, settle_token: 'forged' })).body.error).toMatchObject(refused);
    expect((await call(TENANT, 'POST', path, extra)).body.error).toMatchObject(refused);
    // The token's account is another one than the one that is in scope.
    const disguised = await call(TENANT, 'POST', path, { ...foreign, account_id: 'acme' });
    expect(disguised.body.error).toMatchObject({ reason: 'BAD_TOKEN' });
    expect(asked).toHaveLength(1);
  });

  test('needs a genuine one, which says nothing else than the ids', async () => {
    for (const [body, reason, field] of [
      [{}, 'INVALID_FIELD', 'account_id'],
      [{ account_id: 'acme' }, 'INVALID_FIELD', 'hold_id'],
      [{ hold_id: 'h1' }, 'INVALID_FIELD', 'account_id'],
      [{ settle_token: 'forged' }, 'BAD_TOKEN', 'settle_token'],
      [{ settle_token: 'forged', account_id: 'acme' }, 'BAD_TOKEN', 'settle_token'],
      [{ settle_token: 'token:acme:h1', hold_id: 'h2' }, 'BAD_TOKEN', 'settle_token'],
      [{ settle_token: 'token:acme:h1', account_id: 'other' }, 'BAD_TOKEN', 'settle_token'],
    ] as const) {
      const { body: answer } = await call(FREE, 'POST', path, { ...extra, ...body });
      expect(answer.error).toMatchObject({ code: 'INVALID_ARGUMENT', reason, field });
    }
    expect(asked).toEqual([]);
  });
});
