import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';
import { outbound } from '../requirements/support/traffic.ts';
import { type Billing, startBilling } from '../recharge/support/billing.ts';
import { tollgate as cli } from '../cli/support/terminal.ts';
import { type Alerting, SECRETS, SOON, spend, startAlerting, twoLooks } from './support/alerting.ts';

const LIMITS = `
rules:
  - { id: day, name: a day, match: { service: call }, max_spend_per_day: '3.50' }
`;
const PLANS = `
plans:
  default: { signup_credit: '5.00' }
  monthly: { credits: { amount: '0.01' }, on_plan_exhausted: use_balance }
`;

let alerting: Alerting;
let billing: Billing;
const overs: (() => Promise<void>)[] = [];
beforeAll(async () => {
  billing = await startBilling((stop) => overs.push(stop));
  const catalog = copyOf(DEFAULT_CATALOG, afterAll);
  catalog.write('limits.yaml', LIMITS);
  catalog.write('plans.yaml', PLANS);
  catalog.edit('holds.yaml', 'grace_seconds: 60', 'grace_seconds: 0');
  alerting = await startAlerting({ catalog: catalog.directory, env: billing.env });
});
afterAll(async () => {
  await alerting.stop();
  for (const over of overs) await over();
});

async function open(accountId: string, alerts: object, account: object = {}): Promise<void> {
  await alerting.tollgate.client.createAccount({ accountId, ...account });
  await alerting.tollgate.client.setAlerts({ accountId, ...alerts });
}

const told = (accountId: string) => alerting.eventsOf(accountId).map(({ type }) => type.replace('account.', ''));

