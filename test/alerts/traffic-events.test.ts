import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { DecisionLine } from '../../src/control/environment.ts';
import { SampledNews } from '../../src/alerts/traffic-news.ts';
import type { Attempt } from '../../src/alerts/channels/channel.ts';
import { copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';
import { accountWith, outbound } from '../requirements/support/traffic.ts';
import { type Event, SOON, startAlerting } from './support/alerting.ts';

const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync('docs/traffic-events.schema.json', 'utf8')) as object,
);

it('a webhook that asks for events of traffic is sent what was denied and what nobody settled', async () => {
  const catalog = copyOf(DEFAULT_CATALOG);
  catalog.edit('holds.yaml', 'grace_seconds: 60', 'grace_seconds: 0');
  const alerting = await startAlerting({ catalog: catalog.directory }, { events: ['denied', 'expired'] });
  onTestFinished(() => alerting.stop());
  const { client } = alerting.tollgate;
  const poor = await accountWith(client, 100_000, 'poor');
  await client.authorize(outbound(poor, 'dear'));
  // A denial is not remembered: whoever asks again is denied again.
  await client.authorize(outbound(poor, 'dear'));
  await client.updateAccount({ accountId: poor, state: 'ACCOUNT_STATE_SUSPENDED' });
  await client.authorize(outbound(poor, 'suspended'));
  const rich = await accountWith(client, 900_000, 'rich');
  await client.authorize(outbound(rich, 'left', { requestedSeconds: 1 }));
  await client.answer({ accountId: rich, holdId: 'left' });
  const events = () =>
    alerting.hook.received.flatMap(
      ({ body }) => (JSON.parse(body) as Event).data['events'] as Record<string, unknown>[],
    );
  await vi.waitFor(() => expect(events().map(({ type }) => type)).toContain('traffic.expired'), SOON);
  const denied = { service: 'call', verb: 'authorize', number_class: 'standard', charged_milli_cents: 0 };
  expect(events().slice(0, -1)).toMatchObject([
    { type: 'traffic.exhausted', account_id: poor, hold_id: 'dear', reason: 'INSUFFICIENT_CREDIT', ...denied },
    { type: 'traffic.exhausted', account_id: poor, hold_id: 'dear', reason: 'INSUFFICIENT_CREDIT' },
    { type: 'traffic.denied', account_id: poor, hold_id: 'suspended', reason: 'ACCOUNT_SUSPENDED', ...denied },
  ]);
  expect(events().at(-1)).toMatchObject({ account_id: rich, hold_id: 'left', verb: 'sweep', reason: '' });
  for (const { body } of alerting.hook.received) {
    expect([validate(JSON.parse(body)), validate.errors]).toEqual([true, null]);
    expect(body).not.toContain('4155550123');
  }
});

describe('events that nobody takes', () => {
  const denial = { verb: 'authorize', holdId: 'h', traffic: { accountId: 'a', service: 'call' } };
  const result = { decision: 'deny', replayed: false, reason: 'NO_RATE', rule: '', numberClass: '', limit: '' };
  const line = { ...denial, result } as unknown as DecisionLine;

  it('wait in a bounded number, and what there is no room for is counted and told', async () => {
    const counted = { sent: 0, dropped: 0 };
    const bodies: string[] = [];
    let attempt: Attempt = { outcome: 'failed', why: 'away', forGood: false, uncertain: false, waitMs: 0 };
    const news = new SampledNews({
      sidecarId: 'one',
      endpoints: [
        { name: 'ops', events: new Set(['denied']) },
        { name: 'billing', events: new Set(['low_balance']) },
      ],
      post: (_endpoint, _id, body) => {
        bodies.push(body);
        return Promise.resolve(attempt);
      },
      limitReached: () => Promise.resolve(),
      metrics: { traffic: (outcome, count) => void (counted[outcome] += count) },
      logger: { warn: () => undefined },
    });
    for (let count = 0; count < 1_234; count += 1) news.decided(line);
    expect(counted).toEqual({ sent: 0, dropped: 234 });
    news.start();
    onTestFinished(() => news.stop());
    await vi.waitFor(() => expect(bodies).toHaveLength(1), SOON);
    attempt = { outcome: 'sent' };
    await vi.waitFor(() => expect(counted.sent).toBe(100), SOON);
    const data = bodies.map((body) => (JSON.parse(body) as Event).data as { dropped: number; events: unknown[] });
    expect(data.map(({ dropped, events }) => [dropped, events.length])).toEqual([
      [234, 100],
      [234, 100],
    ]);
    // Told once.
    await vi.waitFor(() => expect(counted.sent).toBe(200), SOON);
    expect((JSON.parse(bodies[2] ?? '') as Event).data).toMatchObject({ dropped: 0 });
  });
});
