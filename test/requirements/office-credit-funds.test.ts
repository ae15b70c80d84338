import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateAccountRequest } from '../../src/gen/tollgate/v1/CreateAccountRequest.ts';
import { createClient } from '../../src/transport/grpc/client.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { accountOf, accountWith, movementsOf, newId, outbound, shortForm } from './support/traffic.ts';

// $1 is 100,000 milli-cents. Two minutes from London to Washington are $0.056; a fax page is $0.06, two minutes of the
// AI agent are $0.20. The plan `monthly` has bundles of $5.00 for messages and $20.00 for everything, the plan `annual`
// one of $200.00.
const CATALOG = fileURLToPath(new URL('../../examples/catalogs/office-credit', import.meta.url));

let tollgate: TestTollgate;
beforeAll(async () => {
  tollgate = await startTollgate({ catalog: CATALOG });
});
afterAll(() => tollgate.stop());

async function open(name: string, balanceMilliCents: number, changes: CreateAccountRequest = {}): Promise<string> {
  const accountId = newId(name);
  await tollgate.client.createAccount({ accountId, ...changes });
  if (balanceMilliCents > 0) {
    await tollgate.client.addCredit({ accountId, amountMilliCents: balanceMilliCents, idempotencyKey: 'credit' });
  }
  return accountId;
}

/** A primary office with $50.00 and one below it with $10.00. */
async function company(fundedBy: 'FUNDED_BY_SELF' | 'FUNDED_BY_PARENT'): Promise<{ hq: string; london: string }> {
  const hq = await open('hq', 5_000_000);
  const london = await open('london', 1_000_000, { parentAccountId: hq, fundedBy });
  return { hq, london };
}

async function balanceOf(accountId: string): Promise<number> {
  return Number((await accountOf(tollgate.client, accountId)).balanceMilliCents);
}

/** Faxes; tells what came from where in milli-cents. */
async function fax(accountId: string, units: number) {
  const { parts, reason } = await tollgate.client.charge({ accountId, service: 'fax', to: '+14165550123', units });
  return reason === ''
    ? parts.map(({ source, name, amountMilliCents }) => [
        shortForm(source),
        name.replace(/@.*/, ''),
        Number(amountMilliCents),
      ])
    : reason;
}

/** What is left of each bundle and lot, in milli-cents. */
async function lotsOf(accountId: string): Promise<Record<string, number>> {
  const { lots } = await accountOf(tollgate.client, accountId);
  return Object.fromEntries(lots.map(({ id, remainingMilliCents }) => [id.replace(/@.*/, ''), +remainingMilliCents]));
}

const fromLondon = { from: '+442079460958', to: '+12025550100' };

