import { describe, expect, it } from 'vitest';
import { NONE } from '../../../../src/catalog/deck/prefix-index.ts';
import { deckOf, HEADER } from './support.ts';

/** 500,000 different prefixes of 4 to 9 digits, in no order, with a thousand different prices. */
function bigDeck(): { csv: string; prefixes: string[] } {
  const prefixes = new Set<string>();
  // 7,919 shares no factor with a power of ten, so each length's numbers are all visited once, far apart from each other.
  for (let step = 0; prefixes.size < 500_000; step += 1) {
    const length = 4 + (step % 6);
    const below = 9 * 10 ** (length - 1);
    prefixes.add(String(10 ** (length - 1) + ((step * 7_919) % below)));
  }
  const rows = [...prefixes].map((prefix, position) => {
    const price = String(position % 1000).padStart(4, '0');
    return `${prefix},0.${price}5,0.01,60,6,"Zone ${price}, mobile",`;
  });
  return { csv: [HEADER, ...rows].join('\n'), prefixes: [...prefixes] };
}

/** Processor time, in milliseconds: what other processes of the machine take does not count. */
function cpuMsOf<Result>(work: () => Result): { result: Result; cpuMs: number } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, cpuMs: (user + system) / 1000 };
}

describe('a deck of half a million prefixes', () => {
  it('loads in less than five seconds and is looked up in less than two microseconds', () => {
    const { csv, prefixes } = bigDeck();
    const loaded = cpuMsOf(() => deckOf(csv));
    const deck = loaded.result;
    expect(deck.size).toBe(500_000);
    // Measured: 1.2 s.
    expect(loaded.cpuMs).toBeLessThan(5_000);

    const numbers = prefixes.slice(0, 200_000).map((prefix) => `${prefix}550123`);
    const looked = cpuMsOf(() => numbers.filter((number) => deck.find(number, 0) !== NONE).length);
    expect(looked.result).toBe(numbers.length);
    // Measured: 110 ns where numbers repeat, 450 ns all over the deck as here, where the processor's caches do not help.
    expect((looked.cpuMs * 1e6) / numbers.length).toBeLessThan(2_000);
  });
});
