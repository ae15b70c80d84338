/** What is measured: every series with a bounded label from the start, and each event where it belongs. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DecisionReport, SettleReport } from '../../src/control/environment.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { CATALOG_NAMES, DECISION } from '../transport/cardboard.ts';
import { samplesIn } from './support/exposition.ts';
import { OUTAGE_VIEW } from './support/outage-view.ts';

const DECIDED: DecisionReport = {
  verb: 'authorize',
  traffic: { service: 'call', direction: 'outbound' },
  result: { ...DECISION, replayed: false },
};

/** The same decision, but for these. */
function decided(changes: Partial<DecisionReport['result']>): DecisionReport {
  return { ...DECIDED, result: { ...DECIDED.result, ...changes } };
}

const SETTLED: SettleReport = {
  state: 'settled',
  service: 'call',
  holdRule: 'calls',
  heldMilliCents: 300_000,
  grantedUnits: 3_600,
  billedUnits: 360,
  chargedMilliCents: 30_000,
  changeMilliCents: 30_000,
  forgivenMilliCents: 5000,
  parts: [
    { source: 'allowance', name: 'minutes/-/20260101', amountMilliCents: 0, units: 120 },
    { source: 'plan_credits', name: 'plan@20260101', amountMilliCents: 20_000, units: 0 },
    { source: 'balance', name: '', amountMilliCents: 10_000, units: 0 },
  ],
  estimated: true,
  corrected: false,
  clamped: true,
  inconsistent: true,
};

/** Those of a Tollgate that serves the catalog of the tests and has done nothing yet. */
function begun() {
  const metrics = createMetrics({ version: '1.2.3' });
  metrics.catalog.inForce(CATALOG_NAMES, 1_700_000_000_000);
  metrics.transport.watchLoad({ inFlight: 3, waiting: 1 }, 2_000);
  metrics.transport.listener('grpc', () => 2);
  metrics.transport.rpc('Authorize');
  metrics.outage.watch(() => OUTAGE_VIEW);
  metrics.transport.lasting('Session', () => 1);
  metrics.sessions.watchCommands(() => ({ waiting: 1, oldestSeconds: 2 }));
  return metrics;
}

/** Everything that can be measured, once. */
function measured() {
  const metrics = begun();
  const { control } = metrics;
  control.decision(DECIDED);
  control.decision(decided({ reason: 'DESTINATION_BLOCKED', rule: 'premium', shadowed: true }));
  control.decision(decided({ decision: 'deny', reason: 'DESTINATION_BLOCKED', rule: 'premium' }));
  control.decision(decided({ decision: 'deny', reason: 'CONCURRENCY_LIMIT', rule: 'max_open_holds of acme' }));
  control.decision(decided({ reason: 'ZERO_BALANCE', shadowed: true, validitySeconds: 0 }));
  control.decision(decided({ replayed: true }));
  control.decision({ ...DECIDED, traffic: { ...DECIDED.traffic, service: 'made-up-by-a-client' } });
  control.replayed('settle');
  control.settled(SETTLED);
  control.settled({
    ...SETTLED,
    chargedMilliCents: 29_000,
    changeMilliCents: -1_000,
    forgivenMilliCents: -200,
    parts: [{ source: 'balance', name: '', amountMilliCents: 29_000, units: 0 }],
    estimated: false,
    corrected: true,
    clamped: false,
    inconsistent: false,
  });
  control.charged('call', [{ source: 'lot', name: 'lot-3', amountMilliCents: 700, units: 0 }]);
  control.swept('released');
  control.orphanSettle('charged');
  control.settleFlag('bad_token');
  metrics.catalog.reloaded('refused');
  metrics.store.observeCommand('authorize', 0.0003, 'ok');
  metrics.store.observeCommand('settle', 0.2, 'timeout');
  metrics.store.stateChanged('up', true);
  const store = { address: 'memory', topology: 'single', engine: 'valkey', version: '9.1.1' } as const;
  metrics.store.setInfo({ ...store, mode: 'url', durable: true });
  metrics.store.setInfo({ ...store, mode: 'embedded', durable: false });
  metrics.transport.rpc('Authorize').finished('ok', 0.0007);
  metrics.transport.rpc('Authorize').finished('invalid_argument', 2);
  metrics.transport.rpc('Authorize').shed();
  const standing = { reader: 'archive', seenAtMs: 1, holdsBack: true, missed: true };
  const journal = { trimmed: 7, overrun: 2, entries: 50, bytes: 9_000, failedPartitions: 0 };
  metrics.journal.trimmedJournal({ ...journal, readers: [{ ...standing, reader: 'gone', lagMs: 1 }] });
  metrics.journal.trimmedJournal({ ...journal, readers: [{ ...standing, lagMs: 1_500 }] });
  metrics.journal.trimmedJournal({ ...journal, entries: 1, bytes: 1, failedPartitions: 3, readers: [] });
  metrics.sampled({
    openHolds: 2,
    asideHolds: 1,
    heldMilliCents: 600_000,
    balanceMilliCents: 1_000_000,
    lotsMilliCents: 50_000,
  });
  return metrics;
}

