import { expect, it } from 'vitest';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { ScriptRunner } from '../../src/ledger/redis/runner.ts';
import { loadScripts } from '../../src/ledger/redis/scripts.ts';

function runner(): ScriptRunner {
  const ages = { tombstoneMs: 0, earlyReleaseMs: 0, journalRetentionMs: 0, journalMaxBytes: 0, onceMs: 0 };
  return new ScriptRunner({ run: () => Promise.reject(new Error('unused')) }, loadScripts(), {
    keys: new Keys('x', 1),
    ...ages,
  });
}

/** How far the time of the ledger is ahead of this process's. */
const aheadMs = (of: ScriptRunner): number => Math.round(of.nowMs() - Date.now());

it("does not take a reply that lay unread while the process stood still for a change of the store's clock", () => {
  const clock = runner();
  clock.learnTime(Date.now() + 40);
  clock.learnTime(Date.now() - 460);
  expect(aheadMs(clock)).toBeGreaterThanOrEqual(38);
});

it('follows a clock that is behind from the first reply on, and one that goes ahead at once', () => {
  const clock = runner();
  clock.learnTime(Date.now() - 60_000);
  expect(aheadMs(clock)).toBeLessThan(-59_000);
  clock.learnTime(Date.now() + 5_000);
  expect(aheadMs(clock)).toBeGreaterThan(4_900);
});
