import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { Breaker } from '../../src/outage/breaker.ts';

const silence = new Fault('STORE_AWAY', 'no answer', { metadata: { store: 'unavailable' } });

/** A breaker whose store answers a PING when it is told to. */
function breaker() {
  let [isThere, pings] = [false, 0];
  const changes: boolean[] = [];
  const made = new Breaker({
    ping: async () => {
      pings += 1;
      if (!isThere) throw silence;
    },
    onChange: (open) => void changes.push(open),
  });
  const ask = (answer: Promise<unknown>): Promise<unknown> => made.watch(answer).catch(() => undefined);
  return {
    made,
    changes,
    pings: () => pings,
    come: () => void (isThere = true),
    fail: (fault = silence) => ask(Promise.reject(fault)),
    succeed: () => ask(Promise.resolve()),
    ask,
  };
}

describe('the breaker', () => {
  it('opens after three silences in a row, and not for what the store itself says', async () => {
    const { made, changes, fail, succeed } = breaker();
    await fail();
    await fail();
    await succeed();
    const full = new Fault('STORE_FULL', 'OOM', { metadata: { store: 'oom' } });
    const refused = [
      full,
      new Fault('STORE_LOST', 'gone'),
      new Fault('CONFLICT', 'another'),
      new Fault('TOO_LATE', ''),
    ];
    for (const fault of [...refused, ...refused]) await fail(fault);
    expect(made.open).toBe(false);
    for (let count = 0; count < 3; count++) await fail();
    expect([made.open, changes]).toEqual([true, [true]]);
    made.stop();
  });

  it('closes when a PING is answered, opens at the next silence, and is trusted again after a success', async () => {
    const { made, changes, fail, succeed, come, pings } = breaker();
    for (let count = 0; count < 3; count++) await fail();
    await expect.poll(pings).toBeGreaterThan(1);
    expect(made.open).toBe(true);
    come();
    await expect.poll(() => made.open).toBe(false);
    await fail();
    expect(made.open).toBe(true);
    made.probe();
    await expect.poll(() => made.open).toBe(false);
    await succeed();
    await fail();
    await fail();
    expect(made.open).toBe(false);
    expect(changes).toEqual([true, false, true, false]);
    made.stop();
  });

  it('does not count what was begun before it closed', async () => {
    const { made, ask, fail, come } = breaker();
    let reject!: (error: Error) => void;
    const late = ask(new Promise((_, no) => (reject = no)));
    for (let count = 0; count < 3; count++) await fail();
    come();
    made.probe();
    await expect.poll(() => made.open).toBe(false);
    reject(silence);
    await late;
    expect(made.open).toBe(false);
    made.stop();
  });
});
