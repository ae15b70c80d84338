import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { copyOf, DEFAULT_CATALOG } from './support/catalogs.ts';
import { accountWith, newId, outbound, standingOf } from './support/traffic.ts';

/** No hold, no charge, a day of grant, whatever the account has. */
const allowed = {
  decision: 'DECISION_ALLOW',
  reason: 'EMERGENCY',
  numberClass: 'emergency',
  grantedSeconds: '86400',
  holdMilliCents: '0',
  sipStatus: 0,
};

/** Answers, extends, settles and releases a call that was authorized with this token. */
async function carryToTheEnd(client: TollgateClient, accountId: string, holdId: string, settleToken: string) {
  const call = { accountId, holdId, settleToken };
  expect(await client.answer(call)).toMatchObject({ grantedSeconds: '86400', holdMilliCents: '0' });
  expect(await client.extend({ ...call, connectedSeconds: 60, sequence: 1 })).toMatchObject({
    decision: 'DECISION_ALLOW',
    grantedSeconds: '86400',
  });
  expect(await client.settle({ ...call, connectedSeconds: 90 })).toMatchObject({
    reservationStatus: 'RESERVATION_STATUS_SETTLED',
    billingAmountMilliCents: '0',
  });
  expect(await client.release(call)).toMatchObject({ billingAmountMilliCents: '0' });
}

describe('an emergency call', () => {
  let tollgate: TestTollgate;
  let client: TollgateClient;
  beforeAll(async () => {
    tollgate = await startTollgate();
    client = tollgate.client;
  });
  afterAll(() => tollgate.stop());

  it.each(['911', '112', '+1911', '1 911', '9-1-1', '*67911', 'urn:service:sos.fire'])(
    'G-3 is allowed as %s at zero balance',
    async (to) => {
      const accountId = await accountWith(client, 0);
      const answer = await client.authorize(outbound(accountId, 'sos', { to }));
      expect(answer).toMatchObject(allowed);
      await carryToTheEnd(client, accountId, 'sos', answer.settleToken);
      expect(await standingOf(client, accountId)).toEqual([0, 0, 0, 0]);
    },
  );

  it('G-3 leaves one line in the log and one count, and no whole number', async () => {
    await client.authorize(outbound('nobody', 'logged-sos', { to: '+1911' }));
    const lines = tollgate.logs.filter((line) => line['hold_id'] === 'logged-sos');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ decision: 'allow', reason: 'EMERGENCY', account_id: 'nobody' });
    expect(JSON.stringify(lines)).not.toContain('911');
  });

  it('G-3 is allowed below zero, and while every other call is denied', async () => {
    const accountId = await accountWith(client, -100_000);
    expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({ reason: 'ZERO_BALANCE' });
    expect(await client.authorize(outbound(accountId, 'sos', { to: '911' }))).toMatchObject(allowed);
  });

  it.each(['ACCOUNT_STATE_SUSPENDED', 'ACCOUNT_STATE_CLOSED'] as const)(
    'G-3 is allowed for an account in %s',
    async (state) => {
      const accountId = await accountWith(client, 500_000);
      await client.updateAccount({ accountId, state });
      expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({ decision: 'DECISION_DENY' });
      const answer = await client.authorize(outbound(accountId, 'sos', { to: '911' }));
      expect(answer).toMatchObject(allowed);
      await carryToTheEnd(client, accountId, 'sos', answer.settleToken);
      expect(await standingOf(client, accountId)).toEqual([500_000, 0, 500_000, 0]);
    },
  );

  it('G-3 is allowed for an account that nobody knows', async () => {
    const accountId = newId('nobody');
    const answer = await client.authorize(outbound(accountId, 'sos', { to: '911' }));
    expect(answer).toMatchObject(allowed);
    await carryToTheEnd(client, accountId, 'sos', answer.settleToken);
  });

  it.each([
    ['no fields but the number', { direction: 'DIRECTION_UNSPECIFIED', from: '' }],
    ['a direction that does not exist', { direction: 77 as unknown as 'DIRECTION_OUTBOUND' }],
    ['a service that does not exist', { service: 'smoke signals' }],
    ['a negative duration', { requestedSeconds: -5 }],
    ['a duration beyond every bound', { requestedSeconds: '9223372036854775807' }],
    ['control characters in other fields', { from: '\u0000\u0007', subjectId: 'a b{}', gatewayId: '\n' }],
    ['a long text and units at once', { text: 'x'.repeat(100_000), segments: 5_000, units: -1 }],
  ] as const)('G-3 is allowed with %s', async (_, fields) => {
    expect(await client.authorize(outbound('', '', { ...fields, to: '911' }))).toMatchObject(allowed);
    expect(await client.authorize(outbound('not an id!', 'ü ü', { ...fields, to: '911' }))).toMatchObject(allowed);
  });

  it('G-3 is allowed after a release under its id, and twice', async () => {
    const accountId = await accountWith(client, 0);
    await client.release({ accountId, holdId: 'sos' });
    const request = outbound(accountId, 'sos', { to: '911' });
    expect(await client.authorize(request)).toMatchObject(allowed);
    expect(await client.authorize(request)).toMatchObject(allowed);
  });

  it('G-3 has a token that frees no other call', async () => {
    const accountId = await accountWith(client, 500_000);
    const { settleToken } = await client.authorize(outbound(accountId, 'sos', { to: '911' }));
    await client.authorize(outbound(accountId, 'c'));
    const settled = await client.settle({ accountId, holdId: 'c', connectedSeconds: 65, settleToken });
    expect(settled).toMatchObject({ billingAmountMilliCents: '5417' });
    expect(await standingOf(client, accountId)).toEqual([494_583, 0, 494_583, 0]);
  });

  it('G-3 is outbound only: a call from 911 is no emergency call', async () => {
    const accountId = await accountWith(client, 500_000);
    const call = outbound(accountId, 'c', { direction: 'DIRECTION_INBOUND', from: '911', to: '+12025550100' });
    expect((await client.authorize(call)).reason).toBe('');
  });
});

