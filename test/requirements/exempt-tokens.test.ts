/** The token of an emergency or shadow call: it owes nothing, and hides no hold. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { DAY_MS, metric, orphans, signer, tokenEnv } from './support/tokens.ts';
import { accountWith, newId, outbound, standingOf } from './support/traffic.ts';

/** 65 seconds at $0.05 a minute. */
const CHARGED = { reservationStatus: 'RESERVATION_STATUS_SETTLED', billingAmountMilliCents: '5417' };
const NOTHING = { billingAmountMilliCents: '0' };

describe('an exempt token', () => {
  let tollgate: TestTollgate;
  let client: TollgateClient;
  beforeAll(async () => {
    tollgate = await startTollgate({ env: tokenEnv });
    client = tollgate.client;
  });
  afterAll(() => tollgate.stop());

  /** A 911 call and a paid one under one id, in either order; the token is that of the first. */
  async function bothUnder(holdId: string, sosFirst = true) {
    const accountId = await accountWith(client, 500_000);
    const sos = () => client.authorize(outbound(accountId, holdId, { to: '911' }));
    const paid = () => client.authorize(outbound(accountId, holdId));
    if (!sosFirst) await paid();
    const { settleToken } = await sos();
    if (sosFirst) await paid();
    expect(await standingOf(client, accountId)).toEqual([500_000, 300_000, 200_000, 1]);
    return { accountId, holdId, settleToken };
  }

  it.each([true, false])('does not hide a hold that a settle charges (911 first: %s)', async (sosFirst) => {
    const call = await bothUnder(newId('x'), sosFirst);
    expect(await client.settle({ ...call, connectedSeconds: 65 })).toMatchObject({ ...CHARGED, replayed: false });
    expect(await standingOf(client, call.accountId)).toEqual([494_583, 0, 494_583, 0]);
    expect(await client.settle({ ...call, connectedSeconds: 65 })).toMatchObject({ ...CHARGED, replayed: true });
    await expect(client.settle({ ...call, connectedSeconds: 66 })).rejects.toMatchObject({ reason: 'CONFLICT' });
  });

  it('does not hide a hold that an answer and an extend are about', async () => {
    const call = await bothUnder(newId('x'));
    expect(await client.answer(call)).toMatchObject({ grantedSeconds: '3600', holdMilliCents: '300000' });
    expect(await client.extend({ ...call, connectedSeconds: 2, sequence: 1 })).toMatchObject({
      grantedSeconds: '3600',
      holdMilliCents: '300000',
    });
    await expect(client.extend({ ...call, connectedSeconds: 3, sequence: 1 })).rejects.toMatchObject({
      reason: 'CONFLICT',
    });
    expect(await client.settle({ ...call, connectedSeconds: 65 })).toMatchObject(CHARGED);
  });

  it('does not hide a hold that a release, or a settle of nothing, gives back', async () => {
    for (const end of ['release', 'settle'] as const) {
      const call = await bothUnder(newId('x'));
      expect(await client[end]({ ...call, connectedSeconds: 0 })).toMatchObject({ releasedMilliCents: '300000' });
      expect(await standingOf(client, call.accountId)).toEqual([500_000, 0, 500_000, 0]);
    }
  });

  it('asks of a real hold what any settle asks', async () => {
    const call = await bothUnder(newId('x'));
    await expect(client.settle(call)).rejects.toMatchObject({ details: { field: 'connected_seconds' } });
    expect((await standingOf(client, call.accountId))[3]).toBe(1);
  });

  it('owes nothing where there is no hold, known account or not', async () => {
    const known = await accountWith(client, 500_000);
    for (const accountId of [known, newId('nobody')]) {
      const { settleToken } = await client.authorize(outbound(accountId, 'sos', { to: '911' }));
      const call = { accountId, holdId: 'sos', settleToken };
      expect(await client.answer(call)).toMatchObject({ grantedSeconds: '86400' });
      expect(await client.extend({ ...call, connectedSeconds: 60, sequence: 7 })).toMatchObject({
        grantedSeconds: '86400',
      });
      expect(await client.settle({ ...call, connectedSeconds: 90 })).toMatchObject({ ...CHARGED, ...NOTHING });
      expect(await client.settle(call)).toMatchObject(NOTHING);
      expect(await client.settle({ ...call, connectedSeconds: 0 })).toMatchObject(NOTHING);
      expect(await client.release(call)).toMatchObject(NOTHING);
    }
    expect(await standingOf(client, known)).toEqual([500_000, 0, 500_000, 0]);
    expect(await metric(tollgate, orphans('refused'))).toBe(0);
  });

  it('is as none when it is old', async () => {
    const accountId = await accountWith(client, 500_000);
    const at = Date.now() - 6 * DAY_MS;
    const subject = { accountId, holdId: 'old' };
    for (const kind of ['emergency', 'shadow'] as const) {
      const young = { ...subject, settleToken: signer.signExempt(kind, subject, at + 60_000) };
      expect(await client.settle({ ...young, connectedSeconds: 90 })).toMatchObject(NOTHING);
      const old = { ...subject, settleToken: signer.signExempt(kind, subject, at - 60_000) };
      for (const asked of [
        client.settle({ ...old, connectedSeconds: 90 }),
        client.answer(old),
        client.extend({ ...old, connectedSeconds: 1, sequence: 1 }),
      ]) {
        await expect(asked).rejects.toMatchObject({ code: 'failed_precondition', reason: 'TOKEN_TOO_OLD' });
      }
    }
  });
});

