/** What is written to the log. */
import { mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DecisionLine } from '../../src/control/environment.ts';
import { createLogger, LineBuffer, type LogOptions } from '../../src/telemetry/logger.ts';
import { DECISION } from '../transport/cardboard.ts';

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