describe('an emergency call while the catalog is broken', () => {
  it('G-3 is allowed, and so are numbers that the catalog adds', async () => {
    const catalog = copyOf(DEFAULT_CATALOG);
    catalog.edit('catalog.yaml', "['988', '933']", "['988', '933', '9911']");
    const changed = await startTollgate({
      catalog: catalog.directory,
      env: { TOLLGATE_CATALOG_WATCH: 'false' },
    });
    const { client } = changed;
    try {
      catalog.write('catalog.yaml', 'name: [');
      catalog.write('rates.yaml', '');
      expect(await client.reloadCatalog({})).toMatchObject({ check: { ok: false, inForce: false } });
      const accountId = await accountWith(client, 0);
      expect(await client.authorize(outbound(accountId, 'sos', { to: '911' }))).toMatchObject(allowed);
      expect(await client.authorize(outbound(accountId, 'site', { to: '9911' }))).toMatchObject(allowed);
    } finally {
      await changed.stop();
    }
  });
});

describe.runIf(hasNativeServer)('an emergency call while Redis is away', () => {
  it('G-3 is allowed, answered, extended, settled and released', async () => {
    const server = await startRedisServer();
    const changed = await startTollgate({ env: { REDIS_URL: server.url } });
    const { client } = changed;
    try {
      const accountId = await accountWith(client, 500_000);
      await server.stop();
      await expect(client.authorize(outbound(accountId, 'c'))).rejects.toMatchObject({
        code: 'unavailable',
        retryable: true,
      });
      const answer = await client.authorize(outbound(accountId, 'sos', { to: '911' }), { deadlineMs: 500 });
      expect(answer).toMatchObject(allowed);
      await carryToTheEnd(client, accountId, 'sos', answer.settleToken);
      const unknown = await client.authorize(outbound(newId('unknown'), 'sos', { to: '112' }), { deadlineMs: 500 });
      expect(unknown).toMatchObject(allowed);
    } finally {
      await changed.stop();
      await server.stop();
    }
  });
});
