import { fileURLToPath } from 'node:url';
import { expect, it, type TestContext, vi } from 'vitest';
import { type Alerting, SOON, startAlerting, twoLooks } from '../alerts/support/alerting.ts';
import { PAY_PER_MINUTE } from './support/catalogs.ts';
import { outbound } from './support/traffic.ts';

// $1 is 100,000 milli-cents, a credit is 1,000.
const MESSAGING_CREDIT = fileURLToPath(new URL('../../examples/catalogs/messaging-credit', import.meta.url));

async function alertingWith({ onTestFinished }: TestContext, catalog: string): Promise<Alerting> {
  const alerting = await startAlerting({ catalog });
  onTestFinished(() => alerting.stop());
  return alerting;
}

const told = (alerting: Alerting, accountId: string) => alerting.eventsOf(accountId).map(({ type }) => type);

it.concurrent(
  'PM-10 tells of a low balance on request, once for each time, and nobody who did not ask',
  async (context) => {
    const alerting = await alertingWith(context, PAY_PER_MINUTE);
    const { client } = alerting.tollgate;
    for (const accountId of ['asks', 'does-not']) await client.createAccount({ accountId });
    await client.setAlerts({
      accountId: 'asks',
      kinds: ['ALERT_KIND_LOW_BALANCE'],
      lowBalanceMilliCents: 499_950,
      contacts: [{ email: 'anna@example.com' }],
    });
    // Two calls, each of a second and a bit, at $0.05 a minute; $5.00 before.
    for (const holdId of ['first', 'second']) {
      for (const accountId of ['asks', 'does-not']) {
        await client.authorize(outbound(accountId, holdId));
        await client.answer({ accountId, holdId });
        await client.settle({ accountId, holdId, connectedSeconds: 1 });
      }
    }
    await vi.waitFor(() => expect(alerting.mailsTo('anna@example.com')).toHaveLength(1), SOON);
    await vi.waitFor(() => expect(told(alerting, 'asks')).toEqual(['account.low_balance']), SOON);
    // Credit is added, which is usable at once, and used up: that is another time.
    await client.addCredit({ accountId: 'asks', amountMilliCents: 500_000, idempotencyKey: 'more' });
    await twoLooks();
    expect(alerting.mailsTo('anna@example.com')).toHaveLength(1);
    expect(alerting.hook.received).toHaveLength(1);
    await client.adjustBalance({ accountId: 'asks', amountMilliCents: -600_000, idempotencyKey: 'used', note: 'used' });
    await vi.waitFor(() => expect(alerting.mailsTo('anna@example.com')).toHaveLength(2), SOON);
  },
  60_000,
);

it.concurrent(
  'MC-7 warns all admins of a team of low credit, and those of the company where a team has none',
  async (context) => {
    const alerting = await alertingWith(context, MESSAGING_CREDIT);
    const { client } = alerting.tollgate;
    const contact = (name: string, role: 'ADMIN' | 'BILLING' | 'TECHNICAL', accountsBelow = false) => ({
      email: `${name}@example.com`,
      role: `CONTACT_ROLE_${role}` as const,
      accountsBelow,
    });
    await client.createAccount({ accountId: 'company', plan: 'free' });
    await client.createAccount({ accountId: 'company-team', plan: 'free', parentAccountId: 'company' });
    await client.createAccount({ accountId: 'company-other', plan: 'free', parentAccountId: 'company' });
    const asked = { kinds: ['ALERT_KIND_LOW_BALANCE' as const], lowBalanceMilliCents: 50_000 };
    // The company asks for nothing itself.
    const company = [contact('ceo', 'ADMIN'), contact('ops', 'ADMIN', true), contact('noc', 'TECHNICAL', true)];
    await client.setAlerts({ accountId: 'company', contacts: company });
    const team = [contact('anna', 'ADMIN'), contact('bo', 'ADMIN'), contact('chris', 'TECHNICAL')];
    await client.setAlerts({ accountId: 'company-team', ...asked, contacts: team });
    await client.setAlerts({ accountId: 'company-other', ...asked });
    for (const accountId of ['company-team', 'company-other']) {
      await client.addCredit({ accountId, amountMilliCents: 51_000, idempotencyKey: 'bought' });
      await client.adjustBalance({ accountId, amountMilliCents: -2_000, idempotencyKey: 'used', note: 'two credits' });
    }
    const mailed = () => alerting.mail.mails.map(({ to: [address = ''] }) => address).sort();
    // All admins of the team, and who watches over all teams; of the other team those of the company.
    await vi.waitFor(
      () =>
        expect(mailed()).toEqual([
          'anna@example.com',
          'bo@example.com',
          'ceo@example.com',
          'ops@example.com',
          'ops@example.com',
        ]),
      SOON,
    );
    await twoLooks();
    expect(mailed()).toHaveLength(5);
  },
  60_000,
);
