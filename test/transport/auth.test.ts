/** Who may do what: tokens, roles, account prefixes; certificates are in `tls.test.ts`. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { RemoteFault } from '../../src/transport/grpc/client.ts';
import type { Role } from '../../src/transport/auth.ts';
import { ROLES } from './auth-matrix.ts';
import { startFixture } from './fixture.ts';

const tokenOf = (role: Role) => `token-of-${role}-0123456789`;
const SCOPED = 'token-of-tenant-a-0123456789';
const SCOPED_ADMIN = 'token-of-admin-a-0123456789';

const fixture = await startFixture({
  auth: {
    tokens: [
      ...ROLES.map((role) => ({ name: role, token: tokenOf(role), role })),
      { name: 'tenant-a', token: SCOPED, role: 'gateway', accountPrefix: 'a-' },
      { name: 'admin-a', token: SCOPED_ADMIN, role: 'admin', accountPrefix: 'a-' },
    ],
  },
});
afterAll(() => fixture.stop());
beforeEach(() => {
  fixture.asked.length = 0;
});

test.each([
  ['no token', undefined, 'TOKEN_REQUIRED'],
  ['a wrong token', 'token-of-nobody-0123456789', 'TOKEN_UNKNOWN'],
  ['a prefix of a token', tokenOf('admin').slice(0, -1), 'TOKEN_UNKNOWN'],
  ['what is no token at all', 'two words', 'TOKEN_REQUIRED'],
])('%s is UNAUTHENTICATED, and nothing behind is asked', async (_name, token, reason) => {
  const fault = await faultOf(fixture.connect({ token }).authorize({ accountId: 'a-1', holdId: 'h', direction: 1 }));
  expect(fault).toMatchObject({ code: 'unauthenticated', reason });
  expect(fixture.asked).toEqual([]);
});

describe('a token that is limited to some accounts', () => {
  const client = fixture.connect({ token: SCOPED });
  const admin = fixture.connect({ token: SCOPED_ADMIN });

  test('reaches its own accounts', async () => {
    expect(await faultOf(client.authorize({ accountId: 'a-1', holdId: 'h', direction: 1, to: '+1' }))).toBeUndefined();
  });

  test.each(['b-1', 'A-1', 'a', '', 'a b'])('does not reach %j', async (accountId) => {
    const fault = await faultOf(client.authorize({ accountId, holdId: 'h', direction: 1, to: '+1' }));
    expect(fault).toMatchObject({ code: 'permission_denied', reason: 'ACCOUNT_NOT_IN_SCOPE' });
    expect(await faultOf(client.getAccount({ accountId }))).toMatchObject({ code: 'permission_denied' });
    expect(fixture.asked).toEqual([]);
  });

  test("has its own holds tried again that could not be ended, and nobody else's", async () => {
    expect(await faultOf(admin.retryAsideHolds({ all: true }))).toMatchObject({ reason: 'SCOPE_NOT_ALLOWED' });
    expect(await faultOf(admin.retryAsideHolds({ accountId: 'b-1', holdId: 'h' }))).toMatchObject({
      reason: 'ACCOUNT_NOT_IN_SCOPE',
    });
    expect(fixture.asked).toEqual([]);
    expect(await faultOf(admin.retryAsideHolds({ accountId: 'a-1', holdId: 'h' }))).toBeUndefined();
  });

  test('cannot hang an account below one of somebody else', async () => {
    const fault = await faultOf(admin.createAccount({ accountId: 'a-2', parentAccountId: 'b-1' }));
    expect(fault).toMatchObject({ code: 'permission_denied', reason: 'ACCOUNT_NOT_IN_SCOPE' });
    expect(await faultOf(admin.createAccount({ accountId: 'a-2', parentAccountId: 'a-1' }))).toBeUndefined();
  });

  test("adds credit to its own accounts only, also with the role (rule OC-12: an account's own admins)", async () => {
    const credit = { amountMilliCents: 100, idempotencyKey: 'k' };
    for (const call of [admin.addCredit, admin.adjustBalance]) {
      expect(await faultOf(call({ accountId: 'b-1', ...credit }))).toMatchObject({ reason: 'ACCOUNT_NOT_IN_SCOPE' });
    }
    expect(fixture.asked).toEqual([]);
    expect(await faultOf(client.addCredit({ accountId: 'a-1', ...credit }))).toMatchObject({
      reason: 'ROLE_NOT_ALLOWED',
    });
    expect(await faultOf(admin.addCredit({ accountId: 'a-1', ...credit }))).toBeUndefined();
    expect(fixture.asked).toHaveLength(1);
    const inBody = { account_id: 'a-1', amount_milli_cents: 100, idempotency_key: 'k' };
    const bearer = { authorization: `Bearer ${SCOPED_ADMIN}` };
    expect((await fixture.call('POST', '/v1/accounts/b-1/credit', inBody, bearer)).status).toBe(403);
    expect(fixture.asked).toHaveLength(1);
  });

  test("cannot let a parent pay afterwards, because the parent may be somebody else's", async () => {
    const fault = await faultOf(admin.updateAccount({ accountId: 'a-1', fundedBy: 'FUNDED_BY_PARENT' }));
    expect(fault).toMatchObject({ code: 'permission_denied', reason: 'SCOPE_NOT_ALLOWED' });
    expect(await faultOf(admin.updateAccount({ accountId: 'a-1', fundedBy: 'FUNDED_BY_SELF' }))).toBeUndefined();
  });

  test('sets and sees subjects of its own accounts only', async () => {
    for (const call of [admin.setSubject, admin.getSubject, admin.deleteSubject]) {
      const fault = await faultOf(call({ accountId: 'b-1', subjectId: 'a-1' }));
      expect(fault).toMatchObject({ reason: 'ACCOUNT_NOT_IN_SCOPE' });
      expect(await faultOf(call({ accountId: 'a-1', subjectId: 'b-1' }))).toBeUndefined();
    }
    expect(await faultOf(admin.listSubjects({ accountId: 'b-1' }))).toMatchObject({ reason: 'ACCOUNT_NOT_IN_SCOPE' });
  });

  test('sees the catalog, and cannot act on everybody', async () => {
    expect(await faultOf(admin.getCatalog({}))).toBeUndefined();
    expect(await faultOf(admin.reloadCatalog({}))).toMatchObject({
      code: 'permission_denied',
      reason: 'SCOPE_NOT_ALLOWED',
    });
  });
});

describe('an emergency call (rule G-3)', () => {
  const emergency = { accountId: 'b-1', holdId: 'h', direction: 1, to: '911' } as const;

  test('passes for a caller who may not authorize at all, and for an account out of reach', async () => {
    for (const token of [tokenOf('viewer'), SCOPED]) {
      expect(await fixture.connect({ token }).authorize(emergency)).toMatchObject({ reason: 'EMERGENCY' });
    }
  });

  test('is refused to a caller who is nobody, and the log says so as an error', async () => {
    fixture.lines.length = 0;
    expect(await faultOf(fixture.client.authorize(emergency))).toMatchObject({ code: 'unauthenticated' });
    expect(fixture.lines).toContainEqual(expect.objectContaining({ level: 'error', method: 'Authorize' }));
    const batch = { accountId: 'b-1', recipients: [{ holdId: 'h', to: '911' }] };
    expect(await faultOf(fixture.client.authorizeBatch(batch))).toMatchObject({ code: 'unauthenticated' });
    expect(fixture.lines).toContainEqual(expect.objectContaining({ level: 'error', method: 'AuthorizeBatch' }));
  });

  test('in a batch passes where the batch may not, and takes no other recipient along', async () => {
    fixture.asked.length = 0;
    const recipients = [
      { holdId: 'm', to: '+12025550134' },
      { holdId: 'sos', to: '911' },
    ];
    const batch = { accountId: 'b-1', service: 'sms', direction: 1, recipients } as const;
    for (const [token, reason] of [
      [tokenOf('viewer'), 'ROLE_NOT_ALLOWED'],
      [SCOPED, 'ACCOUNT_NOT_IN_SCOPE'],
    ] as const) {
      const { results } = await fixture.connect({ token }).authorizeBatch({ ...batch, recipients: [...recipients] });
      expect(results).toMatchObject([
        { fault: { code: 'PERMISSION_DENIED', reason } },
        { decision: { reason: 'EMERGENCY' } },
      ]);
    }
    expect(fixture.asked).toEqual([]);
    const alone = { ...batch, recipients: recipients.slice(0, 1) };
    expect(await faultOf(fixture.connect({ token: SCOPED }).authorizeBatch(alone))).toMatchObject({
      reason: 'ACCOUNT_NOT_IN_SCOPE',
    });
  });
});

describe('over HTTP', () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const body = { account_id: 'a-1', hold_id: 'h', direction: 'outbound', to: '+1' };

  test('the same tokens count', async () => {
    expect((await fixture.call('POST', '/v1/authorize', body, bearer(tokenOf('gateway')))).status).toBe(200);
    const denied = await fixture.call('POST', '/v1/authorize', body, bearer(tokenOf('viewer')));
    expect(denied.status).toBe(403);
    expect(denied.body.error).toMatchObject({ code: 'PERMISSION_DENIED', reason: 'ROLE_NOT_ALLOWED' });
    const nobody = await fixture.call('POST', '/v1/authorize', body);
    expect(nobody.status).toBe(401);
    expect(nobody.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('probes are open, metrics are for who may look at all accounts', async () => {
    expect((await fixture.call('GET', '/livez')).status).toBe(200);
    expect((await fixture.call('GET', '/readyz')).status).toBe(503);
    expect((await fixture.call('GET', '/metrics')).status).toBe(401);
    for (const role of ['viewer', 'admin'] as const) {
      const answer = await fixture.call('GET', '/metrics', undefined, bearer(tokenOf(role)));
      expect(answer.status).toBe(200);
      expect(answer.text).toContain('tollgate_build_info');
    }
    for (const role of ['gateway', 'billing'] as const) {
      const answer = await fixture.call('GET', '/metrics', undefined, bearer(tokenOf(role)));
      expect(answer.status).toBe(403);
      expect(answer.body.error).toMatchObject({ reason: 'ROLE_NOT_ALLOWED' });
    }
    const tenant = await fixture.call('GET', '/metrics', undefined, bearer(SCOPED_ADMIN));
    expect(tenant.status).toBe(403);
    expect(tenant.text).not.toContain('tollgate_');
    expect(tenant.body.error).toMatchObject({ reason: 'SCOPE_NOT_ALLOWED' });
    expect((await fixture.call('GET', '/metrics', undefined, bearer('nobodys'))).status).toBe(401);
  });

  test('a prefix in the path is checked, also when it is percent-encoded', async () => {
    expect((await fixture.call('GET', '/v1/accounts/%61-1', undefined, bearer(SCOPED))).status).toBe(200);
    expect((await fixture.call('GET', '/v1/accounts/%62-1', undefined, bearer(SCOPED))).status).toBe(403);
  });
});

test('what people change leaves a line with who did it, and no token', async () => {
  fixture.lines.length = 0;
  await fixture
    .connect({ token: tokenOf('billing') })
    .addCredit({ accountId: 'a-1', amountMilliCents: 1, idempotencyKey: 'k' });
  expect(fixture.lines).toContainEqual(
    expect.objectContaining({ level: 'info', method: 'AddCredit', caller: 'billing', account_id: 'a-1' }),
  );
  expect(JSON.stringify(fixture.lines)).not.toContain('token-of');
});

async function faultOf(call: Promise<unknown>): Promise<RemoteFault | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof RemoteFault) return error;
    throw error;
  }
}
