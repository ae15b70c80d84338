/** What the spool has kept, told to a ledger of which one part is away. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import type { Ledger, SettleOperation } from '../../src/ledger/port.ts';
import { createReferenceLedger } from '../../src/ledger/reference/reference-ledger.ts';
import { bodyOf } from '../../src/outage/bodies.ts';
import { Breaker } from '../../src/outage/breaker.ts';
import { Replayer } from '../../src/outage/replay.ts';
import { createAccount } from '../ledger/support/test-ledger.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { newDirectory, openSpool, pendingHolds, STORE } from './spool/support/spools.ts';

const NOW_MS = 1_800_000_000_000;
const away = new Fault('STORE_AWAY', 'this node is away', { metadata: { store: 'cluster' } });

function releaseOf(accountId: string, holdId: string) {
  const operation = { rootAccountId: accountId, accountId, holdId, q850Cause: 16 };
  return {
    ...bodyOf({ kind: 'release', operation }),
    rootAccountId: accountId,
    accountId,
    holdId,
    recordedAtMs: NOW_MS,
  };
}

describe('telling', () => {
  it('keeps the order of each hold, and nobody waits for a node that is away', async () => {
    const reference = createReferenceLedger({ now: () => NOW_MS });
    for (const accountId of ['gone', 'here']) await createAccount(reference, accountId, 1_000);
    const asked: string[] = [];
    let isAway = true;
    const unlessAway = <Reply>(accountId: string, ask: () => Promise<Reply>): Promise<Reply> =>
      isAway && accountId === 'gone' ? Promise.reject(away) : ask();
    const ledger: Ledger = {
      ...reference,
      account: (accountId) => unlessAway(accountId, () => reference.account(accountId)),
      release: (operation) =>
        unlessAway(operation.accountId, () => {
          asked.push(`release ${operation.accountId} ${operation.holdId}`);
          return reference.release(operation);
        }),
      settle: (operation: SettleOperation) =>
        unlessAway(operation.accountId, () => {
          asked.push(`settle ${operation.accountId} ${operation.holdId}`);
          return reference.settle(operation);
        }),
    };
    const spool = await openSpool(newDirectory());
    await spool.append(releaseOf('gone', 'a'));
    const settle = { rootAccountId: 'gone', accountId: 'gone', holdId: 'a', connectedSeconds: 0, units: undefined };
    const zero = { ...settle, durationSeconds: 0, q850Cause: 0, claim: undefined };
    const place = { rootAccountId: 'gone', accountId: 'gone', holdId: 'a', recordedAtMs: NOW_MS };
    await spool.append({ ...bodyOf({ kind: 'settle', operation: zero }), ...place });
    for (const holdId of ['b', 'c']) await spool.append(releaseOf('here', holdId));

    const replayer = new Replayer({
      ledger,
      spool,
      breaker: new Breaker({ ping: async () => undefined, onChange: () => undefined }),
      report: { ended: () => undefined, refused: () => undefined, replayed: () => undefined },
      logger: silentLogger,
      mustWait: () => false,
      onTold: () => undefined,
      storeName: () => STORE.instanceId,
      waitMsMax: 1_000,
    });
    replayer.start();
    onTestFinished(() => replayer.stop());
    await expect.poll(() => pendingHolds(spool)).toEqual(['a', 'a']);
    expect(asked.toSorted((one, other) => one.localeCompare(other))).toEqual(['release here b', 'release here c']);

    isAway = false;
    await expect.poll(() => pendingHolds(spool)).toEqual([]);
    expect(asked.slice(2)).toEqual(['release gone a', 'settle gone a']);
  });
});
