import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type TestDatabase, testDatabases } from './support/databases.ts';
import { followTollgate, type TestHistory } from './support/history.ts';

const NEW_YORK = '+12125550123';

describe.each(testDatabases)('history in the %s database', (_mode, start) => {
  let database: TestDatabase;
  let tollgate: TestTollgate;
  let history: TestHistory;
  beforeAll(async () => {
    [database, tollgate] = await Promise.all([start(), startTollgate()]);
    history = followTollgate(tollgate, database.place);
  });
  afterAll(async () => {
    await history.service.stop();
    await tollgate.stop();
    await database.stop();
  });

  let accounts = 0;
  const account = async (parentAccountId = ''): Promise<string> => {
    const accountId = `acme-${++accounts}`;
    const parent = parentAccountId === '' ? {} : { parentAccountId, fundedBy: 'FUNDED_BY_PARENT' as const };
    await tollgate.client.createAccount({ accountId, ...parent });
    await tollgate.client.addCredit({ accountId, amountMilliCents: 500_000, idempotencyKey: 'deposit' }).catch(() => 0);
    return accountId;
  };
  const authorize = (accountId: string, holdId: string, changes = {}) =>
    tollgate.client.authorize({
      accountId,
      holdId,
      service: 'call',
      direction: 'DIRECTION_OUTBOUND',
      to: NEW_YORK,
      gatewayId: 'sbc-1',
      subjectId: 'ann',
      ...changes,
    });

  it('has a call with who, when, where to, how long and how much', async () => {
    const accountId = await account();
    await authorize(accountId, 'h1');
    await tollgate.client.answer({ accountId, holdId: 'h1' });
    const { billingAmountMilliCents } = await tollgate.client.settle({
      accountId,
      holdId: 'h1',
      connectedSeconds: 65,
      q850Cause: 16,
    });
    const [call, ...others] = await history.calls({ accountId });
    expect(others).toEqual([]);
    expect(call).toMatchObject({
      accountId,
      payerAccountId: accountId,
      holdId: 'h1',
      subjectId: 'ann',
      service: 'call',
      direction: 'outbound',
      number: '+1******23',
      numberForm: 'masked',
      country: 'US',
      gatewayId: 'sbc-1',
      state: 'charged',
      connectedSeconds: 65,
      costMilliCents: Number(billingAmountMilliCents),
      cause: 16,
      flags: [],
    });
    expect(call?.costMilliCents).toBeGreaterThan(0);
    expect(call?.billedUnits).toBeGreaterThanOrEqual(65);
    expect(call?.reservedMilliCents).toBeGreaterThanOrEqual(call?.costMilliCents ?? 0);
    expect(call?.holdRule).not.toBe('');
    expect(call?.rateRule).not.toBe('');
    expect(call?.answeredAtMs).toBeGreaterThanOrEqual(call?.authorizedAtMs ?? Infinity);
    expect(call?.endedAtMs).toBeGreaterThanOrEqual(call?.answeredAtMs ?? Infinity);
  });

  it('follows a call from step to step', async () => {
    const accountId = await account();
    await authorize(accountId, 'h1');
    expect(await history.calls({ accountId })).toMatchObject([{ state: 'open', endedAtMs: 0, costMilliCents: 0 }]);
    await tollgate.client.answer({ accountId, holdId: 'h1' });
    expect(await history.calls({ accountId })).toMatchObject([{ state: 'answered', endedAtMs: 0 }]);
    await tollgate.client.release({ accountId, holdId: 'h1' });
    expect(await history.calls({ accountId })).toMatchObject([{ state: 'released', costMilliCents: 0 }]);
    await tollgate.client.settle({ accountId, holdId: 'h1', connectedSeconds: 30 });
    const [late] = await history.calls({ accountId });
    expect(late).toMatchObject({
      state: 'charged',
      connectedSeconds: 30,
      flags: expect.arrayContaining(['corrected']),
    });
  });

  it('has messages that were charged at once, and what was given back', async () => {
    const accountId = await account();
    const sms = { accountId, service: 'sms', direction: 'DIRECTION_OUTBOUND' as const, to: NEW_YORK, units: 2 };
    const { billingAmountMilliCents } = await tollgate.client.charge({ ...sms, idempotencyKey: 'm1', note: 'hello' });
    await tollgate.client.reverse({ accountId, chargeIdempotencyKey: 'm1', idempotencyKey: 'back' });
    const [message] = await history.calls({ accountId });
    expect(message).toMatchObject({
      holdId: '',
      chargeKey: 'm1',
      service: 'sms',
      country: 'US',
      number: '+1******23',
      state: 'charged',
      billedUnits: 2,
      costMilliCents: Number(billingAmountMilliCents),
      reversedMilliCents: Number(billingAmountMilliCents),
      flags: ['reversed'],
    });
    const notes: (string | undefined)[] = [];
    for await (const { movement } of tollgate.client.listMovements({ accountId })) notes.push(movement?.note);
    expect(notes).toContain('hello');
  });

  it('has the calls of an office with those who pay for it', async () => {
    const company = await account();
    const office = await account(company);
    await authorize(office, 'h1');
    await tollgate.client.settle({ accountId: office, holdId: 'h1', connectedSeconds: 10 });
    expect(await history.calls({ accountId: office })).toMatchObject([
      { accountId: office, payerAccountId: company, parentAccountId: company, rootAccountId: company },
    ]);
    expect(await history.calls({ accountId: company, below: true })).toHaveLength(1);
  });

  it('says how much it has and that nothing hinders it', async () => {
    expect(await history.service.methods.status()).toMatchObject({ trouble: '', lagSeconds: 0, missedEntries: 0 });
  });
});
