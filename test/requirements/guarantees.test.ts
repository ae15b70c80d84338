import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { copyOf, DEFAULT_CATALOG } from './support/catalogs.ts';
import { accountWith, inbound, newId, outbound, standingOf } from './support/traffic.ts';

// The default catalog: $0.05 a minute, so a call of at most 3,600 s holds 300,000 milli-cents; a message costs 1,000.
let tollgate: TestTollgate;
let client: TollgateClient;
beforeAll(async () => {
  tollgate = await startTollgate();
  client = tollgate.client;
});
afterAll(() => tollgate.stop());

const differently = { code: 'already_exists', reason: 'CONFLICT' };

describe('many at once', () => {
  it('G-1 thirty calls on credit for one: exactly one is allowed', async () => {
    const accountId = await accountWith(client, 500_000);
    const ids = Array.from({ length: 30 }, (_, n) => `c${n}`);
    const answers = await Promise.all(ids.map((id) => client.authorize(outbound(accountId, id))));
    expect(answers.filter(({ decision }) => decision === 'DECISION_ALLOW')).toHaveLength(1);
    expect(answers.filter(({ reason }) => reason === 'INSUFFICIENT_CREDIT')).toHaveLength(29);
    expect(await standingOf(client, accountId)).toEqual([500_000, 300_000, 200_000, 1]);
  });

  it('G-1 ten thousand calls on credit for ten: exactly ten are allowed, none fails', { timeout: 60_000 }, async () => {
    const accountId = await accountWith(client, 3_000_000);
    const counts: Record<string, number> = {};
    let next = 0;
    const callAfterCall = async (): Promise<void> => {
      while (next < 10_000) {
        const holdId = `c${(next += 1)}`;
        const outcome = await client.authorize(outbound(accountId, holdId)).then(
          ({ decision, reason }) => `${decision} ${reason}`,
          (error: Error) => `ERROR ${error.message}`,
        );
        counts[outcome] = (counts[outcome] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: 100 }, callAfterCall));
    expect(counts).toEqual({ 'DECISION_ALLOW ': 10, 'DECISION_DENY INSUFFICIENT_CREDIT': 9_990 });
    expect(await standingOf(client, accountId)).toEqual([3_000_000, 3_000_000, 0, 10]);
  });

  it('G-1 thirty charges and calls together never take more than there is', async () => {
    const accountId = await accountWith(client, 305_000);
    const call = client.authorize(outbound(accountId, 'c'));
    const charges = Array.from({ length: 30 }, (_, n) =>
      client.charge({ accountId, service: 'sms', to: '+14155550123', segments: 1, idempotencyKey: `m${n}` }),
    );
    const allowed = (await Promise.all(charges)).filter(({ decision }) => decision === 'DECISION_ALLOW').length;
    const held = (await call).decision === 'DECISION_ALLOW' ? 300_000 : 0;
    const [balance, heldNow, available] = await standingOf(client, accountId);
    expect([balance, heldNow]).toEqual([305_000 - 1_000 * allowed, held]);
    expect(available).toBe(305_000 - 1_000 * allowed - held);
    expect(available).toBeGreaterThanOrEqual(0);
    // The call leaves credit for five messages; without it all thirty are paid.
    expect(allowed).toBe(held === 0 ? 30 : 5);
  });
});

