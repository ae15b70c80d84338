/** What is measured and what is written to the log. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Histogram, Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import type { DecisionLine, DecisionReport } from '../../src/control/environment.ts';
import { FastHistogram } from '../../src/telemetry/control-metrics.ts';
import { createLogger, LineBuffer, type LogOptions } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { DECISION } from './cardboard.ts';

const LINE: DecisionLine = {
  verb: 'authorize',
  requestId: 'req-1',
  holdId: 'h1',
  traffic: {
    accountId: 'acme',
    service: 'call',
    direction: 'outbound',
    from: '+12025550134',
    to: '+442079460958',
    subjectId: '',
    gatewayId: 'gw1',
    text: '',
    segments: 0,
    units: undefined,
  },
  result: { ...DECISION, replayed: false },
};

/** The same decision, but for these. */
function decided(changes: Partial<DecisionReport['result']>): DecisionReport {
  return { ...LINE, result: { ...LINE.result, ...changes } };
}

/** Everything that can be measured, once. */
function measured() {
  const metrics = createMetrics({ version: '1.2.3' });
  metrics.knowServices({ inForce: { services: new Set(['call']) } });
  metrics.control.decision(LINE);
  metrics.control.decision(decided({ decision: 'deny', reason: 'INSUFFICIENT_CREDIT', shadowed: true }));
  metrics.control.decision(decided({ replayed: true }));
  metrics.control.decision({ ...LINE, traffic: { ...LINE.traffic, service: 'made-up-by-a-client' } });
  metrics.control.settled({
    service: 'call',
    heldMilliCents: 300_000,
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
  });
  metrics.control.settled({
    service: 'call',
    heldMilliCents: 300_000,
    chargedMilliCents: 29_000,
    changeMilliCents: -1_000,
    forgivenMilliCents: -200,
    parts: [{ source: 'balance', name: '', amountMilliCents: 29_000, units: 0 }],
    estimated: false,
    corrected: true,
    clamped: false,
    inconsistent: false,
  });
  metrics.control.charged('call', [{ source: 'lot', name: 'lot-3', amountMilliCents: 700, units: 0 }]);
  metrics.control.swept('released');
  metrics.control.orphanSettle('charged');
  metrics.control.settleFlag('bad_token');
  metrics.catalog.inForce({ name: 'default', version: 'old', cases: 1, atMs: 1 });
  metrics.catalog.inForce({ name: 'default', version: 'new', cases: 1, atMs: 1_700_000_000_000 });
  metrics.catalog.reloaded('refused');
  metrics.store.observeCommand('authorize', 0.0003, 'ok');
  metrics.store.observeCommand('settle', 0.2, 'timeout');
  metrics.store.stateChanged('up', true);
  metrics.store.setInfo({
    mode: 'embedded',
    address: 'memory',
    topology: 'single',
    engine: 'valkey',
    version: '9.1.1',
    durable: false,
  });
  metrics.transport.watchInFlight(() => 3);
  metrics.transport.rpc('Authorize').finished('ok', 0.0007);
  metrics.transport.rpc('Authorize').finished('invalid_argument', 2);
  metrics.transport.rpc('Authorize').shed();
  const standing = { reader: 'archive', seenAtMs: 1, holdsBack: true, missed: true };
  const journal = { trimmed: 7, overrun: 2, entries: 50, bytes: 9_000, failedPartitions: 0 };
  metrics.journal.trimmedJournal({ ...journal, readers: [{ ...standing, reader: 'gone', lagMs: 1 }] });
  metrics.journal.trimmedJournal({ ...journal, readers: [{ ...standing, lagMs: 1_500 }] });
  metrics.journal.trimmedJournal({ ...journal, entries: 1, bytes: 1, failedPartitions: 3, readers: [] });
  metrics.sampled({ openHolds: 2, heldMilliCents: 600_000, balanceMilliCents: 1_000_000, lotsMilliCents: 50_000 });
  return metrics;
}