describe.concurrent('an account', () => {
  it('is told of a low balance once: each contact whose role it concerns, and the webhook, signed', async () => {
    await open(
      'low',
      {
        kinds: ['ALERT_KIND_LOW_BALANCE'],
        lowBalanceMilliCents: 200_000,
        contacts: [
          { email: 'anna@low.example', name: 'Anna', role: 'CONTACT_ROLE_ADMIN' },
          { email: 'bo@low.example', role: 'CONTACT_ROLE_BILLING' },
          { email: 'tech@low.example', role: 'CONTACT_ROLE_TECHNICAL' },
        ],
      },
      { timeZone: 'Asia/Tokyo' },
    );
    await spend(alerting, 'low', 350_000);
    await vi.waitFor(() => expect(alerting.mailsTo('bo@low.example')).toHaveLength(1), SOON);
    await vi.waitFor(() => expect(alerting.mailsTo('anna@low.example')).toHaveLength(1), SOON);
    const [mail] = alerting.mailsTo('anna@low.example');
    expect(mail?.from).toBe('alerts@example.com');
    expect(mail?.text).toContain('Subject: Low balance: low has 1.50 USD left');
    expect(mail?.text).toContain('To: Anna <anna@low.example>');
    expect(mail?.text).toContain('Auto-Submitted: auto-generated');
    expect(mail?.text).toContain('That is less than the 2.00 USD at which you asked to be told.');
    expect(mail?.text).toMatch(/When: {7}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(Asia\/Tokyo\)/);
    expect(mail?.text).toMatch(/Message-ID: <alert_[0-9a-f]{32}\.1@example\.com>/);
    await vi.waitFor(() => expect(told('low')).toEqual(['low_balance']), SOON);
    const [post] = alerting.postsOf('low');
    const id = String(post?.headers['webhook-id']);
    const signed = `${id}.${String(post?.headers['webhook-timestamp'])}.${post?.body}`;
    const signatures = SECRETS.map((secret) => {
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
    });
    expect(post?.headers['webhook-signature']).toBe(signatures.join(' '));
    expect(alerting.eventsOf('low')[0]?.data).toMatchObject({
      alert_id: id,
      credit_milli_cents: 150_000,
      low_balance: [{ basis: 'amount', value: 200_000, threshold_milli_cents: 200_000 }],
    });
    // Still low, and lower: nothing new.
    await spend(alerting, 'low', 10_000);
    await twoLooks();
    expect(told('low')).toEqual(['low_balance']);
    expect(alerting.mailsTo('anna@low.example')).toHaveLength(1);
    expect(alerting.mailsTo('tech@low.example')).toHaveLength(0);
  });

  it('is told of its colours, and when it is green again', async () => {
    const kinds = ['ALERT_KIND_STATUS_AMBER', 'ALERT_KIND_STATUS_RED', 'ALERT_KIND_STATUS_GREEN'];
    await open('colours', { kinds });
    await vi.waitFor(() => expect(told('colours')).toEqual(['status_amber']), SOON);
    await spend(alerting, 'colours', 250_000);
    await vi.waitFor(() => expect(told('colours')).toEqual(['status_amber', 'status_red']), SOON);
    await alerting.tollgate.client.addCredit({
      accountId: 'colours',
      amountMilliCents: 1_000_000,
      idempotencyKey: 'up',
    });
    await vi.waitFor(() => expect(told('colours')).toEqual(['status_amber', 'status_red', 'status_green']), SOON);
    expect(alerting.eventsOf('colours')[2]?.data).toMatchObject({ status_before: 'red', account_status: 'green' });
  });

  it('is told that its plan is used up, while the balance goes on', async () => {
    await open('plan', { kinds: ['ALERT_KIND_PLAN_EXHAUSTED'] }, { plan: 'monthly' });
    const { client } = alerting.tollgate;
    await client.addCredit({ accountId: 'plan', amountMilliCents: 1_000_000, idempotencyKey: 'own' });
    const message = { service: 'sms', to: '+14155550123', from: '+12025550100', units: 20 };
    const { decision } = await client.charge({ ...outbound('plan', ''), ...message, idempotencyKey: 'many' });
    expect(decision).toBe('DECISION_ALLOW');
    await vi.waitFor(() => expect(told('plan')).toEqual(['plan_exhausted']), SOON);
    expect(alerting.eventsOf('plan')[0]?.data).toMatchObject({
      plan_milli_cents: 1_000,
      plan_credits_remaining_milli_cents: 0,
    });
  });

  it('is told that a limit was reached, once, and who is technical hears of it', async () => {
    const contacts = [
      { email: 'tech@limit.example', role: 'CONTACT_ROLE_TECHNICAL' },
      { email: 'bo@limit.example', role: 'CONTACT_ROLE_BILLING' },
    ];
    await open('limit', { kinds: ['ALERT_KIND_LIMIT_REACHED'], contacts });
    const { client } = alerting.tollgate;
    await client.addCredit({ accountId: 'limit', amountMilliCents: 1_000_000, idempotencyKey: 'own' });
    await client.authorize(outbound('limit', 'first'));
    for (const holdId of ['second', 'third']) {
      expect(await client.authorize(outbound('limit', holdId))).toMatchObject({ reason: 'SPEND_LIMIT' });
    }
    await vi.waitFor(() => expect(alerting.mailsTo('tech@limit.example')).toHaveLength(1), SOON);
    await vi.waitFor(() => expect(told('limit')).toEqual(['limit_reached']), SOON);
    expect(alerting.eventsOf('limit')[0]?.data).toMatchObject({ limit: 'a day' });
    expect(alerting.mailsTo('bo@limit.example')).toHaveLength(0);
  });

  it('is told of a hold that nobody settled', async () => {
    await open('stranded', { kinds: ['ALERT_KIND_HOLD_STRANDED'] });
    const { client } = alerting.tollgate;
    await client.authorize(outbound('stranded', 'left', { requestedSeconds: 1 }));
    await client.answer({ accountId: 'stranded', holdId: 'left' });
    await vi.waitFor(() => expect(told('stranded')).toEqual(['hold_stranded']), SOON);
    expect(alerting.eventsOf('stranded')[0]?.data).toMatchObject({ hold_id: 'left', service: 'call' });
  });

  it('is told that a recharge has failed, and why', async () => {
    billing.reactions.push('failed');
    const contacts = [{ email: 'bo@recharge.example', role: 'CONTACT_ROLE_BILLING' }];
    await open('recharge', { kinds: ['ALERT_KIND_RECHARGE_FAILED'], contacts });
    const { client } = alerting.tollgate;
    const accountId = 'recharge';
    await client.setPaymentMethod({ accountId, methodId: 'card-1', customerId: 'c-1', verified: true });
    const lines = { thresholdMilliCents: 600_000, amountMilliCents: 1_000_000 };
    await client.setRecharge({ accountId, enabled: true, ...lines });
    await vi.waitFor(() => expect(told('recharge')).toEqual(['recharge_failed']), SOON);
    await vi.waitFor(() => expect(alerting.mailsTo('bo@recharge.example')).toHaveLength(1), SOON);
    const { recharge } = await client.getRecharge({ accountId });
    const [payment] = recharge?.history ?? [];
    const { payment_id: id, reason } = alerting.eventsOf('recharge')[0]?.data ?? {};
    expect(id).toBe(payment?.rechargeId);
    expect(alerting.mailsTo('bo@recharge.example')[0]?.text).toContain(`has failed: ${String(reason)}.`);
  });

  it('that asks for nothing is told nothing, and one that asks no more neither', async () => {
    await alerting.tollgate.client.createAccount({ accountId: 'silent' });
    await open('no-more', { kinds: ['ALERT_KIND_STATUS_RED'], contacts: [{ email: 'anna@no-more.example' }] });
    await alerting.tollgate.client.setAlerts({ accountId: 'no-more' });
    for (const accountId of ['silent', 'no-more']) await spend(alerting, accountId, 500_000);
    await twoLooks();
    expect([...told('silent'), ...told('no-more'), ...alerting.mailsTo('anna@no-more.example')]).toEqual([]);
    const { alerts } = await alerting.tollgate.client.getAlerts({ accountId: 'no-more' });
    expect(alerts).toMatchObject({ kinds: [], contacts: [] });
  });
});

