import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createHmac } from 'node:crypto';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { type MailServer, type Receiver, startMailServer, startReceiver } from './support/receivers.ts';

const SECRETS = [`whsec_${Buffer.alloc(24, 1).toString('base64')}`, `whsec_${Buffer.alloc(32, 2).toString('base64')}`];
/** Looks come once a second, and an account is looked at again after five. */
const SOON = { timeout: 12_000, interval: 50 };

let mail: MailServer;
let hook: Receiver;
let tollgate: TestTollgate;
beforeAll(async () => {
  [mail, hook] = await Promise.all([startMailServer(), startReceiver()]);
  tollgate = await startTollgate({
    env: {
      TOLLGATE_ALERTS_WEBHOOKS: JSON.stringify([{ name: 'billing', url: hook.url, secrets: SECRETS }]),
      TOLLGATE_ALERTS_ALLOWED_NETWORKS: '127.0.0.0/8',
      TOLLGATE_ALERTS_SMTP_HOST: '127.0.0.1',
      TOLLGATE_ALERTS_SMTP_PORT: String(mail.port),
      TOLLGATE_ALERTS_SMTP_TLS: 'none',
      TOLLGATE_ALERTS_SMTP_FROM: 'Tollgate <alerts@example.com>',
    },
  });
});
afterAll(async () => {
  await tollgate.stop();
  await Promise.all([mail.stop(), hook.stop()]);
});

async function open(accountId: string, alerts: object, account: object = {}): Promise<void> {
  await tollgate.client.createAccount({ accountId, ...account });
  await tollgate.client.setAlerts({ accountId, ...alerts });
}

const mailsTo = (address: string) => mail.mails.filter(({ to }) => to.includes(address));
const eventsOf = (accountId: string) =>
  hook.received
    .map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> })
    .filter(({ data }) => data['account_id'] === accountId);

async function spend(accountId: string, milliCents: number, key: string): Promise<void> {
  await tollgate.client.adjustBalance({ accountId, amountMilliCents: -milliCents, idempotencyKey: key, note: 'used' });
}

describe('a low balance', () => {
  it('is told once to each contact whose role it concerns, and to the webhook, signed by every secret', async () => {
    await open('low', {
      kinds: ['ALERT_KIND_LOW_BALANCE'],
      lowBalanceMilliCents: 200_000,
      contacts: [
        { email: 'anna@low.example', name: 'Anna', role: 'CONTACT_ROLE_ADMIN' },
        { email: 'bo@low.example', role: 'CONTACT_ROLE_BILLING' },
        { email: 'tech@low.example', role: 'CONTACT_ROLE_TECHNICAL' },
      ],
    });
    await spend('low', 350_000, 'k1');
    await vi.waitFor(() => expect(mailsTo('bo@low.example')).toHaveLength(1), SOON);
    await vi.waitFor(() => expect(mailsTo('anna@low.example')).toHaveLength(1), SOON);
    const [first] = mailsTo('anna@low.example');
    expect(first?.from).toBe('alerts@example.com');
    expect(first?.text).toContain('Subject: Low balance: low has 1.50 USD left');
    expect(first?.text).toContain('To: Anna <anna@low.example>');
    expect(first?.text).toContain('Auto-Submitted: auto-generated');
    expect(first?.text).toContain('That is less than the 2.00 USD at which you asked to be told.');
    expect(first?.text).toMatch(/Message-ID: <alert_[0-9a-f]{32}\.1@example\.com>/);
    await vi.waitFor(() => expect(eventsOf('low')).toHaveLength(1), SOON);
    const post = hook.received.find(({ body }) => body.includes('"low"'));
    const id = String(post?.headers['webhook-id']);
    const signed = `${id}.${String(post?.headers['webhook-timestamp'])}.${post?.body}`;
    const signatures = SECRETS.map((secret) => {
      const key = Buffer.from(secret.slice(6), 'base64');
      return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
    });
    expect(post?.headers['webhook-signature']).toBe(signatures.join(' '));
    expect(eventsOf('low')[0]).toMatchObject({
      type: 'account.low_balance',
      data: {
        alert_id: id,
        credit_milli_cents: 150_000,
        low_balance: [{ basis: 'amount', value: 200_000, threshold_milli_cents: 200_000 }],
      },
    });
    // Still low, and lower: nothing new. A little more is no recovery.
    await spend('low', 10_000, 'k2');
    await tollgate.client.addCredit({ accountId: 'low', amountMilliCents: 65_000, idempotencyKey: 'up' });
    await spend('low', 30_000, 'k3');
    await new Promise((resolve) => setTimeout(resolve, 7_000));
    expect(eventsOf('low')).toHaveLength(1);
    expect(mailsTo('anna@low.example')).toHaveLength(1);
    expect(mailsTo('tech@low.example')).toHaveLength(0);
  });
});