describe('a shadow token', () => {
  it('does not hide a hold that came after it', async () => {
    const tollgate = await startTollgate({ env: { ...tokenEnv, TOLLGATE_ENFORCEMENT_MODE: 'shadow' } });
    const { client } = tollgate;
    try {
      const accountId = await accountWith(client, 0);
      const free = await client.authorize(outbound(accountId, 'x'));
      expect(free).toMatchObject({ decision: 'DECISION_ALLOW', shadowed: true });
      expect(free.settleToken).toMatch(/^s\./);
      await client.addCredit({ accountId, amountMilliCents: 500_000, idempotencyKey: 'more' });
      expect(await client.authorize(outbound(accountId, 'x'))).toMatchObject({ holdMilliCents: '300000' });
      const call = { accountId, holdId: 'x', settleToken: free.settleToken };
      expect(await client.answer(call)).toMatchObject({ holdMilliCents: '300000' });
      expect(await client.settle({ ...call, connectedSeconds: 65 })).toMatchObject(CHARGED);
      const other = await client.authorize(outbound(await accountWith(client, 0, 'poor'), 'y'));
      const poor = { accountId: 'poor-nobody', holdId: 'y', settleToken: other.settleToken };
      await expect(client.settle({ ...poor, connectedSeconds: 1 })).rejects.toMatchObject({ code: 'not_found' });
    } finally {
      await tollgate.stop();
    }
  });
});

describe.runIf(hasNativeServer)('an exempt token while the store is away', () => {
  it('is answered soon, and a real hold under its id is settled when a slow store goes on', async () => {
    const server = await startRedisServer();
    const tollgate = await startTollgate({ env: { ...tokenEnv, REDIS_URL: server.url } });
    const { client } = tollgate;
    try {
      const accountId = await accountWith(client, 500_000);
      const { settleToken } = await client.authorize(outbound(accountId, 'x', { to: '911' }));
      await client.authorize(outbound(accountId, 'x'));
      const call = { accountId, holdId: 'x', settleToken };
      process.kill(server.pid ?? 0, 'SIGSTOP');
      setTimeout(() => process.kill(server.pid ?? 0, 'SIGCONT'), 700);
      const startedAt = performance.now();
      expect(await client.settle({ ...call, connectedSeconds: 65 })).toMatchObject(NOTHING);
      expect(performance.now() - startedAt).toBeLessThan(600);
      await expect.poll(() => standingOf(client, accountId), { timeout: 3_000 }).toEqual([494_583, 0, 494_583, 0]);

      await server.stop();
      const gone = await client.authorize(outbound(accountId, 'sos', { to: '911' }));
      const sos = { accountId, holdId: 'sos', settleToken: gone.settleToken };
      for (const asked of [
        () => client.answer(sos),
        () => client.extend({ ...sos, connectedSeconds: 60, sequence: 1 }),
        () => client.settle({ ...sos, connectedSeconds: 90 }),
        () => client.release(sos),
      ]) {
        const askedAt = performance.now();
        await asked();
        expect(performance.now() - askedAt).toBeLessThan(900);
      }
      const old = signer.signExempt('emergency', sos, Date.now() - 7 * DAY_MS);
      // It proves nothing, so that a hold under its id is to be settled as without one.
      expect(await client.settle({ ...sos, settleToken: old, connectedSeconds: 90 })).toMatchObject({ queued: true });
    } finally {
      await tollgate.stop();
      await server.stop();
    }
  });
});
