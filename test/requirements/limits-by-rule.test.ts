/** What a limit counts, through gRPC on a real Redis (rule G-5). */
import { describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { defaultCatalogWith } from './support/catalogs.ts';
import { accountWith, inbound, outbound } from './support/traffic.ts';

const PARIS = '+33142685300';

async function withLimits(
  limits: string,
  run: (client: TestTollgate['client'], change: (limits: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const catalog = defaultCatalogWith({ 'limits.yaml': `rules:\n${limits}` });
  const tollgate = await startTollgate({ catalog: catalog.directory });
  try {
    await run(tollgate.client, async (changed) => {
      catalog.write('limits.yaml', `rules:\n${changed}`);
      await tollgate.client.reloadCatalog({});
    });
  } finally {
    await tollgate.stop();
  }
}

const REASON = async (answer: Promise<{ reason: string }>): Promise<string> => (await answer).reason;

describe('a limit counts what its rule matches', () => {
  it('G-5 calls in one direction, one country, or of one service', async () => {
    const limits = `  - { id: in, name: in, match: { direction: inbound }, max_open_holds: 2 }
  - { id: abroad, name: abroad, match: { country: abroad }, max_spend_per_day: '4.00' }
  - { id: calls, name: calls, match: { service: call }, max_new_holds: { count: 5, per_seconds: 3600 } }
`;
    await withLimits(limits, async (client) => {
      const accountId = await accountWith(client, 50_000_000);
      for (const name of ['o1', 'o2', 'o3']) {
        expect(await REASON(client.authorize(outbound(accountId, name)))).toBe('');
      }
      const message = { accountId, service: 'sms', to: PARIS, segments: 1 };
      expect(await REASON(client.charge({ ...message, idempotencyKey: 'k1' }))).toBe('');
      // An hour at $0.05 a minute holds $3.00: the calls at home have not filled the cap abroad.
      expect(await REASON(client.authorize(outbound(accountId, 'p1', { to: PARIS })))).toBe('');
      expect(await REASON(client.authorize(outbound(accountId, 'p2', { to: PARIS })))).toBe('SPEND_LIMIT');
      expect(await REASON(client.authorize(inbound(accountId, 'i1')))).toBe('');
      // Five calls have come; messages are none of them, and are not stopped.
      expect(await REASON(client.authorize(inbound(accountId, 'i2')))).toBe('VELOCITY_LIMIT');
      expect(await REASON(client.charge({ ...message, idempotencyKey: 'k2' }))).toBe('');
    });
  });

  it('G-5 under its id, whatever it is called, and since it began', async () => {
    await withLimits("  - { name: none, max_cost_per_call: '50.00' }\n", async (client, change) => {
      const accountId = await accountWith(client, 50_000_000);
      await client.authorize(outbound(accountId, 'before'));
      await change("  - { id: out, name: out, match: { direction: outbound }, max_spend_per_cycle: '7.00' }\n");
      expect(await REASON(client.authorize(outbound(accountId, 'a')))).toBe('');
      expect(await REASON(client.authorize(outbound(accountId, 'b')))).toBe('');
      await change("  - { id: out, name: renamed, match: { direction: outbound }, max_spend_per_cycle: '7.00' }\n");
      const denied = await client.authorize(outbound(accountId, 'c'));
      expect(denied).toMatchObject({ reason: 'SPEND_LIMIT' });
      expect(denied.message).toMatch(/\("renamed"\) \$1\.00 is left\. It counts since \d{4}-\d\d-\d\dT\d\d:\d\dZ\.$/);
    });
  });

  it('G-5 all of the cycle where it has no match, though it was written later', async () => {
    await withLimits("  - { name: none, max_cost_per_call: '50.00' }\n", async (client, change) => {
      const accountId = await accountWith(client, 50_000_000);
      await client.authorize(outbound(accountId, 'before', { subjectId: 'agent-7' }));
      await change("  - { name: month, max_spend_per_cycle: '5.00' }\n");
      const denied = await client.authorize(outbound(accountId, 'after'));
      expect(denied).toMatchObject({ reason: 'SPEND_LIMIT' });
      expect(denied.message).toMatch(/\("month"\) \$2\.00 is left\.$/);
      await change("  - { name: each, per: subject, max_spend_per_day: '5.00' }\n");
      expect(await REASON(client.authorize(outbound(accountId, 'b', { subjectId: 'agent-8' })))).toBe('');
      expect(await REASON(client.authorize(outbound(accountId, 'c', { subjectId: 'agent-7' })))).toBe('SPEND_LIMIT');
      expect(await client.getSubject({ accountId, subjectId: 'agent-7' })).toMatchObject({
        subject: { spentMilliCents: '300000' },
      });
    });
  });

  it('G-5 of a company, what the account above and those below it spend', async () => {
    await withLimits("  - { name: none, max_cost_per_call: '50.00' }\n", async (client, change) => {
      const root = await accountWith(client, 50_000_000);
      const child = `${root}-berlin`;
      await client.createAccount({ accountId: child, parentAccountId: root, fundedBy: 'FUNDED_BY_PARENT' });
      await client.authorize(outbound(root, 'own'));
      await client.authorize(outbound(child, 'below'));
      await change("  - { name: company, per: company, max_spend_per_cycle: '8.00' }\n");
      expect(await REASON(client.authorize(outbound(child, 'more')))).toBe('SPEND_LIMIT');
      await client.release({ accountId: root, holdId: 'own' });
      expect(await REASON(client.authorize(outbound(child, 'more')))).toBe('');
    });
  });
});
