import { describe, expect, test } from 'vitest';
import { Turns, type WorkLane } from '../../src/transport/turns.ts';

/** One hand, and what it did in which order. */
function oneHand() {
  const turns = new Turns({ maxInFlight: 1024, maxAtWork: 1 });
  const done: string[] = [];
  turns.begin('admission');
  let current: WorkLane = 'admission';
  const wait = (lane: WorkLane, connection: object, name: string) => {
    turns.wait(lane, connection, () => {
      current = lane;
      done.push(name);
    });
  };
  const finish = (count: number) => {
    for (let i = 0; i < count; i += 1) turns.end(current);
  };
  return { turns, done, wait, finish };
}

describe('whose turn it is', () => {
  test('connections take turns, and each is served in its own order', () => {
    const { done, wait, finish } = oneHand();
    const [flood, other] = [{}, {}];
    for (let i = 1; i <= 5; i += 1) wait('admission', flood, `flood ${i}`);
    wait('admission', other, 'other 1');
    wait('admission', other, 'other 2');
    finish(7);
    expect(done).toEqual(['flood 1', 'other 1', 'flood 2', 'other 2', 'flood 3', 'flood 4', 'flood 5']);
  });

  test('what ends calls has most turns, but no lane waits for ever', () => {
    const { turns, done, wait, finish } = oneHand();
    const connection = {};
    for (let i = 0; i < 40; i += 1) {
      for (const lane of ['read', 'admission', 'extension', 'completion'] as const) wait(lane, connection, lane);
    }
    expect(turns.waiting).toBe(160);
    finish(18);
    const turnsOf = (lane: string) => done.filter((each) => each === lane).length;
    expect(turnsOf('completion')).toBeGreaterThanOrEqual(2 * turnsOf('admission') - 1);
    expect(turnsOf('admission')).toBeGreaterThanOrEqual(4);
    expect(turnsOf('extension')).toBeGreaterThanOrEqual(3);
    expect(turnsOf('read')).toBeGreaterThanOrEqual(1);
  });

  test('a few reads are worked on at once, however many hands are free; the rest of the room is for calls', () => {
    const turns = new Turns({ maxInFlight: 64, maxAtWork: 32 });
    for (let i = 0; i < 4; i += 1) {
      expect(turns.isFree('read')).toBe(true);
      turns.begin('read');
    }
    expect(turns.isFree('read')).toBe(false);
    expect(turns.isFree('admission')).toBe(true);
    for (let i = 0; i < 16; i += 1) turns.enter('read', 1);
    expect(turns.hasRoom('read', 1)).toBe(false);
    expect(turns.hasRoom('admission', 48)).toBe(true);
    expect(turns.hasRoom('admission', 49)).toBe(false);
  });
});
