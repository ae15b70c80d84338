import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { defaultCatalogWith, type CatalogCopy } from './support/catalogs.ts';
import { accountWith, inbound, outbound, standingOf } from './support/traffic.ts';

const denied = { decision: 'DECISION_DENY', grantedSeconds: '0', shortfallMilliCents: '0', sipStatus: 403 };

/** Runs a test against a Tollgate of its own with this catalog. */
async function withCatalog(catalog: CatalogCopy, run: (tollgate: TestTollgate) => Promise<void>): Promise<void> {
  const tollgate = await startTollgate({ catalog: catalog.directory });
  try {
    await run(tollgate);
  } finally {
    await tollgate.stop();
  }
}

describe('the default catalog', () => {
  let tollgate: TestTollgate;
  beforeAll(async () => {
    tollgate = await startTollgate();
  });
  afterAll(() => tollgate.stop());

  it.each([
    ['Iridium', '+881612345678', 'satellite'],
    ['Inmarsat', '+870773111632', 'satellite'],
    ['an international network', '+882161234567', 'satellite'],
    ['international premium rate', '+979123456789', 'premium'],
    ['a British premium number', '+449098790123', 'premium'],
    ['Jamaica', '+18765551234', undefined],
    ['the Dominican Republic', '+18095551234', undefined],
    ['the British Virgin Islands', '+12844951234', undefined],
  ])('G-5 denies a high-risk range: %s', async (_, to, numberClass) => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 5_000_000);
    const answer = await client.authorize(outbound(accountId, 'c', { to }));
    expect(answer).toMatchObject({ ...denied, reason: 'DESTINATION_BLOCKED' });
    if (numberClass !== undefined) expect(answer.numberClass).toBe(numberClass);
    expect(answer.message).toMatch(/^This destination is blocked\./);
    expect(answer.message).not.toContain('Add');
    expect(await standingOf(client, accountId)).toEqual([5_000_000, 0, 5_000_000, 0]);
  });

  it.each([
    ['Canada', '+14165550123'],
    ['Puerto Rico', '+17875550123'],
    ['the US Virgin Islands', '+13407741234'],
  ])('G-5 does not take %s for the Caribbean', async (_, to) => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    expect(await client.authorize(outbound(accountId, 'c', { to }))).toMatchObject({ decision: 'DECISION_ALLOW' });
  });

  it('G-5 lets the account cap its own open calls', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 5_000_000);
    await client.updateAccount({ accountId, maxOpenHolds: 2 });
    await client.authorize(outbound(accountId, 'one'));
    await client.authorize(inbound(accountId, 'two'));
    const third = outbound(accountId, 'three');
    expect(await client.authorize(third)).toMatchObject({ ...denied, reason: 'CONCURRENCY_LIMIT' });
    await client.release({ accountId, holdId: 'two' });
    expect(await client.authorize(third)).toMatchObject({ decision: 'DECISION_ALLOW' });
    expect(await client.authorize(third)).toMatchObject({ decision: 'DECISION_ALLOW', replayed: true });
    await client.updateAccount({ accountId, maxOpenHolds: 3 });
    expect(await client.authorize(outbound(accountId, 'four'))).toMatchObject({ decision: 'DECISION_ALLOW' });
    expect(await standingOf(client, accountId)).toEqual([5_000_000, 900_000, 4_100_000, 3]);
  });
});

