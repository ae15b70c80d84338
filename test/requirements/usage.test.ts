import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { accountWith, outbound } from './support/traffic.ts';

describe('usage', () => {
  let tollgate: TestTollgate;
  beforeAll(async () => {
    tollgate = await startTollgate();
  });
  afterAll(() => tollgate.stop());

  it('counts every call once, however it ended, and what it was corrected to', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 5_000_000);
    // 60 s cost 5,000 milli-cents.
    await client.authorize(outbound(accountId, 'plain'));
    await client.settle({ accountId, holdId: 'plain', connectedSeconds: 60 });
    // Released by mistake, then settled after all: one call of 30 s.
    await client.authorize(outbound(accountId, 'released'));
    await client.release({ accountId, holdId: 'released' });
    await client.settle({ accountId, holdId: 'released', connectedSeconds: 30 });
    // Rang and ended: no call.
    await client.authorize(outbound(accountId, 'busy'));
    await client.release({ accountId, holdId: 'busy' });
    const { rows } = await client.getUsage({ accountId });
    expect(rows).toEqual([
      expect.objectContaining({
        service: 'call',
        count: '2',
        billedUnits: '90',
        billingAmountMilliCents: '7500',
      }),
    ]);
  });
});