describe('metrics', () => {
  test('say what happened', async () => {
    const lines = new Set((await measured().text()).split('\n'));
    for (const line of [
      'tollgate_decisions_total{verb="authorize",service="call",decision="allow",reason=""} 1',
      'tollgate_decisions_total{verb="authorize",service="other",decision="allow",reason=""} 1',
      'tollgate_decisions_total{verb="authorize",service="call",decision="deny",reason="CONCURRENCY_LIMIT"} 1',
      'tollgate_decisions_by_number_class_total{service="call",direction="outbound",number_class="standard",decision="deny"} 2',
      'tollgate_rule_denials_total{reason="DESTINATION_BLOCKED",rule="premium"} 1',
      'tollgate_rule_denials_total{reason="CONCURRENCY_LIMIT",rule="other"} 1',
      'tollgate_shadow_denials_total{reason="DESTINATION_BLOCKED",rule="premium"} 1',
      'tollgate_shadow_denials_total{reason="ZERO_BALANCE",rule=""} 1',
      'tollgate_replays_total{verb="authorize"} 1',
      'tollgate_replays_total{verb="settle"} 1',
      // What was let through in shadow, without a hold, reserved nothing.
      'tollgate_hold_milli_cents_bucket{le="200000",service="call"} 0',
      'tollgate_hold_milli_cents_bucket{le="300000",service="call"} 2',
      'tollgate_hold_charged_ratio_sum{service="call",hold_rule="calls"} 0.1',
      'tollgate_hold_charged_ratio_count{service="call",hold_rule="calls"} 1',
      'tollgate_hold_used_ratio_bucket{le="0.1",service="call",hold_rule="calls"} 1',
      'tollgate_charged_milli_cents_total{service="call",source="plan_credits"} 20000',
      'tollgate_charged_milli_cents_total{service="call",source="balance"} 10000',
      'tollgate_charged_milli_cents_total{service="call",source="lot"} 700',
      'tollgate_included_units_total{service="call"} 120',
      'tollgate_refunded_milli_cents_total{service="call"} 1000',
      'tollgate_settle_flags_total{flag="corrected"} 1',
      'tollgate_write_offs_total 1',
      'tollgate_write_off_milli_cents_total 5000',
      'tollgate_settle_flags_total{flag="clamped"} 1',
      'tollgate_settle_flags_total{flag="inconsistent"} 1',
      'tollgate_sweeps_total{outcome="released"} 1',
      'tollgate_orphan_settles_total{outcome="charged"} 1',
      'tollgate_catalog_loaded_timestamp_seconds 1700000000',
      'tollgate_catalog_reloads_total{result="refused"} 1',
      'tollgate_redis_command_duration_seconds_count{script="authorize"} 1',
      'tollgate_redis_errors_total{kind="timeout"} 1',
      'tollgate_redis_up 1',
      'tollgate_embedded_redis 1',
      'tollgate_in_flight 3',
      'tollgate_in_flight_limit 2000',
      'tollgate_rpcs_total{method="Authorize",code="OK"} 1',
      'tollgate_rpc_duration_seconds_bucket{le="0.0005",method="Authorize",code="OK"} 0',
      'tollgate_rpc_duration_seconds_bucket{le="0.001",method="Authorize",code="OK"} 1',
      'tollgate_rpc_duration_seconds_bucket{le="1",method="Authorize",code="INVALID_ARGUMENT"} 0',
      'tollgate_rpc_duration_seconds_bucket{le="+Inf",method="Authorize",code="INVALID_ARGUMENT"} 1',
      'tollgate_shed_total{method="Authorize"} 1',
      'tollgate_journal_entries 50',
      'tollgate_journal_bytes 9000',
      'tollgate_journal_trimmed_total 21',
      'tollgate_journal_overrun_total 6',
      'tollgate_journal_reader_lag_seconds{reader="archive"} 1.5',
      'tollgate_open_holds 2',
      'tollgate_held_milli_cents 600000',
      'tollgate_available_milli_cents 450000',
      'tollgate_lots_milli_cents 50000',
    ]) {
      expect(lines).toContain(line);
    }
    const stale = [...lines].filter((line) => /durable="true"|reader="gone"/.test(line));
    expect(stale).toEqual([]);
    expect([...lines].some((line) => line.startsWith('tollgate_event_loop_lag_seconds{statistic="p99"}'))).toBe(true);
    expect([...lines].some((line) => line.startsWith('tollgate_build_info{version="1.2.3"'))).toBe(true);
  });

  test('an alert on an increase sees the first event: every counter is there before it happens', async () => {
    const before = samplesIn(await begun().text());
    const after = samplesIn(await measured().text());
    const counted = [...after].filter(([series, value]) => /^tollgate_\w+_total\b/.test(series) && value > 0);
    expect(counted.length).toBeGreaterThan(25);
    const unseen = counted.map(([series]) => series).filter((series) => before.get(series) !== 0);
    // A service that no catalog has is nothing to wait for.
    expect(unseen.filter((series) => !/service="other"/.test(series))).toEqual([]);
  });

  test('a new catalog begins its names at zero, ends those that are gone, and leaves the others alone', async () => {
    const metrics = begun();
    metrics.control.decision(DECIDED);
    metrics.control.decision(decided({ decision: 'deny', reason: 'DESTINATION_BLOCKED', rule: 'premium' }));
    const { denials, holds } = CATALOG_NAMES.ruleNames;
    metrics.catalog.inForce(
      {
        ...CATALOG_NAMES,
        version: 'new',
        services: new Map([
          ['call', {}],
          ['fax', {}],
        ]),
        ruleNames: {
          denials: [
            ...denials.filter(({ rule }) => rule !== 'open holds'),
            { reason: 'VELOCITY_LIMIT', rule: 'bursts' },
          ],
          holds: [...holds, { service: 'fax', rule: 'pages' }],
        },
      },
      1_700_000_001_000,
    );
    const samples = samplesIn(await metrics.text());
    expect(samples.get('tollgate_rule_denials_total{reason="DESTINATION_BLOCKED",rule="premium"}')).toBe(1);
    expect(samples.get('tollgate_rule_denials_total{reason="VELOCITY_LIMIT",rule="bursts"}')).toBe(0);
    expect(samples.get('tollgate_shadow_denials_total{reason="VELOCITY_LIMIT",rule="bursts"}')).toBe(0);
    expect(samples.get('tollgate_hold_used_ratio_count{service="fax",hold_rule="pages"}')).toBe(0);
    expect(samples.get('tollgate_charged_milli_cents_total{service="fax",source="lot"}')).toBe(0);
    const series = 'tollgate_decisions_total{verb="authorize",service="call",decision="allow",reason=""}';
    expect(samples.get(series)).toBe(1);
    expect([...samples.keys()].filter((key) => key.includes('open holds'))).toEqual([]);
    expect([...samples.keys()].filter((key) => key.startsWith('tollgate_catalog_info'))).toEqual([
      'tollgate_catalog_info{name="default",version="new"}',
    ]);
  });

  test('a catalog of a thousand rules does not make a thousand series', async () => {
    const metrics = begun();
    const names = Array.from({ length: 1_000 }, (_, n) => `rule ${n}`);
    const ruleNames = {
      denials: names.map((rule) => ({ reason: 'DESTINATION_BLOCKED' as const, rule })),
      holds: names.map((rule) => ({ service: 'call', rule })),
    };
    metrics.catalog.inForce({ ...CATALOG_NAMES, ruleNames }, 0);
    for (const rule of names) {
      metrics.control.decision(decided({ decision: 'deny', reason: 'DESTINATION_BLOCKED', rule }));
      metrics.control.settled({ ...SETTLED, holdRule: rule });
    }
    const samples = samplesIn(await metrics.text());
    expect(samples.get('tollgate_rule_denials_total{reason="DESTINATION_BLOCKED",rule="other"}')).toBe(900);
    expect(samples.get('tollgate_hold_charged_ratio_count{service="call",hold_rule="other"}')).toBe(900);
    const ruled = [...samples.keys()].filter((key) => /^tollgate_rule_denials|^tollgate_hold_\w+_count/.test(key));
    expect(ruled.length).toBeLessThan(320);
  });

  test('sums that nobody has sampled for a minute are no longer told', async () => {
    let nowMs = 1_000_000;
    const metrics = createMetrics({ version: '0', now: () => nowMs });
    expect(await metrics.text()).not.toMatch(/^tollgate_open_holds /m);
    metrics.sampled({ openHolds: 2, asideHolds: 1, heldMilliCents: 1, balanceMilliCents: 1, lotsMilliCents: 0 });
    nowMs += 59_000;
    expect(await metrics.text()).toMatch(/^tollgate_open_holds 2$/m);
    nowMs += 2_000;
    expect(await metrics.text()).not.toMatch(/^tollgate_(open_holds|held|balance|lots|available)\w* /m);
    metrics.sampled({ openHolds: 3, asideHolds: 1, heldMilliCents: 1, balanceMilliCents: 1, lotsMilliCents: 0 });
    expect(await metrics.text()).toMatch(/^tollgate_open_holds 3$/m);
  });

  const promtool = process.env['PROMTOOL'] ?? 'promtool';
  const installed = spawnSync(promtool, ['--version']).status === 0;
  test.skipIf(!installed)('pass the lint of Prometheus', async () => {
    const lint = spawnSync(promtool, ['check', 'metrics'], { input: await measured().text(), encoding: 'utf8' });
    expect(`${lint.stdout}${lint.stderr}`).toBe('');
    expect(lint.status).toBe(0);
  });

  test('are those of the table in README.md, with their types and labels', async () => {
    const rows = tableOf(readFileSync('README.md', 'utf8'));
    expect(rows.size).toBeGreaterThan(30);
    const found = familiesIn(await measured().text());
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(rows));
  });
});

