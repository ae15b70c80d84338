/** Several sidecars of one store, and ways that fail for a while: everybody is told once. */
import { expect, it, vi } from 'vitest';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { SOON, spend, startAlerting, twoLooks } from './support/alerting.ts';

const ACCOUNTS = Array.from({ length: 12 }, (_, index) => `acme-${index + 1}`);

it.concurrent(
  'two sidecars tell each crossing once, also while one comes and goes',
  async ({ onTestFinished }) => {
    const alerting = await startAlerting();
    onTestFinished(() => alerting.stop());
    const { prefix } = alerting.tollgate.settings.redis;
    const another = (): Promise<TestTollgate> =>
      startTollgate({ env: { ...alerting.env, TOLLGATE_REDIS_PREFIX: prefix } });
    let second = await another();
    const { client } = alerting.tollgate;
    for (const accountId of ACCOUNTS) {
      await client.createAccount({ accountId });
      const contacts = [{ email: `${accountId}@example.com` }];
      await client.setAlerts({ accountId, kinds: ['ALERT_KIND_LOW_BALANCE'], lowBalanceMilliCents: 100_000, contacts });
    }
    await second.stop();
    second = await another();
    await Promise.all(ACCOUNTS.map((accountId) => spend(alerting, accountId, 450_000)));
    const mailed = () => alerting.mail.mails.map(({ to: [address = ''] }) => address).sort();
    const everybody = ACCOUNTS.map((accountId) => `${accountId}@example.com`).sort();
    await vi.waitFor(() => expect(mailed()).toEqual(everybody), SOON);
    await vi.waitFor(() => expect(alerting.hook.received).toHaveLength(ACCOUNTS.length), SOON);
    // Who begins to ask is looked at soon, whichever sidecar was told.
    for (const [name, through] of [
      ['late-1', client],
      ['late-2', second.client],
    ] as const) {
      await through.createAccount({ accountId: name });
      await through.setAlerts({ accountId: name, kinds: ['ALERT_KIND_STATUS_AMBER'] });
    }
    await vi.waitFor(() => expect(alerting.eventsOf('late-1')).toHaveLength(1), SOON);
    await vi.waitFor(() => expect(alerting.eventsOf('late-2')).toHaveLength(1), SOON);
    // The one that works on the partitions goes; the other looks at everything anew.
    await alerting.tollgate.stop();
    await twoLooks();
    expect(mailed()).toEqual(everybody);
    expect(alerting.hook.received).toHaveLength(ACCOUNTS.length + 2);
    await second.stop();
  },
  60_000,
);

it.concurrent('a way that is away is tried again, and nobody else waits for it', async ({ onTestFinished }) => {
  const alerting = await startAlerting();
  onTestFinished(() => alerting.stop());
  await alerting.mail.stop();
  const { client } = alerting.tollgate;
  await client.createAccount({ accountId: 'acme' });
  const contacts = [{ email: 'anna@example.com' }];
  await client.setAlerts({ accountId: 'acme', kinds: ['ALERT_KIND_STATUS_RED'], contacts });
  await spend(alerting, 'acme', 400_000);
  await vi.waitFor(() => expect(alerting.hook.received).toHaveLength(1), SOON);
  await vi.waitFor(async () => {
    const { deliveries } = await client.listAlertDeliveries({ state: 'DELIVERY_STATE_PENDING' });
    expect(deliveries).toMatchObject([{ channel: 'email', receiver: 'anna@example.com', tries: 1 }]);
    expect(deliveries[0]?.why).toContain('ECONNREFUSED');
  }, SOON);
  await alerting.mail.startAgain();
  await vi.waitFor(() => expect(alerting.mail.mails).toHaveLength(1), SOON);
  await vi.waitFor(async () => {
    const { deliveries } = await client.listAlertDeliveries({ state: 'DELIVERY_STATE_SENT' });
    expect(deliveries.map(({ channel }) => channel).sort()).toEqual(['email', 'webhook']);
  }, SOON);
  expect(alerting.hook.received).toHaveLength(1);
});

it.concurrent(
  'what is refused for good is given up, told in the metrics, and sent again on demand',
  async ({ onTestFinished }) => {
    let isKnown = false;
    const alerting = await startAlerting(
      {},
      {},
      {
        onRcptTo: (_address, _session, done) =>
          done(isKnown ? null : Object.assign(new Error('no such box'), { responseCode: 550 })),
      },
    );
    onTestFinished(() => alerting.stop());
    const { client } = alerting.tollgate;
    await client.createAccount({ accountId: 'acme' });
    const contacts = [{ email: 'anna@example.com' }];
    await client.setAlerts({ accountId: 'acme', kinds: ['ALERT_KIND_STATUS_RED'], contacts });
    await client.testAlerts({ accountId: 'acme' });
    const dead = async () => (await client.listAlertDeliveries({})).deliveries;
    await vi.waitFor(async () => expect(await dead()).toHaveLength(1), SOON);
    const [delivery] = await dead();
    expect(delivery).toMatchObject({ accountId: 'acme', type: 'account.test', state: 'DELIVERY_STATE_DEAD' });
    expect(delivery?.why).toContain('550');
    const metrics = await (await fetch(`${alerting.tollgate.http}/metrics`)).text();
    expect(metrics).toContain('tollgate_alert_deliveries_total{channel="email",outcome="dead"} 1');
    isKnown = true;
    expect(await client.resendAlerts({ accountId: 'acme', id: delivery?.id ?? '' })).toEqual({ resent: '1' });
    await vi.waitFor(() => expect(alerting.mail.mails).toHaveLength(1), SOON);
    expect(alerting.mail.mails[0]?.text).toContain(`Message-ID: <${delivery?.id}@example.com>`);
  },
);
