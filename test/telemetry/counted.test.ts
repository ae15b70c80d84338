/** A whole Tollgate counts each event once, under the rule that caused it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';
import { type CatalogCopy, copyOf, DEFAULT_CATALOG } from '../requirements/support/catalogs.ts';
import { accountWith, newId, outbound } from '../requirements/support/traffic.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { hasNativeServer } from '../support/test-redis.ts';
import { startTollgate, type TestTollgate } from '../support/tollgate.ts';
import { samplesIn } from './support/exposition.ts';

const LIMITS = `
rules:
  - { name: two at once, match: { service: call, number_class: standard }, max_open_holds: 2 }
  - { name: three messages, match: { service: sms }, max_new_holds: { count: 3, per_seconds: 86400 }, mode: shadow }
  - { name: dear messages, match: { service: sms }, max_cost_per_call: '0.04', mode: shadow }
`;

const BLOCKING = `
rules:
  - { name: germany, match: { country: DE } }
  - { name: france, match: { country: FR }, mode: shadow }
`;

describe('a running Tollgate', () => {
  let catalog: CatalogCopy;
  let tollgate: TestTollgate;
  let client: TollgateClient;
  beforeAll(async () => {
    catalog = copyOf(DEFAULT_CATALOG, afterAll);
    catalog.write('limits.yaml', LIMITS);
    catalog.write('blocking.yaml', BLOCKING);
    tollgate = await startTollgate({ catalog: catalog.directory });
    client = tollgate.client;
  });
  afterAll(() => tollgate.stop());

  async function samples(): Promise<Map<string, number>> {
    return samplesIn(await (await fetch(`${tollgate.http}/metrics`)).text());
  }

  /** The counters that moved, and by how much. */
  async function movedBy(act: () => Promise<unknown>): Promise<Record<string, number>> {
    const before = await samples();
    await act();
    const after = await samples();
    const moved: Record<string, number> = {};
    for (const [series, value] of after) {
      if (!/^tollgate_(rule_denials|shadow_denials|decisions|replays|settle_flags|hold_\w+_count)/.test(series))
        continue;
      const change = value - (before.get(series) ?? Number.NaN);
      if (change !== 0) moved[series.replace('tollgate_', '')] = change;
    }
    return moved;
  }

  const decided = (verb: string, service: string, decision: string, reason = '') =>
    `decisions_total{verb="${verb}",service="${service}",decision="${decision}",reason="${reason}"}`;
  const byClass = (service: string, decision: string, numberClass = 'standard') =>
    `decisions_by_number_class_total{service="${service}",direction="outbound",number_class="${numberClass}",decision="${decision}"}`;
  const rule = (reason: string, name: string) => `rule_denials_total{reason="${reason}",rule="${name}"}`;
  const shadow = (reason: string, name: string) => `shadow_denials_total{reason="${reason}",rule="${name}"}`;

  it('tells which rule blocked, and which would have', async () => {
    const accountId = await accountWith(client, 10_000_000);
    const call = (to: string) => client.authorize(outbound(accountId, newId('hold'), { to }));
    expect(await movedBy(() => call('+493012345678'))).toEqual({
      [decided('authorize', 'call', 'deny', 'DESTINATION_BLOCKED')]: 1,
      [byClass('call', 'deny')]: 1,
      [rule('DESTINATION_BLOCKED', 'germany')]: 1,
    });
    expect(await movedBy(() => call('+33142685300'))).toEqual({
      [decided('authorize', 'call', 'allow', 'DESTINATION_BLOCKED')]: 1,
      [byClass('call', 'allow')]: 1,
      [shadow('DESTINATION_BLOCKED', 'france')]: 1,
      'hold_milli_cents_count{service="call"}': 1,
    });
    const line = tollgate.logs.findLast(({ msg }) => msg === 'decision');
    expect(line).toMatchObject({ shadowed: true, reason: 'DESTINATION_BLOCKED', rule: 'france', limit: '' });
  });

  it('tells which limit denied, also to one recipient of a batch, and nothing twice', async () => {
    const accountId = await accountWith(client, 10_000_000);
    const recipients = ['a', 'b', 'c'].map((name) => ({ holdId: `${accountId}-${name}`, to: '+14155550123' }));
    const batch = { ...outbound(accountId, ''), recipients };
    const denied = {
      [decided('authorize', 'call', 'deny', 'CONCURRENCY_LIMIT')]: 1,
      [byClass('call', 'deny')]: 1,
      [rule('CONCURRENCY_LIMIT', 'two at once')]: 1,
    };
    expect(await movedBy(() => client.authorizeBatch(batch))).toEqual({
      ...denied,
      [decided('authorize', 'call', 'allow')]: 2,
      [byClass('call', 'allow')]: 2,
      'hold_milli_cents_count{service="call"}': 2,
    });
    // A denial is decided afresh; what was allowed is only repeated.
    expect(await movedBy(() => client.authorizeBatch(batch))).toEqual({
      ...denied,
      'replays_total{verb="authorize"}': 2,
    });
  });

  it('tells which limit in shadow would have denied a charge: the first in the order of the reasons', async () => {
    const accountId = await accountWith(client, 10_000_000);
    const charge = (text: string) =>
      client.charge({ accountId, service: 'sms', direction: 1, from: '+12025550100', to: '+14155550123', text });
    const dear = 'x'.repeat(800);
    for (const [text, reason, name] of [
      [dear, 'SPEND_LIMIT', 'dear messages'],
      ['short', '', ''],
      ['short', '', ''],
      [dear, 'VELOCITY_LIMIT', 'three messages'],
      ['short', 'VELOCITY_LIMIT', 'three messages'],
    ] as const) {
      expect(await movedBy(() => charge(text))).toEqual({
        [decided('charge', 'sms', 'allow', reason)]: 1,
        [byClass('sms', 'allow')]: 1,
        ...(reason !== '' && { [shadow(reason, name)]: 1 }),
      });
    }
  });

  it('measures a hold under its rule when it ends, and counts repeats apart', async () => {
    const accountId = await accountWith(client, 10_000_000);
    const call = { accountId, holdId: 'ends' };
    await client.authorize(outbound(accountId, 'ends'));
    await client.answer(call);
    const settle = () => client.settle({ ...call, connectedSeconds: 1 });
    const ratio = (kind: string) => `hold_${kind}_ratio_count{service="call",hold_rule="calls"}`;
    expect(await movedBy(settle)).toEqual({ [ratio('charged')]: 1, [ratio('used')]: 1 });
    expect(await movedBy(settle)).toEqual({ 'replays_total{verb="settle"}': 1 });
    expect(await movedBy(() => client.answer(call).catch(() => undefined))).toEqual({
      'replays_total{verb="answer"}': 1,
    });
    const bad = { ...call, connectedSeconds: 1, settleToken: 'h.bm90aGluZw.x' };
    expect(await movedBy(() => client.settle(bad))).toEqual({ 'replays_total{verb="settle"}': 1 });
  });

  it('begins the counters of a new rule at zero, and ends those of one that is gone', async () => {
    const before = await samples();
    expect(before.has(`tollgate_${rule('SPEND_LIMIT', 'a day')}`)).toBe(false);
    catalog.write('limits.yaml', `${LIMITS}  - { name: a day, max_spend_per_day: '100.00' }\n`);
    catalog.write('blocking.yaml', BLOCKING.replace('germany', 'the neighbours'));
    await client.reloadCatalog({});
    const after = await samples();
    expect(after.get(`tollgate_${rule('SPEND_LIMIT', 'a day')}`)).toBe(0);
    expect(after.get(`tollgate_${shadow('SPEND_LIMIT', 'a day')}`)).toBe(0);
    expect(after.get(`tollgate_${rule('DESTINATION_BLOCKED', 'the neighbours')}`)).toBe(0);
    expect(after.get(`tollgate_${rule('CONCURRENCY_LIMIT', 'two at once')}`)).toBe(2);
    expect([...after.keys()].filter((series) => series.includes('germany'))).toEqual([]);
  });
});

