import { expect, it } from 'vitest';
import { BoundedCache } from '../../../src/domain/bounded-cache.ts';

it('stays within its capacity and keeps what is asked for', () => {
  const cache = new BoundedCache<number>(100);
  cache.set('kept', 1);
  for (let number = 0; number < 10_000; number += 1) {
    cache.set(`n${number}`, number);
    expect(cache.get('kept')).toBe(1);
    expect(cache.size).toBeLessThanOrEqual(100);
  }
  expect(cache.get('n0')).toBeUndefined();
  expect(cache.get('n9999')).toBe(9_999);
});