describe('the command line', () => {
  const run = (...words: readonly string[]) =>
    cli([...words, '--server', alerting.tollgate.app.grpcAddress], { TZ: 'UTC' });

  it('says what an account wants to be told, keeps what is not named, and tries it', async () => {
    await alerting.tollgate.client.createAccount({ accountId: 'cli' });
    const contact = 'Bo Li <bo@cli.example>';
    const set = await run('alerts', 'set', 'cli', '--low-balance', '0.50', '--contact', `billing:${contact}`);
    expect(set).toMatchObject({ code: 0, err: '' });
    expect((await run('alerts', 'set', 'cli', '--low-days', '7', '--kind', 'status_red')).code).toBe(0);
    const shown = await run('alerts', 'show', 'cli');
    expect(shown.out).toContain('low_balance, status_red');
    expect(shown.out).toContain('less than $0.50, or less than 7 days of usual use');
    expect(shown.out).toMatch(/billing +bo@cli\.example +Bo Li/);
    expect((await run('alerts', 'test', 'cli')).out).toBe('2 under way\n');
    await vi.waitFor(() => expect(alerting.mailsTo('bo@cli.example')).toHaveLength(1), SOON);
    expect(alerting.mailsTo('bo@cli.example')[0]?.text).toContain('Subject: Test: alerts of cli reach you');
    await vi.waitFor(async () => {
      expect((await run('alerts', 'list', '--state', 'sent', '--account', 'cli')).out).toMatch(
        /(cli +account\.test +(bo@cli\.example|billing) .*\n){2}/,
      );
    }, SOON);
    expect((await run('alerts', 'resend', '--all')).out).toBe('no such delivery was given up\n');
    expect((await run('alerts', 'secret')).code).toBe(2);
    expect((await cli(['alerts', 'secret'])).out).toMatch(/^whsec_[A-Za-z0-9+/]{43}=\n$/);
  });

  it('is one way; HTTP is another', async () => {
    await alerting.tollgate.client.createAccount({ accountId: 'http' });
    const url = `${alerting.tollgate.http}/v1/accounts/http/alerts`;
    const put = (body: object) =>
      fetch(url, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const asked = {
      kinds: ['low_balance', 'plan_exhausted'],
      low_balance_percent: 10,
      contacts: [{ email: 'anna@http.example', name: 'Anna', role: 'technical', accounts_below: true }],
    };
    expect((await put(asked)).status).toBe(200);
    expect(await (await fetch(url)).json()).toEqual({
      account_id: 'http',
      kinds: ['ALERT_KIND_LOW_BALANCE', 'ALERT_KIND_PLAN_EXHAUSTED'],
      low_balance_milli_cents: null,
      low_balance_percent: 10,
      low_balance_days: null,
      contacts: [{ email: 'anna@http.example', name: 'Anna', role: 'CONTACT_ROLE_TECHNICAL', accounts_below: true }],
    });
    const wrong = async (body: object) => ((await (await put(body)).json()) as { error: object }).error;
    expect(await wrong({ ...asked, contacts: [{ email: 'anna@http.example\nBcc: eve@x.example' }] })).toMatchObject({
      reason: 'INVALID_FIELD',
      field: 'contacts[0].email',
    });
    const twice = [{ email: 'a@x.example' }, { email: 'A@x.example' }];
    expect(await wrong({ ...asked, contacts: twice })).toMatchObject({ field: 'contacts[1].email' });
    expect(await wrong({ ...asked, kinds: ['loud'] })).toMatchObject({ field: 'kinds[0]' });
    expect(await wrong({ ...asked, kinds: ['plan_exhausted'] })).toMatchObject({ field: 'kinds' });
    expect(await wrong({ ...asked, contacts: [{ email: 'a@x.example', role: 'boss' }] })).toMatchObject({
      field: 'contacts[0].role',
    });
  });

  it('says what is wrong with what it is told', async () => {
    const wrong = async (...words: readonly string[]) => (await run('alerts', 'set', 'cli', ...words)).err;
    expect(await wrong('--contact', 'boss:anna@example.com')).toContain('must be a role (admin, billing, technical)');
    expect(await wrong('--contact', 'admin:anna@example.com,eve@example.com')).toContain('must be one address');
    expect(await wrong('--low-percent', '101')).toContain('must be from 1 to 100');
    expect(await wrong('--kind', 'loud')).toContain('--kind must be low_balance or');
    expect((await run('alerts', 'test', 'nobody')).err).toContain('no such account');
    await alerting.tollgate.client.createAccount({ accountId: 'quiet' });
    expect((await run('alerts', 'test', 'quiet')).err).toContain('asks for no alerts');
  });
});

it('what webhooks were sent is as the schema says, and has no whole number in it', () => {
  const schema = JSON.parse(readFileSync('docs/alert-event.schema.json', 'utf8')) as object;
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  expect(alerting.hook.received.length).toBeGreaterThan(8);
  for (const { body } of alerting.hook.received) {
    expect([validate(JSON.parse(body)), validate.errors]).toEqual([true, null]);
    expect(body).not.toMatch(/\+?1?4155550123|2025550100/);
  }
});
