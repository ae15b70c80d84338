import { Counter, Histogram, Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { FastCounter, FastHistogram } from '../../src/telemetry/series.ts';

describe('the fast families show what the slow ones would', () => {
  const VALUES = ['y "quoted"', 'back\\slash', 'two\nlines'];

  test('histograms', async () => {
    const options = { name: 'h', help: 'h', labelNames: ['a', 'b'] as const, buckets: [0.1, 1, 10] };
    const fast = new Registry();
    const slow = new Registry();
    const ours = new FastHistogram(fast, options);
    const theirs = new Histogram({ ...options, registers: [slow] });
    for (const value of [0, 0.1, 0.1000001, 1, 5, 10, 11, 1000]) {
      for (const b of VALUES) {
        ours.series('x', b).observe(value);
        theirs.observe({ a: 'x', b }, value);
      }
      ours.series('z', '').observe(value * 2);
      theirs.observe({ a: 'z', b: '' }, value * 2);
    }
    expect((await fast.metrics()).split('\n').sort()).toEqual((await slow.metrics()).split('\n').sort());
  });

  test('counters', async () => {
    const options = { name: 'c_total', help: 'c', labelNames: ['a', 'b'] as const };
    const fast = new Registry();
    const slow = new Registry();
    const ours = new FastCounter(fast, options);
    const theirs = new Counter({ ...options, registers: [slow] });
    for (const [index, b] of VALUES.entries()) {
      ours.series('x', b).inc();
      ours.series('x', b).inc(index);
      theirs.inc({ a: 'x', b });
      theirs.inc({ a: 'x', b }, index);
    }
    expect((await fast.metrics()).split('\n').sort()).toEqual((await slow.metrics()).split('\n').sort());
  });
});