it.runIf(hasNativeServer)(
  'counts no rule in shadow, and no hold, where a call is let through without the store',
  async () => {
    const catalog = copyOf(DEFAULT_CATALOG);
    catalog.write('blocking.yaml', BLOCKING);
    catalog.edit('holds.yaml', 'when_store_is_down: deny', 'when_store_is_down: allow');
    const server = await startRedisServer();
    const tollgate = await startTollgate({ catalog: catalog.directory, env: { REDIS_URL: server.url } });
    try {
      const accountId = await accountWith(tollgate.client, 10_000_000);
      await tollgate.client.release({ accountId, holdId: 'known-to-the-sidecar' });
      process.kill(server.pid ?? 0, 'SIGSTOP');
      const answer = await tollgate.client.authorize(outbound(accountId, 'c', { to: '+33142685300' }));
      expect(answer).toMatchObject({ decision: 'DECISION_ALLOW', reason: 'STORE_DOWN', shadowed: false });
      const samples = samplesIn(await (await fetch(`${tollgate.http}/metrics`)).text());
      const moved = [...samples].filter(
        ([series, value]) => /^tollgate_(shadow|hold_|decisions_t)/.test(series) && value > 0,
      );
      expect(moved).toEqual([
        ['tollgate_decisions_total{verb="authorize",service="call",decision="allow",reason="STORE_DOWN"}', 1],
      ]);
    } finally {
      process.kill(server.pid ?? 0, 'SIGCONT');
      await tollgate.stop();
      await server.stop();
    }
  },
);
