/** A sidecar is killed after it has claimed a crossing: what it had to say is said all the same, and once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createClient, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { startProgram, type Program } from '../outages/support/program.ts';
import { testRedis } from '../support/test-redis.ts';
import { mailServerForTest, receiverForTest } from './support/receivers.ts';

/** A start may run the sources; a delivery whose sidecar has died is hidden for 35 seconds. */
const LATE = { timeout: 60_000, interval: 100 };

async function clientOf({ grpcAddress }: Program): Promise<TollgateClient> {
  const client = createClient({ address: grpcAddress });
  onTestFinished(() => client.close());
  await vi.waitFor(async () => expect(await client.health('AccountService')).toBe('SERVING'), LATE);
  return client;
}

test.each([
  ['the same sidecar comes back', 1],
  ['another one takes over', 2],
])(
  'killed while it sends, %s',
  async (_who, sidecars) => {
    const { url, prefix } = testRedis();
    // The first mail is taken in and never answered: nobody knows whether it has arrived.
    const mail = await mailServerForTest({}, (count, done) => (count === 1 ? undefined : done()));
    const hook = await receiverForTest();
    const env = (name: string) => {
      const directory = mkdtempSync(join(tmpdir(), 'tollgate-killed-'));
      onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
      return {
        REDIS_URL: url,
        TOLLGATE_REDIS_PREFIX: prefix,
        TOLLGATE_DATA_DIR: join(directory, name),
        TOLLGATE_CATALOG: 'config/catalog',
        TOLLGATE_AUTH_TOKEN_KEYS: 'k'.repeat(32),
        TOLLGATE_ALERTS_WEBHOOKS: JSON.stringify([
          { name: 'ops', url: hook.url, secrets: [`whsec_${Buffer.alloc(32, 1).toString('base64')}`] },
        ]),
        TOLLGATE_ALERTS_ALLOWED_NETWORKS: '127.0.0.0/8',
        TOLLGATE_ALERTS_SMTP_HOST: '127.0.0.1',
        TOLLGATE_ALERTS_SMTP_PORT: String(mail.port),
        TOLLGATE_ALERTS_SMTP_TLS: 'none',
        TOLLGATE_ALERTS_SMTP_FROM: 'alerts@example.com',
      };
    };
    const first = env('first');
    const program = await startProgram(first);
    const client = await clientOf(program);
    await client.createAccount({ accountId: 'acme' });
    const contacts = [{ email: 'anna@example.com' }];
    await client.setAlerts({ accountId: 'acme', kinds: ['ALERT_KIND_STATUS_RED'], contacts });
    // The journal names the account, and the partition is in the hands of the first.
    const idempotencyKey = 'used';
    await client.adjustBalance({ accountId: 'acme', amountMilliCents: -400_000, idempotencyKey, note: 'used' });
    await vi.waitFor(() => expect(mail.mails).toHaveLength(1), LATE);
    await vi.waitFor(() => expect(hook.received).toHaveLength(1), LATE);
    program.child.kill('SIGKILL');
    const next = await startProgram(sidecars === 1 ? first : env('second'));
    const nextClient = await clientOf(next);
    await vi.waitFor(() => expect(mail.mails).toHaveLength(2), LATE);
    const ids = mail.mails.map(({ text }) => /^Message-ID: (.*)$/m.exec(text)?.[1]?.trim());
    expect(new Set(ids).size).toBe(1);
    const metrics = await (await fetch(`${next.http}/metrics`)).text();
    expect(metrics).toContain('tollgate_alert_repeats_total{channel="email"} 1');
    const { deliveries } = await nextClient.listAlertDeliveries({ state: 'DELIVERY_STATE_SENT' });
    expect(deliveries.map(({ channel, tries }) => `${channel} ${tries}`).sort()).toEqual(['email 2', 'webhook 1']);
    // The crossing itself was told before.
    expect(hook.received).toHaveLength(1);
  },
  180_000,
);