describe('whose credit it is', () => {
  it.each([
    ['its own', 'FUNDED_BY_SELF', 5_000_000, 1_000_000 - 5_600],
    ["the company's", 'FUNDED_BY_PARENT', 5_000_000 - 5_600, 1_000_000],
  ] as const)('OC-6 an office uses %s, as it is set', async (_, fundedBy, primary, branch) => {
    const { client } = tollgate;
    const { hq, london } = await company(fundedBy);
    await client.authorize(outbound(london, 'c', fromLondon));
    await client.settle({ accountId: london, holdId: 'c', connectedSeconds: 65 });
    expect([await balanceOf(hq), await balanceOf(london)]).toEqual([primary, branch]);
  });

  it('OC-6 the setting of an office can be changed; calls in progress stay where they are', async () => {
    const { client } = tollgate;
    const { hq, london } = await company('FUNDED_BY_SELF');
    await client.authorize(outbound(london, 'before', fromLondon));
    await client.updateAccount({ accountId: london, fundedBy: 'FUNDED_BY_PARENT' });
    await client.authorize(outbound(london, 'after', fromLondon));
    await client.settle({ accountId: london, holdId: 'before', connectedSeconds: 65 });
    expect([await balanceOf(hq), await balanceOf(london)]).toEqual([5_000_000, 994_400]);
    await client.settle({ accountId: london, holdId: 'after', connectedSeconds: 65 });
    expect([await balanceOf(hq), await balanceOf(london)]).toEqual([4_994_400, 994_400]);
    const charge = (await movementsOf(tollgate.client, hq)).at(-1);
    expect(charge).toMatchObject({ kind: 'MOVEMENT_KIND_CHARGE', amountMilliCents: '-5600', originAccountId: london });
  });

  it('OC-7 AI agents use the credit of the primary office, whichever office has them', async () => {
    const { client } = tollgate;
    const { hq, london } = await company('FUNDED_BY_SELF');
    const conversation = {
      accountId: london,
      holdId: 'c',
      service: 'ai_agent',
      direction: 'DIRECTION_INBOUND',
    } as const;
    await client.authorize(conversation);
    await client.settle({ accountId: london, holdId: 'c', connectedSeconds: 65 });
    expect([await balanceOf(hq), await balanceOf(london)]).toEqual([4_980_000, 1_000_000]);
  });

  it('OC-7 AI agents never use the credit of another office', async () => {
    const { client } = tollgate;
    const hq = await open('hq', 0);
    const london = await open('london', 1_000_000, { parentAccountId: hq });
    const conversation = {
      accountId: london,
      holdId: 'c',
      service: 'ai_agent',
      direction: 'DIRECTION_INBOUND',
    } as const;
    expect(await client.authorize(conversation)).toMatchObject({
      decision: 'DECISION_DENY',
      reason: 'INSUFFICIENT_CREDIT',
      availableMilliCents: '0',
      holdMilliCents: '600000',
    });
    expect(await client.authorize(outbound(london, 'call', fromLondon))).toMatchObject({ decision: 'DECISION_ALLOW' });
  });
});