/** Metrics of Tollgate in an exposition: `type label label`. */
function familiesIn(text: string): Map<string, string> {
  const families = new Map<string, string>();
  const labels = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name = '', type = ''] = /^# TYPE (tollgate_\w+) (\w+)$/.exec(line) ?? [];
    if (name !== '') families.set(name, type);
    const [, series = '', inside = ''] = /^(tollgate_\w+)\{(.*)\} /.exec(line) ?? [];
    const names = [...inside.matchAll(/(\w+)="/g)].map(([, label = '']) => label).filter((label) => label !== 'le');
    labels.set(series.replace(/_(bucket|sum|count)$/, ''), names.join(' '));
  }
  return new Map(
    [...families].map(([name, type]): [string, string] => [name, `${type} ${labels.get(name) ?? ''}`.trim()]),
  );
}

/** The rows of the table under "Metrics"; one may name several metrics that are alike. */
function tableOf(readme: string): Map<string, string> {
  const section = readme.slice(readme.indexOf('\n## Metrics'), readme.indexOf('\n## Configuration'));
  const rows = section.split('\n').filter((line) => line.startsWith('| `tollgate_'));
  const described = rows.flatMap((row) => {
    const [metrics = '', type = '', labels = ''] = row.split('|').slice(1);
    const words = (cell: string) => [...cell.matchAll(/`(\w+)`/g)].map(([, word = '']) => word);
    return words(metrics).map((name): [string, string] => [name, `${type.trim()} ${words(labels).join(' ')}`.trim()]);
  });
  return new Map(described);
}