describe('the same request twice', () => {
  it('G-2 authorize reserves once; another call under its id is refused', async () => {
    const accountId = await accountWith(client, 900_000);
    const first = await client.authorize(outbound(accountId, 'c', { gatewayId: 'one' }));
    const again = await client.authorize(outbound(accountId, 'c', { gatewayId: 'two' }));
    expect(again).toMatchObject({ decision: 'DECISION_ALLOW', replayed: true, holdMilliCents: '300000' });
    expect(again.grantedSeconds).toBe(first.grantedSeconds);
    // The same number written in another way is the same number.
    const spelled = await client.authorize(outbound(accountId, 'c', { to: '+1 (415) 555-0123' }));
    expect(spelled.replayed).toBe(true);
    for (const changes of [
      { to: '+14155550124' },
      { from: '+12025550101' },
      { subjectId: 'someone' },
      { parentHoldId: 'other' },
      { requestedSeconds: 600 },
      { direction: 'DIRECTION_INBOUND' },
    ] as const) {
      await expect(client.authorize(outbound(accountId, 'c', changes))).rejects.toMatchObject(differently);
    }
    expect(await standingOf(client, accountId)).toEqual([900_000, 300_000, 600_000, 1]);
  });

  it('G-2 answer starts the billable time once', async () => {
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'c'));
    const first = await client.answer({ accountId, holdId: 'c' });
    const answeredAtMs = async () => (await client.listHolds({ accountId, holdId: 'c' })).holds[0]?.answeredAtMs;
    const at = await answeredAtMs();
    expect(await client.answer({ accountId, holdId: 'c' })).toEqual({ ...first, replayed: true });
    expect(await answeredAtMs()).toBe(at);
    expect(await standingOf(client, accountId)).toEqual([500_000, 300_000, 200_000, 1]);
  });

  it('G-2 extend grants once per sequence number', async () => {
    const catalog = copyOf(DEFAULT_CATALOG);
    catalog.edit('holds.yaml', 'reserve: all', 'reserve: { initial_seconds: 60, extend_seconds: 60 }');
    const stepwise = await startTollgate({ catalog: catalog.directory });
    try {
      const { client: c } = stepwise;
      const accountId = await accountWith(c, 500_000);
      expect(await c.authorize(outbound(accountId, 'c'))).toMatchObject({
        holdMilliCents: '5000',
        grantedSeconds: '60',
      });
      const request = { accountId, holdId: 'c', connectedSeconds: 2, sequence: 1 };
      const first = await c.extend(request);
      expect(first).toMatchObject({ decision: 'DECISION_ALLOW', grantedSeconds: '120', holdMilliCents: '10000' });
      expect(await c.extend(request)).toEqual({ ...first, replayed: true });
      await expect(c.extend({ ...request, connectedSeconds: 3 })).rejects.toMatchObject(differently);
      await c.extend({ ...request, sequence: 2 });
      await expect(c.extend(request)).rejects.toMatchObject({ code: 'failed_precondition' });
      expect(await standingOf(c, accountId)).toEqual([500_000, 10_000, 490_000, 1]);
    } finally {
      await stepwise.stop();
    }
  });

  it('G-2 settle charges once; another quantity is refused with the first result', async () => {
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'c'));
    const request = { accountId, holdId: 'c', connectedSeconds: 65, durationSeconds: 70 };
    const first = await client.settle(request);
    expect(await client.settle({ ...request, durationSeconds: 99 })).toEqual({ ...first, replayed: true });
    await expect(client.settle({ ...request, connectedSeconds: 66 })).rejects.toMatchObject({
      ...differently,
      details: {
        metadata: {
          reservation_status: 'settled',
          billed_duration_seconds: '65',
          billing_amount_milli_cents: '5417',
        },
      },
    });
    const { holdMilliCents: _, ...ended } = first;
    expect(await client.release({ accountId, holdId: 'c' })).toEqual({ ...ended, replayed: true });
    await expect(client.authorize(outbound(accountId, 'c'))).rejects.toMatchObject({ reason: 'HOLD_ENDED' });
    expect(await standingOf(client, accountId)).toEqual([494_583, 0, 494_583, 0]);
  });

  it('G-2 release frees once', async () => {
    const accountId = await accountWith(client, 500_000);
    await client.authorize(outbound(accountId, 'c'));
    const first = await client.release({ accountId, holdId: 'c', q850Cause: 17 });
    expect(first).toMatchObject({ releasedMilliCents: '300000', replayed: false });
    expect(await client.release({ accountId, holdId: 'c', q850Cause: 16 })).toEqual({ ...first, replayed: true });
    expect(await standingOf(client, accountId)).toEqual([500_000, 0, 500_000, 0]);
  });

  it('G-2 charge takes once per key', async () => {
    const accountId = await accountWith(client, 500_000);
    const request = { accountId, service: 'sms', to: '+14155550123', text: 'hello', idempotencyKey: 'm' };
    const first = await client.charge(request);
    expect(first).toMatchObject({ billingAmountMilliCents: '1000', balanceMilliCents: '499000', replayed: false });
    expect(await client.charge({ ...request, note: 'retried' })).toEqual({ ...first, replayed: true });
    await expect(client.charge({ ...request, text: 'Hello' })).rejects.toMatchObject(differently);
    await expect(client.charge({ ...request, to: '+14155550124' })).rejects.toMatchObject(differently);
    expect(await standingOf(client, accountId)).toEqual([499_000, 0, 499_000, 0]);
  });

  it('G-2 credit and adjustments are posted once per key', async () => {
    const accountId = await accountWith(client, 500_000);
    const credit = { accountId, amountMilliCents: 100_000, idempotencyKey: 'k' };
    const first = await client.addCredit(credit);
    expect(first).toMatchObject({ balanceMilliCents: '600000', replayed: false });
    expect(await client.addCredit({ ...credit, note: 'again' })).toEqual({ ...first, replayed: true });
    await expect(client.addCredit({ ...credit, amountMilliCents: 100_001 })).rejects.toMatchObject(differently);
    await expect(client.adjustBalance(credit)).rejects.toMatchObject(differently);
    const adjustment = { accountId, amountMilliCents: -50_000, idempotencyKey: 'j' };
    const taken = await client.adjustBalance(adjustment);
    expect(await client.adjustBalance(adjustment)).toEqual({ ...taken, replayed: true });
    await expect(client.adjustBalance({ ...adjustment, amountMilliCents: 50_000 })).rejects.toMatchObject(differently);
    expect(await standingOf(client, accountId)).toEqual([550_000, 0, 550_000, 0]);
  });

  it('G-2 an account is created once, with its signup credit', async () => {
    const request = { accountId: newId('once'), timeZone: 'Europe/Berlin', seats: 3 };
    const first = await client.createAccount(request);
    await client.addCredit({ accountId: request.accountId, amountMilliCents: 1, idempotencyKey: 'k' });
    const again = await client.createAccount(request);
    expect(again).toMatchObject({
      account: { balanceMilliCents: '500001', createdAtMs: first.account?.createdAtMs },
      replayed: true,
    });
    await expect(client.createAccount({ ...request, seats: 4 })).rejects.toMatchObject(differently);
    expect(await standingOf(client, request.accountId)).toEqual([500_001, 0, 500_001, 0]);
  });
});