describe('bundles', () => {
  it('OC-8 a bundle is used first, then credits, without a break', async () => {
    const accountId = await open('acct', 1_000_000, { plan: 'monthly' });
    expect(await fax(accountId, 200)).toEqual([['lot', 'usage', 1_200_000]]);
    expect(await fax(accountId, 200)).toEqual([
      ['lot', 'usage', 800_000],
      ['balance', '', 400_000],
    ]);
    expect(await lotsOf(accountId)).toEqual({ messaging: 500_000, usage: 0 });
    expect(await balanceOf(accountId)).toBe(600_000);
  });

  it('OC-8 a bundle for messages pays for nothing else', async () => {
    const { client } = tollgate;
    const accountId = await open('acct', 0, { plan: 'monthly' });
    await fax(accountId, 200);
    await fax(accountId, 133); // $7.98; two cents are left for everything, $5.00 for messages.
    expect(await fax(accountId, 1)).toBe('INSUFFICIENT_CREDIT');
    const picture = await client.charge({ accountId, service: 'mms', to: '+14165550123' });
    expect(picture).toMatchObject({
      decision: 'DECISION_ALLOW',
      parts: [{ source: 'FUNDING_SOURCE_LOT', amountMilliCents: '2000' }],
    });
    expect(await lotsOf(accountId)).toEqual({ messaging: 498_000, usage: 2_000 });
  });

  it('OC-8 a bundle ends at its time, and credits stay', async () => {
    const { client } = tollgate;
    const accountId = await open('acct', 1_000_000);
    const { createdAtMs } = await accountOf(client, accountId);
    const expiresAtMs = Math.max(Date.now(), Number(createdAtMs)) + 2_000;
    const bundle = { accountId, amountMilliCents: 300_000, idempotencyKey: 'bundle', expiresAtMs, services: ['fax'] };
    expect(await client.addCredit(bundle)).toMatchObject({
      balanceMilliCents: '1000000',
      availableMilliCents: '1300000',
    });
    expect(await fax(accountId, 10)).toMatchObject([['lot', expect.stringMatching(/^lot-/), 60_000]]);
    await wait(expiresAtMs - Date.now() + 50);
    expect(await accountOf(client, accountId)).toMatchObject({
      balanceMilliCents: '1000000',
      availableMilliCents: '1000000',
      lots: [],
    });
    expect(await fax(accountId, 10)).toEqual([['balance', '', 60_000]]);
    const kinds = (await movementsOf(tollgate.client, accountId)).map(({ kind, amountMilliCents }) => [
      shortForm(kind),
      Number(amountMilliCents),
    ]);
    expect(kinds).toEqual([
      ['credit', 1_000_000],
      ['credit', 300_000],
      ['charge', -60_000],
      ['expiry', -240_000],
      ['charge', -60_000],
    ]);
  });

  it('OC-8 a monthly bundle ends with the cycle and an annual one after a year; bought credit has no end', async () => {
    const { client } = tollgate;
    const monthly = await accountOf(client, await open('acct', 0, { plan: 'monthly' }));
    expect(monthly.lots.map(({ expiresAtMs }) => expiresAtMs)).toEqual([monthly.cycleEndsAtMs, monthly.cycleEndsAtMs]);
    const annual = await accountOf(client, await open('acct', 100_000, { plan: 'annual' }));
    const [bundle] = annual.lots;
    expect(bundle).toMatchObject({ kind: 'LOT_KIND_BUNDLE', grantedMilliCents: '20000000', services: [] });
    const [starts, ends] = [new Date(Number(bundle?.startsAtMs)), new Date(Number(bundle?.expiresAtMs))];
    expect(ends.getUTCFullYear() - starts.getUTCFullYear()).toBe(1);
    expect(ends.getUTCMonth()).toBe(starts.getUTCMonth());
    expect(annual.lots).toHaveLength(1);
    expect(annual.balanceMilliCents).toBe('100000');
  });

  it('OC-8 a change to annual bundles counts what was used of the monthly ones', async () => {
    const { client } = tollgate;
    const accountId = await open('acct', 0, { plan: 'monthly' });
    expect(await fax(accountId, 200)).toEqual([['lot', 'usage', 1_200_000]]);
    const { account } = await client.updateAccount({ accountId, plan: 'annual' });
    expect(account).toMatchObject({ availableMilliCents: '18800000' });
    expect(await fax(accountId, 1)).toEqual([['lot', 'prepaid', 6_000]]);
    await client.updateAccount({ accountId, plan: 'monthly' });
    expect(await lotsOf(accountId)).toMatchObject({ usage: 794_000 });
  });

  it('OC-9 bundles are credited at the start of each billing period', async () => {
    const { client } = tollgate;
    // Where it is today in Kiritimati, it is yesterday or earlier in Niue: the account moves from the end of one
    // billing period into the next.
    const today = new Intl.DateTimeFormat('en', { timeZone: 'Pacific/Kiritimati', day: 'numeric' }).format();
    const cycle = { timeZone: 'Pacific/Niue', cycleAnchorDay: Number(today) };
    const accountId = await open('acct', 0, { plan: 'monthly', ...cycle });
    expect(await fax(accountId, 200)).toEqual([['lot', 'usage', 1_200_000]]);
    await client.updateAccount({ accountId, timeZone: 'Pacific/Kiritimati' });
    expect(await fax(accountId, 1)).toEqual([['lot', 'usage', 6_000]]);
    expect(await lotsOf(accountId)).toEqual({ messaging: 500_000, usage: 1_994_000 });

    const movements = await movementsOf(tollgate.client, accountId);
    const credits = movements.filter(({ kind }) => kind === 'MOVEMENT_KIND_CREDIT');
    expect(credits.map(({ amountMilliCents }) => Number(amountMilliCents))).toEqual([
      500_000, 2_000_000, 500_000, 2_000_000,
    ]);
    const [first, second, third, fourth] = credits.map(({ lotId }) => lotId);
    expect(first).toMatch(/^messaging@\d{8}$/);
    expect(second).toMatch(/^usage@\d{8}$/);
    expect(third).toMatch(/^messaging@\d{8}$/);
    expect(fourth).toMatch(/^usage@\d{8}$/);
    expect(third).not.toBe(first);
    const lapsed = movements.filter(({ kind }) => kind === 'MOVEMENT_KIND_EXPIRY');
    expect(lapsed.map(({ lotId, amountMilliCents }) => [lotId, Number(amountMilliCents)])).toEqual([
      [first, -500_000],
      [second, -800_000],
    ]);
  });
});

