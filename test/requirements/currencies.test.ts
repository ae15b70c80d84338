import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type CatalogCopy, copyOf, DEFAULT_CATALOG } from './support/catalogs.ts';
import { accountOf, accountWith, newId, outbound, standingOf } from './support/traffic.ts';

const NOT_A_NUMBER = '12';

/** Two sidecars over one store: one counts in euros, where the accounts are opened, the other in dollars. */
let catalog: CatalogCopy;
let inEuros: TestTollgate;
let inDollars: TestTollgate;
let euros: TollgateClient;
let dollars: TollgateClient;
beforeAll(async () => {
  catalog = copyOf(DEFAULT_CATALOG, afterAll);
  catalog.edit('catalog.yaml', 'currency: USD', 'currency: EUR');
  inEuros = await startTollgate({ catalog: catalog.directory, env: { TOLLGATE_CATALOG_WATCH: 'false' } });
  inDollars = await startTollgate({ env: { TOLLGATE_REDIS_PREFIX: inEuros.settings.redis.prefix } });
  euros = inEuros.client;
  dollars = inDollars.client;
});
afterAll(() => Promise.all([inEuros.stop(), inDollars.stop()]));

describe('an account of another currency than the catalog', () => {
  it('is denied by every verb that admits, and nothing is taken', async () => {
    const accountId = await accountWith(euros, 500_000);
    const denied = {
      decision: 'DECISION_DENY',
      reason: 'CURRENCY_MISMATCH',
      message: 'Calls refused. The account counts in EUR, and prices are in USD.',
      shortfallMilliCents: '0',
      accountStatus: 'ACCOUNT_STATUS_RED',
    };
    expect(await dollars.authorize(outbound(accountId, 'c'))).toMatchObject({
      ...denied,
      sipStatus: 403,
      q850Cause: 21,
    });
    expect(await dollars.quote(outbound(accountId, 'c'))).toMatchObject(denied);
    const charge = { accountId, service: 'call', from: '+12025550100', to: '+14155550123', units: 60 };
    expect(await dollars.charge(charge)).toMatchObject(denied);
    const { results } = await dollars.authorizeBatch({
      accountId,
      service: 'sms',
      direction: 'DIRECTION_OUTBOUND',
      from: '+12025550100',
      text: 'hello',
      recipients: [{ holdId: 'm', to: '+14155550123' }],
    });
    const words = 'Messages refused. The account counts in EUR, and prices are in USD.';
    expect(JSON.stringify(results)).toContain('"CURRENCY_MISMATCH"');
    expect(JSON.stringify(results)).toContain(words);
    expect(await standingOf(euros, accountId)).toEqual([500_000, 0, 500_000, 0]);
    expect(await accountOf(dollars, accountId)).toMatchObject({ currency: 'EUR', accountStatus: 'ACCOUNT_STATUS_RED' });
    expect(await dollars.authorize(outbound(accountId, 'e', { to: '911' }))).toMatchObject({ reason: 'EMERGENCY' });
  });

  it('is told so after the states of the accounts, and before what the number says', async () => {
    const foreign = await accountWith(euros, 0);
    const reasonFor = async (accountId: string): Promise<string> =>
      (await dollars.authorize(outbound(accountId, 'c', { to: NOT_A_NUMBER }))).reason;
    expect(await reasonFor(foreign)).toBe('CURRENCY_MISMATCH');
    await euros.updateAccount({ accountId: foreign, state: 'ACCOUNT_STATE_SUSPENDED' });
    expect(await reasonFor(foreign)).toBe('ACCOUNT_SUSPENDED');
    await euros.updateAccount({ accountId: foreign, state: 'ACCOUNT_STATE_CLOSED', force: true });
    expect(await reasonFor(foreign)).toBe('ACCOUNT_CLOSED');
    expect(await reasonFor(await accountWith(dollars, 0))).toBe('NUMBER_INVALID');
  });

  it('goes on with the calls that are open, and they settle at the price of their beginning', async () => {
    const accountId = await accountWith(euros, 500_000);
    const { settleToken } = await euros.authorize(outbound(accountId, 'open', { requestedSeconds: 60 }));
    await dollars.answer({ accountId, holdId: 'open' });
    expect(await dollars.settle({ accountId, holdId: 'open', connectedSeconds: 60, settleToken })).toMatchObject({
      billingAmountMilliCents: '5000',
      balanceMilliCents: '495000',
    });
    await euros.authorize(outbound(accountId, 'unanswered'));
    await dollars.release({ accountId, holdId: 'unanswered' });
    expect(await standingOf(euros, accountId)).toEqual([495_000, 0, 495_000, 0]);
  });

  it('takes credit in its own currency, and none from the plans of the other catalog', async () => {
    const accountId = await accountWith(euros, 0);
    await dollars.addCredit({ accountId, amountMilliCents: 100_000, idempotencyKey: 'k' });
    expect(await standingOf(euros, accountId)).toEqual([100_000, 0, 100_000, 0]);
  });
});

