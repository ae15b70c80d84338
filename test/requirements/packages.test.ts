/** Packages of the catalog, which accounts buy from their balance. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type CatalogCopy, copyOf, DEFAULT_CATALOG } from './support/catalogs.ts';
import { accountOf, accountWith, movementsOf, newId, shortForm, standingOf } from './support/traffic.ts';

const MEXICO = '+525555123456';
const DAY_MS = 86_400_000;

let catalog: CatalogCopy;
let tollgate: TestTollgate;
beforeAll(async () => {
  catalog = copyOf(DEFAULT_CATALOG, afterAll);
  catalog.write('packages.yaml', packagesYaml('3.00'));
  catalog.write('plans.yaml', 'plans: { default: {}, trial: {} }\n');
  tollgate = await startTollgate({ catalog: catalog.directory, env: { TOLLGATE_CATALOG_WATCH: 'false' } });
});
afterAll(() => tollgate.stop());

const packagesYaml = (price: string): string => `packages:
  mexico-100: { price: "${price}", minutes: 100, days: 30, match: { service: call, country: MX } }
  texts: { price: "1.00", units: 500, match: { service: sms }, title: 500 segments }
  talk: { price: "4.00", amount: "5.00", match: { service: call } }
  trial-only: { price: "0.50", units: 1, match: { service: sms }, plans: [trial] }
`;

async function buy(accountId: string, packageId: string, idempotencyKey = newId('order')) {
  return tollgate.client.buyPackage({ accountId, packageId, idempotencyKey, note: 'by telephone' });
}

describe('a package', () => {
  it('is paid for by the balance and there at once, in one step that the movements show', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    const boughtFromMs = Date.now();
    const bought = await buy(accountId, 'mexico-100');
    expect(bought).toMatchObject({ balanceMilliCents: '200000', availableMilliCents: '200000', replayed: false });
    const [pack] = (await accountOf(client, accountId)).packs;
    expect(pack).toMatchObject({ id: bought.packId, countries: ['MX'], grantedUnits: '6000', remainingUnits: '6000' });
    const lasts = Number(pack?.expiresAtMs) - boughtFromMs;
    expect(Math.abs(lasts - 30 * DAY_MS)).toBeLessThan(60_000);
    const [paid, got] = (await movementsOf(client, accountId)).slice(-2);
    const key = { idempotencyKey: paid?.idempotencyKey, note: 'by telephone' };
    expect({ ...paid, kind: shortForm(paid?.kind ?? '') }).toMatchObject({
      ...key,
      kind: 'purchase',
      amountMilliCents: '-300000',
      balanceMilliCents: '200000',
      packageId: 'mexico-100',
    });
    expect({ ...got, kind: shortForm(got?.kind ?? '') }).toMatchObject({
      ...key,
      kind: 'credit',
      amountMilliCents: '0',
      packId: bought.packId,
      packUnits: '6000',
      packageId: '',
    });
    const toMexico = { accountId, direction: 'DIRECTION_OUTBOUND' as const, to: MEXICO };
    expect(await client.quote(toMexico)).toMatchObject({ decision: 'DECISION_ALLOW', holdMilliCents: '0' });
  });

  it('may be money for a service, at less than it is worth', async () => {
    const accountId = await accountWith(tollgate.client, 400_000);
    expect(await buy(accountId, 'talk')).toMatchObject({ balanceMilliCents: '0', availableMilliCents: '500000' });
    expect((await accountOf(tollgate.client, accountId)).lots).toMatchObject([{ services: ['call'] }]);
  });

  it('is bought once under a key, also when its price has changed since, or it is sold no more', async () => {
    const accountId = await accountWith(tollgate.client, 500_000);
    const first = await buy(accountId, 'mexico-100', 'order-1');
    for (const yaml of [packagesYaml('1.00'), 'packages: {}\n']) {
      catalog.write('packages.yaml', yaml);
      expect(await tollgate.client.reloadCatalog({})).toMatchObject({ check: { ok: true } });
      expect(await buy(accountId, 'mexico-100', 'order-1')).toEqual({ ...first, replayed: true });
    }
    await expect(buy(accountId, 'mexico-100', 'order-2')).rejects.toMatchObject({ reason: 'PACKAGE_UNKNOWN' });
    catalog.write('packages.yaml', packagesYaml('3.00'));
    await tollgate.client.reloadCatalog({});
    await expect(buy(accountId, 'texts', 'order-1')).rejects.toMatchObject({ reason: 'CONFLICT' });
    expect(await standingOf(tollgate.client, accountId)).toEqual([200_000, 0, 200_000, 0]);
  });

  it('is not sold for more than what is free, whatever calls have reserved', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    // An hour at 5,000 milli-cents a minute is 300,000.
    await client.authorize({ accountId, holdId: 'up', direction: 'DIRECTION_OUTBOUND', to: '+14155550123' });
    await expect(buy(accountId, 'mexico-100')).rejects.toMatchObject({
      reason: 'BALANCE_TOO_LOW',
      details: { metadata: { free_milli_cents: '200000' } },
    });
    expect(await standingOf(client, accountId)).toEqual([500_000, 300_000, 200_000, 1]);
    expect((await accountOf(client, accountId)).packs).toEqual([]);
    // What a credit limit lends may be spent on it.
    await client.updateAccount({ accountId, creditLimitMilliCents: 100_000 });
    expect(await buy(accountId, 'mexico-100')).toMatchObject({ balanceMilliCents: '200000', availableMilliCents: '0' });
  });

  it('is bought by one of many at a time, never beyond the balance', async () => {
    const accountId = await accountWith(tollgate.client, 250_000);
    const orders = await Promise.allSettled(Array.from({ length: 20 }, () => buy(accountId, 'texts')));
    expect(orders.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const [pack] = (await accountOf(tollgate.client, accountId)).packs;
    expect(pack).toMatchObject({ grantedUnits: '1000' });
    expect(await standingOf(tollgate.client, accountId)).toEqual([50_000, 0, 50_000, 0]);
  });

  it('can be bought by a closed account no more, and only on the plans that it is for', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    await expect(buy(accountId, 'trial-only')).rejects.toMatchObject({ reason: 'PACKAGE_NOT_FOR_PLAN' });
    await expect(buy(accountId, 'mexico-10')).rejects.toThrow('did you mean "mexico-100"?');
    await client.updateAccount({ accountId, state: 'ACCOUNT_STATE_CLOSED' });
    await expect(buy(accountId, 'texts')).rejects.toMatchObject({ reason: 'ACCOUNT_CLOSED' });
  });
});

describe('the list of packages', () => {
  it('has all, or what an account may buy', async () => {
    const accountId = await accountWith(tollgate.client, 0);
    const all = await tollgate.client.listPackages({});
    expect(all.packages.map(({ id }) => id)).toEqual(['mexico-100', 'talk', 'texts', 'trial-only']);
    expect(all).toMatchObject({ currency: 'USD' });
    expect(all.packages[0]).toMatchObject({
      priceMilliCents: '300000',
      units: '6000',
      unit: 'second',
      lastsSeconds: '2592000',
      services: ['call'],
      countries: ['MX'],
    });
    const answer = await fetch(`${tollgate.http}/v1/packages?account_id=${accountId}`);
    const { packages } = (await answer.json()) as { packages: { id: string; title: string }[] };
    expect(packages.map(({ id }) => id)).toEqual(['mexico-100', 'talk', 'texts']);
    await expect(tollgate.client.listPackages({ accountId: 'nobody' })).rejects.toMatchObject({
      reason: 'ACCOUNT_UNKNOWN',
    });
  });

  it('sells over HTTP too', async () => {
    const accountId = await accountWith(tollgate.client, 100_000);
    const answer = await fetch(`${tollgate.http}/v1/accounts/${accountId}/packages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ package_id: 'texts', idempotency_key: 'web-1' }),
    });
    expect(await answer.json()).toMatchObject({ balance_milli_cents: 0, account_status: 'ACCOUNT_STATUS_RED' });
  });
});