describe('a change of prices', () => {
  it('G-4 touches the next call and never one that is up', async () => {
    const catalog = copyOf(DEFAULT_CATALOG);
    const changed = await startTollgate({
      catalog: catalog.directory,
      env: { TOLLGATE_CATALOG_WATCH: 'false' },
    });
    const { client: c } = changed;
    try {
      const accountId = await accountWith(c, 2_000_000);
      const before = await c.authorize(outbound(accountId, 'before'));
      await c.answer({ accountId, holdId: 'before' });
      catalog.edit(
        'rates.yaml',
        "direction: outbound }\n    per_minute: '0.05'",
        "direction: outbound }\n    per_minute: '0.10'",
      );
      const version = (await c.reloadCatalog({})).check?.version;
      const after = await c.authorize(outbound(accountId, 'after'));
      expect(after).toMatchObject({
        holdMilliCents: '600000',
        terms: { perMinuteMilliCents: '10000', catalogVersion: version },
      });
      expect(after.terms?.catalogVersion).not.toBe(before.terms?.catalogVersion);
      // The old call is asked for again, extended and settled at its own price: 65 s cost 5,416.67.
      expect(await c.authorize(outbound(accountId, 'before'))).toMatchObject({
        replayed: true,
        holdMilliCents: '300000',
        terms: before.terms,
      });
      await c.extend({ accountId, holdId: 'before', connectedSeconds: 2, sequence: 1 });
      const settled = (holdId: string) => c.settle({ accountId, holdId, connectedSeconds: 65 });
      expect(await settled('before')).toMatchObject({ billingAmountMilliCents: '5417' });
      // 65 s at $0.10 a minute cost 10,833.33.
      expect(await settled('after')).toMatchObject({ billingAmountMilliCents: '10834' });
      expect(await standingOf(c, accountId)).toEqual([1_983_749, 0, 1_983_749, 0]);
    } finally {
      await changed.stop();
    }
  });

  it('G-4 the price of a free inbound call stays free', async () => {
    const accountId = await accountWith(client, 0);
    expect(await client.authorize(inbound(accountId, 'c'))).toMatchObject({
      decision: 'DECISION_ALLOW',
      holdMilliCents: '0',
    });
    expect(await client.settle({ accountId, holdId: 'c', connectedSeconds: 600 })).toMatchObject({
      reservationStatus: 'RESERVATION_STATUS_SETTLED',
      billingAmountMilliCents: '0',
    });
    expect(await standingOf(client, accountId)).toEqual([0, 0, 0, 0]);
  });
});