describe('what a catalog may forbid', () => {
  it('G-5 allows a high-risk range only where the catalog says so', async () => {
    const catalog = defaultCatalogWith({
      'blocking.yaml': 'high_risk:\n  satellite: allow\n  caribbean: enforce\n  except:\n    - { country: JM }\n',
    });
    await withCatalog(catalog, async ({ client }) => {
      const accountId = await accountWith(client, 5_000_000);
      const decide = async (holdId: string, to: string) =>
        (await client.authorize(outbound(accountId, holdId, { to }))).decision;
      expect(await decide('satellite', '+881612345678')).toBe('DECISION_ALLOW');
      expect(await decide('jamaica', '+18765551234')).toBe('DECISION_ALLOW');
      expect(await decide('dominican', '+18095551234')).toBe('DECISION_DENY');
    });
  });

  it('G-5 blocks classes, prefixes and countries, and what costs too much a minute', async () => {
    const catalog = defaultCatalogWith({
      'blocking.yaml': `rules:
  - { name: mobiles, match: { number_class: mobile } }
  - { name: a range, match: { prefix: '+1415555' } }
  - { name: a country, match: { country: FR } }
  - { name: dear, max_rate_per_minute: '0.20' }
`,
      'rates.yaml': `rules:
  - { name: germany, match: { service: call, country: DE }, per_minute: '0.20' }
  - { name: austria, match: { service: call, country: AT }, per_minute: '0.20001' }
  - { name: call, match: { service: call }, per_minute: '0.05' }
  - { name: sms, match: { service: sms }, per_unit: '0.01' }
`,
    });
    await withCatalog(catalog, async ({ client }) => {
      const accountId = await accountWith(client, 50_000_000);
      const reason = async (to: string) => (await client.authorize(outbound(accountId, to, { to }))).reason;
      expect(await reason('+4915123456789')).toBe('DESTINATION_BLOCKED'); // a German mobile
      expect(await reason('+493012345678')).toBe('');
      expect(await reason('+14155550123')).toBe('DESTINATION_BLOCKED');
      expect(await reason('+14165550123')).toBe('');
      expect(await reason('+33123456789')).toBe('DESTINATION_BLOCKED');
      expect(await reason('+4312345678')).toBe('DESTINATION_BLOCKED'); // Vienna
      // Inbound traffic is not blocked by rules that do not name it.
      const call = { ...inbound(accountId, 'in'), from: '+33123456789' };
      expect((await client.authorize(call)).reason).toBe('');
    });
  });

  it('G-5 shortens a call to its maximum cost, Extend included', async () => {
    const catalog = defaultCatalogWith({
      'limits.yaml': "rules:\n  - { name: cost, max_cost_per_call: '1.00' }\n",
    });
    catalog.edit('holds.yaml', 'reserve: all', 'reserve: { initial_seconds: 1190, extend_seconds: 1190 }');
    await withCatalog(catalog, async ({ client }) => {
      const accountId = await accountWith(client, 500_000);
      // 1,190 s cost 99,166.67; $1.00 buys 1,200 s.
      expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({
        decision: 'DECISION_ALLOW',
        grantedSeconds: '1190',
        holdMilliCents: '99167',
      });
      const extend = { accountId, holdId: 'c', connectedSeconds: 1, sequence: 1 };
      const most = { decision: 'DECISION_ALLOW', grantedSeconds: '1200', holdMilliCents: '100000' };
      expect(await client.extend(extend)).toMatchObject(most);
      expect(await client.extend({ ...extend, connectedSeconds: 2, sequence: 2 })).toMatchObject(most);
    });
  });

  it('G-5 denies a call whose maximum cost does not fund the least grant', async () => {
    const catalog = defaultCatalogWith({
      'limits.yaml': "rules:\n  - { name: cost, max_cost_per_call: '0.10' }\n",
    });
    catalog.edit('holds.yaml', 'below_hold: deny', 'below_hold: deny\n    min_grant_seconds: 121');
    await withCatalog(catalog, async ({ client }) => {
      const accountId = await accountWith(client, 500_000);
      // $0.10 buys 120 s.
      const answer = await client.authorize(outbound(accountId, 'c'));
      expect(answer).toMatchObject({ ...denied, reason: 'SPEND_LIMIT', sipStatus: 402 });
      expect(answer.message).not.toContain('Add');
      catalog.edit('holds.yaml', 'min_grant_seconds: 121', 'min_grant_seconds: 120');
      await client.reloadCatalog({});
      expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({
        grantedSeconds: '120',
        holdMilliCents: '10000',
      });
    });
  });

  it('G-5 caps the open calls of every account', async () => {
    const catalog = defaultCatalogWith({ 'limits.yaml': 'rules:\n  - { name: open, max_open_holds: 3 }\n' });
    await withCatalog(catalog, async ({ client }) => {
      const accountId = await accountWith(client, 50_000_000);
      const answers = await Promise.all(
        Array.from({ length: 30 }, async (_, n) => (await client.authorize(outbound(accountId, `c${n}`))).reason),
      );
      expect(answers.filter((reason) => reason === '')).toHaveLength(3);
      expect(answers.filter((reason) => reason === 'CONCURRENCY_LIMIT')).toHaveLength(27);
    });
  });

  it('G-5 caps how many calls and messages an account may begin in a while', async () => {
    const catalog = defaultCatalogWith({
      'limits.yaml': 'rules: [{ name: bursts, max_new_holds: { count: 3, per_seconds: 86400 } }]\n',
    });
    await withCatalog(catalog, async ({ client }) => {
      const accountId = await accountWith(client, 5_000_000);
      for (const holdId of ['a', 'b', 'c']) {
        expect(await client.authorize(outbound(accountId, holdId))).toMatchObject({ decision: 'DECISION_ALLOW' });
        await client.release({ accountId, holdId });
      }
      const answer = await client.authorize(outbound(accountId, 'd'));
      expect(answer).toMatchObject({ ...denied, reason: 'VELOCITY_LIMIT' });
      expect(answer.message).toBe('Too many new calls in a short time. Try again in a moment.');
      expect(await client.quote({ accountId, to: '+14155550123' })).toMatchObject({ reason: 'VELOCITY_LIMIT' });
      const charge = { accountId, idempotencyKey: 'k', service: 'sms', to: '+14155550123', segments: 1 };
      expect(await client.charge(charge)).toMatchObject({ reason: 'VELOCITY_LIMIT' });
    });
  });

  it('G-5 caps what an account may spend in a day', async () => {
    // $7.00 a day is two holds of $3.00 and one of 20 minutes; what a short call gives back can be used again.
    const catalog = defaultCatalogWith({ 'limits.yaml': 'rules: [{ name: day, max_spend_per_day: "7.00" }]\n' });
    await withCatalog(catalog, async ({ client }) => {
      const accountId = await accountWith(client, 5_000_000);
      await client.authorize(outbound(accountId, 'a'));
      await client.authorize(outbound(accountId, 'b'));
      const answer = await client.authorize(outbound(accountId, 'c'));
      expect(answer).toMatchObject({ ...denied, sipStatus: 402, reason: 'SPEND_LIMIT', holdMilliCents: '300000' });
      expect(answer.message).not.toContain('Add');
      expect(await client.authorize(outbound(accountId, 'd', { requestedSeconds: 1200 }))).toMatchObject({
        decision: 'DECISION_ALLOW',
        holdMilliCents: '100000',
      });
      // 60 s cost $0.05: $0.05 used and $4.00 held leave $2.95, not enough for $3.00.
      await client.settle({ accountId, holdId: 'a', connectedSeconds: 60 });
      expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({ reason: 'SPEND_LIMIT' });
      await client.release({ accountId, holdId: 'd' });
      expect(await client.authorize(outbound(accountId, 'c'))).toMatchObject({ decision: 'DECISION_ALLOW' });
    });
  });

  it('G-5 in shadow counts and lets through', async () => {
    const catalog = defaultCatalogWith({
      'limits.yaml': 'rules:\n  - { name: open, max_open_holds: 1, mode: shadow }\n',
      'blocking.yaml': 'high_risk: { caribbean: shadow }\n',
    });
    await withCatalog(catalog, async ({ client }) => {
      const accountId = await accountWith(client, 5_000_000);
      const answer = (holdId: string, to: string) => client.authorize(outbound(accountId, holdId, { to }));
      const through = { decision: 'DECISION_ALLOW', shadowed: true, holdMilliCents: '300000' };
      expect(await answer('one', '+18765551234')).toMatchObject({ ...through, reason: 'DESTINATION_BLOCKED' });
      expect(await answer('two', '+14155550123')).toMatchObject({ ...through, reason: 'CONCURRENCY_LIMIT' });
    });
  });
});
