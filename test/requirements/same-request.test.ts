import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { accountWith, outbound } from './support/traffic.ts';

/** What counts as the same request: who, what and where to, and nothing that only looks like it. */
describe('the same hold id', () => {
  let tollgate: TestTollgate;
  beforeAll(async () => {
    tollgate = await startTollgate();
  });
  afterAll(() => tollgate.stop());

  it('with a text that reads like a number of segments is another request', async () => {
    const { client } = tollgate;
    const accountId = await accountWith(client, 500_000);
    const sms = (rest: object) => outbound(accountId, 'm', { service: 'sms', ...rest });
    expect(await client.authorize(sms({ text: '2/2' }))).toMatchObject({
      decision: 'DECISION_ALLOW',
      grantedUnits: '1',
    });
    await expect(client.authorize(sms({ segments: 2 }))).rejects.toMatchObject({ code: 'already_exists' });
  });
});

describe('in shadow', () => {
  it('a call that would be denied may last as long as it asked for, and no longer', async () => {
    const tollgate = await startTollgate({ env: { TOLLGATE_ENFORCEMENT_MODE: 'shadow' } });
    try {
      const accountId = await accountWith(tollgate.client, 0);
      const request = outbound(accountId, 'c', { requestedSeconds: 120 });
      expect(await tollgate.client.authorize(request)).toMatchObject({
        decision: 'DECISION_ALLOW',
        reason: 'ZERO_BALANCE',
        shadowed: true,
        grantedSeconds: '120',
      });
    } finally {
      await tollgate.stop();
    }
  });
});