describe('metrics', () => {
  test('say what happened', async () => {
    const lines = new Set((await measured().text()).split('\n'));
    for (const line of [
      'tollgate_decisions_total{verb="authorize",service="call",direction="outbound",number_class="standard",decision="allow",reason=""} 1',
      'tollgate_decisions_total{verb="authorize",service="other",direction="outbound",number_class="standard",decision="allow",reason=""} 1',
      'tollgate_shadow_denials_total{reason="INSUFFICIENT_CREDIT"} 1',
      'tollgate_replays_total{verb="authorize"} 1',
      'tollgate_hold_milli_cents_bucket{le="200000",service="call"} 0',
      'tollgate_hold_milli_cents_bucket{le="300000",service="call"} 1',
      'tollgate_hold_charged_ratio_sum{service="call"} 0.1',
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
      'tollgate_catalog_info{name="default",version="new"} 1',
      'tollgate_catalog_loaded_timestamp_seconds 1700000000',
      'tollgate_catalog_reloads_total{result="refused"} 1',
      'tollgate_redis_command_duration_seconds_count{script="authorize"} 1',
      'tollgate_redis_errors_total{kind="timeout"} 1',
      'tollgate_redis_up 1',
      'tollgate_embedded_redis 1',
      'tollgate_in_flight 3',
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
    expect([...lines].some((line) => line.includes('version="old"') || line.includes('reader="gone"'))).toBe(false);
    expect([...lines].some((line) => line.startsWith('tollgate_event_loop_lag_seconds{statistic="p99"}'))).toBe(true);
    expect([...lines].some((line) => line.startsWith('tollgate_build_info{version="1.2.3"'))).toBe(true);
  });

  const promtool = process.env['PROMTOOL'] ?? 'promtool';
  const installed = spawnSync(promtool, ['--version']).status === 0;
  test.skipIf(!installed)('pass the lint of Prometheus', async () => {
    const lint = spawnSync(promtool, ['check', 'metrics'], { input: await measured().text(), encoding: 'utf8' });
    expect(`${lint.stdout}${lint.stderr}`).toBe('');
    expect(lint.status).toBe(0);
  });

  test('the fast histogram shows what the slow one would', async () => {
    const options = { name: 'h', help: 'h', labelNames: ['a', 'b'] as const, buckets: [0.1, 1, 10] };
    const fast = new Registry();
    const slow = new Registry();
    const ours = new FastHistogram(fast, options);
    const theirs = new Histogram({ ...options, registers: [slow] });
    for (const value of [0, 0.1, 0.1000001, 1, 5, 10, 11, 1000]) {
      ours.series('x', 'y "quoted"').observe(value);
      ours.series('z', '').observe(value * 2);
      theirs.observe({ a: 'x', b: 'y "quoted"' }, value);
      theirs.observe({ a: 'z', b: '' }, value * 2);
    }
    expect((await fast.metrics()).split('\n').sort()).toEqual((await slow.metrics()).split('\n').sort());
  });
});

describe('the log', () => {
  function logged(options: Partial<LogOptions>, write: (logger: ReturnType<typeof createLogger>) => void): string {
    let text = '';
    write(
      createLogger({ level: 'info', numberMasking: 'last2', ...options }, { write: (line) => void (text += line) }),
    );
    return text;
  }

  test('has one line for a decision, with everything to find it by, and no whole number', () => {
    const text = logged({}, (logger) => logger.decision(LINE));
    const line = JSON.parse(text) as Record<string, unknown>;
    expect(line).toMatchObject({
      level: 'info',
      msg: 'decision',
      request_id: 'req-1',
      account_id: 'acme',
      hold_id: 'h1',
      decision: 'allow',
      gateway_id: 'gw1',
      from: '+1******34',
      to: '+4******58',
      hold_milli_cents: 300_000,
    });
    expect(new Date(line['time'] as string).getTime()).toBeGreaterThan(Date.now() - 5000);
    expect(text).not.toMatch(/2025550134|2079460958/);
  });

  test('can hash numbers instead: the same number reads the same, another key reads otherwise', () => {
    const read = (hashKey: string) =>
      (JSON.parse(logged({ numberMasking: 'hash', hashKey }, (logger) => logger.decision(LINE))) as { to: string }).to;
    expect(read('0123456789abcdef')).toMatch(/^h:[0-9a-f]{16}$/);
    expect(read('0123456789abcdef')).toBe(read('0123456789abcdef'));
    expect(read('0123456789abcdef')).not.toBe(read('fedcba9876543210'));
  });

  test('never holds a secret or a number, whichever room writes it', () => {
    const cause = new Error('connect redis://user:hunter2@10.0.0.1:6379 failed');
    Object.assign(cause, { command: { args: ['hunter2'] } });
    const facts = {
      token: 'hunter2',
      authorization: 'Bearer hunter2',
      password: 'hunter2',
      settleToken: 'hunter2',
      url: 'rediss://:hunter2@host',
      to: '+12025550134',
      err: new Error('outer', { cause }),
      attempts: 3,
    };
    const text = logged({}, (logger) => {
      logger.info(facts, 'info');
      logger.error(facts, 'error');
    });
    expect(text).not.toMatch(/hunter2|2025550134/);
    expect(text).toContain('10.0.0.1');
    expect(text).toContain('"attempts":3');
  });

  test('obeys its level', () => {
    const text = logged({ level: 'warn' }, (logger) => {
      logger.decision(LINE);
      logger.info({}, 'no');
      logger.warn({}, 'yes');
      expect(logger.verbose).toBe(false);
    });
    expect(text.trim().split('\n')).toHaveLength(1);
  });
});

describe('the line buffer', () => {
  function target() {
    const path = join(mkdtempSync(join(tmpdir(), 'tollgate-log-')), 'log');
    return { path, buffer: new LineBuffer(openSync(path, 'w')), read: () => readFileSync(path, 'utf8') };
  }

  test('writes everything, in order, whatever its size', async () => {
    const { buffer, read } = target();
    const lines = Array.from({ length: 20_000 }, (_, index) => `${index} ünïcode ${'€'.repeat(index % 50)}\n`);
    lines.push(`${'x'.repeat(400_000)}\n`, 'last\n');
    for (const line of lines) buffer.write(line);
    await expect.poll(read, { timeout: 5000 }).toBe(lines.join(''));
  });

  test('a flush leaves nothing behind and doubles nothing', async () => {
    const { buffer, read } = target();
    buffer.write('a\n');
    buffer.flushSync();
    expect(read()).toBe('a\n');
    buffer.write('b\n');
    buffer.flushSync();
    buffer.flushSync();
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(read()).toBe('a\nb\n');
  });

  test('a reader that is gone costs its lines and nothing else', async () => {
    const buffer = new LineBuffer(9999);
    for (let i = 0; i < 1000; i += 1) buffer.write(`${'x'.repeat(1000)}\n`);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(() => buffer.flushSync()).not.toThrow();
  });
});