describe('who used what, and who may add', () => {
  it('OC-11 movements tell member, service, duration and cost, and usage adds them up', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 1_000_000);
    const toTollFree = { direction: 'DIRECTION_INBOUND', from: '+14165550123', to: '+18005550123' } as const;
    for (const [holdId, subjectId, connectedSeconds] of [
      ['a', 'amy', 65],
      ['b', 'ben', 121],
    ] as const) {
      await client.authorize(outbound(accountId, holdId, { ...toTollFree, subjectId }));
      await client.settle({ accountId, holdId, connectedSeconds });
    }
    await client.charge({ accountId, service: 'fax', to: '+14165550123', units: 3, subjectId: 'amy' });

    const movements = (await movementsOf(tollgate.client, accountId)).filter(
      ({ kind }) => kind === 'MOVEMENT_KIND_CHARGE',
    );
    expect(movements).toMatchObject([
      { holdId: 'a', subjectId: 'amy', service: 'call', billedUnits: '120', amountMilliCents: '-4000' },
      { holdId: 'b', subjectId: 'ben', service: 'call', billedUnits: '180', amountMilliCents: '-6000' },
      { subjectId: 'amy', service: 'fax', billedUnits: '3', amountMilliCents: '-18000' },
    ]);
    expect(Number(movements[0]?.atMs)).toBeGreaterThan(Date.now() - 60_000);
    const { holds } = await client.listHolds({ accountId, holdId: 'a' });
    expect(holds).toMatchObject([{ numberClass: 'toll_free', to: expect.stringMatching(/23$/) }]);
    const { rows } = await client.getUsage({ accountId });
    expect(rows).toMatchObject([
      { service: 'call', count: '2', billedUnits: '300', billingAmountMilliCents: '10000' },
      { service: 'fax', count: '1', billedUnits: '3', billingAmountMilliCents: '18000' },
    ]);
  });

  it("OC-12 only an account's own admins may add credit", async () => {
    const token = (name: string) => `token-of-${name}-0123456789`;
    const tokens = [
      { name: 'operator', token: token('operator'), role: 'admin' },
      { name: 'acme', token: token('acme'), role: 'billing', account_prefix: 'acme' },
      { name: 'globex', token: token('globex'), role: 'billing', account_prefix: 'globex' },
      { name: 'gateway', token: token('gateway'), role: 'gateway' },
      { name: 'viewer', token: token('viewer'), role: 'viewer', account_prefix: 'acme' },
    ];
    const guarded = await startTollgate({
      catalog: CATALOG,
      env: { TOLLGATE_AUTH_TOKENS: JSON.stringify(tokens) },
    });
    const clients = tokens.map((each) => createClient({ address: guarded.app.grpcAddress, token: each.token }));
    const [operator, acme, globex, gateway, viewer] = clients;
    try {
      await operator?.createAccount({ accountId: 'acme-hq' });
      const credit = { accountId: 'acme-hq', amountMilliCents: 500_000, idempotencyKey: 'top-up' };
      const refused = { code: 'permission_denied' };
      await expect(globex?.addCredit(credit)).rejects.toMatchObject({ ...refused, reason: 'ACCOUNT_NOT_IN_SCOPE' });
      await expect(gateway?.addCredit(credit)).rejects.toMatchObject({ ...refused, reason: 'ROLE_NOT_ALLOWED' });
      await expect(viewer?.addCredit(credit)).rejects.toMatchObject({ ...refused, reason: 'ROLE_NOT_ALLOWED' });
      expect(await viewer?.getAccount({ accountId: 'acme-hq' })).toMatchObject({ account: { balanceMilliCents: '0' } });
      expect(await acme?.addCredit(credit)).toMatchObject({ balanceMilliCents: '500000' });
    } finally {
      for (const client of clients) client.close();
      await guarded.stop();
    }
  });
});
