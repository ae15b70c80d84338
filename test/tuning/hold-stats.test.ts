import { describe, expect, it, onTestFinished } from 'vitest';
import type { HoldRecord } from '../../src/ledger/port.ts';
import { strandedOf } from '../../src/tuning/live/hold-stats.ts';
import { tollgate as command } from '../cli/support/terminal.ts';
import { TERMS } from '../transport/cardboard.ts';
import { letPass } from '../requirements/support/passing-time.ts';
import { accountWith, outbound } from '../requirements/support/traffic.ts';
import { startTollgate } from '../support/tollgate.ts';

describe('what open holds keep', () => {
  it('is told by hold rule, with age, denials and what became of those that ended', async () => {
    const tollgate = await startTollgate();
    onTestFinished(() => tollgate.stop());
    const { client } = tollgate;
    // $8.00, of which the first call takes $1.50: $6.50 are two holds of $3.00.
    const accountId = await accountWith(client, 800_000, 'stats');
    await client.authorize(outbound(accountId, 'ended'));
    await letPass(tollgate, accountId, 'ended', 1_900);
    // 1,800 s of 3,600 are half of the hold.
    await client.settle({ accountId, holdId: 'ended', connectedSeconds: 1_800 });
    await client.authorize(outbound(accountId, 'old'));
    await letPass(tollgate, accountId, 'old', 90);
    expect(await client.authorize(outbound(accountId, 'poor'))).toMatchObject({ decision: 'DECISION_ALLOW' });
    await client.release({ accountId, holdId: 'poor' });
    // Another $2.00 less are $1.50 beside the hold that is open.
    await client.adjustBalance({ accountId, amountMilliCents: -200_000, idempotencyKey: 'less' });
    expect(await client.authorize(outbound(accountId, 'denied'))).toMatchObject({ reason: 'INSUFFICIENT_CREDIT' });

    // The answer is remembered for five seconds; a server that has just started has not been asked.
    const { prefix } = tollgate.settings.redis;
    const other = await startTollgate({ env: { TOLLGATE_REDIS_PREFIX: prefix } });
    onTestFinished(() => other.stop());
    const { rules, complete } = await other.client.getHoldStats({});
    const calls = rules.find(({ holdRule }) => holdRule === 'calls');
    expect(complete).toBe(true);
    // Nobody has answered it, so all of it is stranded.
    const money = { heldMilliCents: '300000', strandedMilliCents: '300000' };
    expect(calls).toMatchObject({ service: 'call', openHolds: '1', ...money, endedHolds: '0' });
    expect(Number(calls?.ageOldestSeconds)).toBeGreaterThanOrEqual(90);

    const text = await (await fetch(`${tollgate.http}/metrics`)).text();
    expect(text).toContain(
      'tollgate_hold_denials_total{service="call",hold_rule="calls",reason="INSUFFICIENT_CREDIT"} 1',
    );
    expect(text).toMatch(/tollgate_hold_charged_ratio_sum\{service="call",hold_rule="calls"\} 0\.5\n/);

    const sampled = await (await fetch(`${other.http}/metrics`)).text();
    expect(sampled).toContain('tollgate_rule_open_holds{service="call",hold_rule="calls"} 1');
    expect(sampled).toContain('tollgate_rule_stranded_milli_cents{service="call",hold_rule="calls"} 300000');

    const shown = await command(['holds', 'stats', '--server', tollgate.app.grpcAddress]);
    expect(shown.out).toMatch(/\ncalls +call +\d+ +\$[\d.]+ +\$[\d.]+ .* 2 +25\.0 % +INSUFFICIENT_CREDIT 1\n/);
  });

  it('is the hold less what its call would cost if it ended now', () => {
    const timing = { authorizedAtMs: 0, answeredAtMs: 10_000, grantedUnits: 3_600 };
    const money = { holdMilliCents: 300_000, chargedMilliCents: 0, parts: [] };
    const hold = { ...timing, ...money, terms: TERMS } as unknown as HoldRecord;
    // 60 s at $0.05 a minute are 5,000; before the answer nothing is used.
    expect(strandedOf(hold, 70_000)).toBe(295_000);
    expect(strandedOf({ ...hold, answeredAtMs: 0 }, 70_000)).toBe(300_000);
    // What an interim settle has charged is held no more: of 10,000 for 120 s, 4,000 were charged.
    expect(strandedOf({ ...hold, holdMilliCents: 296_000, chargedMilliCents: 4_000 }, 130_000)).toBe(290_000);
    // Beyond its grant a hold keeps nothing that it does not need.
    expect(strandedOf(hold, 10_000_000)).toBe(0);
    // A message is used when it is sent.
    const message = { ...hold, terms: { ...TERMS, unit: 'segment', rateUnits: 1 }, grantedUnits: 60 };
    expect(strandedOf(message, 70_000)).toBe(0);
  });
});