describe('a new account', () => {
  it('counts in the currency of the catalog, or the fault names both', async () => {
    const fault = { reason: 'INVALID_FIELD', message: 'currency: the catalog counts in USD, not in EUR' };
    await expect(dollars.createAccount({ accountId: newId('new'), currency: 'EUR' })).rejects.toMatchObject(fault);
  });

  it('counts in the currency of the account above it', async () => {
    const parentAccountId = await accountWith(euros, 0);
    const message = `parent_account_id: "${parentAccountId}" counts in EUR, and an account under it would in USD`;
    await expect(dollars.createAccount({ accountId: newId('new'), parentAccountId })).rejects.toMatchObject({
      message,
    });
  });
});

describe('a reload that changes the currency', () => {
  it('is refused while there are accounts of another one', async () => {
    await accountWith(euros, 0);
    await accountWith(dollars, 0);
    const message = 'the currency cannot change from EUR to GBP: there are accounts in EUR, USD';
    catalog.edit('catalog.yaml', 'currency: EUR', 'currency: GBP');
    const { check } = await euros.reloadCatalog({});
    expect(check).toMatchObject({ inForce: false, problems: [{ file: 'catalog.yaml', message }] });
    expect((await euros.checkCatalog({})).check).toMatchObject({ problems: [{ message }] });
    expect((await euros.getCatalog({})).catalog).toMatchObject({ currency: 'EUR' });
    catalog.edit('catalog.yaml', 'currency: GBP', 'currency: EUR');
  });

  it('passes where there are no accounts, or only such as count in the new one', async () => {
    const copy = copyOf(DEFAULT_CATALOG);
    const alone = await startTollgate({
      catalog: copy.directory,
      env: { TOLLGATE_CATALOG_WATCH: 'false', TOLLGATE_REDIS_PREFIX: `${inEuros.settings.redis.prefix}-alone` },
    });
    const changeTo = async (from: string, to: string): Promise<boolean | undefined> => {
      copy.edit('catalog.yaml', `currency: ${from}`, `currency: ${to}`);
      return (await alone.client.reloadCatalog({})).check?.inForce;
    };
    try {
      expect(await changeTo('USD', 'EUR')).toBe(true);
      await accountWith(alone.client, 0);
      expect(await changeTo('EUR', 'USD')).toBe(false);
      expect(await changeTo('USD', 'EUR')).toBe(true);
      // A catalog of dollars by mistake, at a start: the way back to euros stays open.
      copy.edit('catalog.yaml', 'currency: EUR', 'currency: USD');
      const restarted = await startTollgate({
        catalog: copy.directory,
        env: { TOLLGATE_CATALOG_WATCH: 'false', TOLLGATE_REDIS_PREFIX: alone.settings.redis.prefix },
      });
      copy.edit('catalog.yaml', 'currency: USD', 'currency: EUR');
      expect((await restarted.client.reloadCatalog({})).check?.inForce).toBe(true);
      await restarted.stop();
    } finally {
      await alone.stop();
    }
  });

  it('waits for a store that can say what the accounts count in', async () => {
    const copy = copyOf(DEFAULT_CATALOG);
    const storeless = await startTollgate({
      catalog: copy.directory,
      env: { TOLLGATE_CATALOG_WATCH: 'false', REDIS_URL: 'redis://127.0.0.1:1' },
      unready: true,
    });
    try {
      await expect
        .poll(async () => (await storeless.client.getCatalog({}).catch(() => undefined))?.catalog?.currency)
        .toBe('USD');
      copy.edit('catalog.yaml', 'currency: USD', 'currency: EUR');
      const { check } = await storeless.client.reloadCatalog({});
      expect(check).toMatchObject({
        inForce: false,
        problems: [
          {
            file: 'catalog.yaml',
            line: 7,
            message: expect.stringContaining(
              'currency cannot change from USD to EUR now: nobody knows whether there are',
            ),
            hint: expect.stringContaining('when the store is there'),
          },
        ],
      });
    } finally {
      await storeless.stop();
    }
  });
});
