import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/manager.ts';
import { createControl } from '../../src/control/control.ts';
import { createEnvironment } from '../../src/control/environment.ts';
import type { Control } from '../../src/control/requests.ts';
import { SettleTokens } from '../../src/control/settle-token.ts';
import type { AuthorizeOperation } from '../../src/ledger/port.ts';
import { createReferenceLedger } from '../../src/ledger/reference/reference-ledger.ts';
import { createAccount } from '../ledger/support/test-ledger.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { copyOf, DEFAULT_CATALOG } from './support/catalogs.ts';

/** The verbs over a ledger that gets to every authorize half a second late. */
async function slow(policy: 'allow' | 'deny'): Promise<Control> {
  const copy = copyOf(DEFAULT_CATALOG);
  copy.edit('holds.yaml', 'when_store_is_down: deny', `when_store_is_down: ${policy}`);
  const loaded = await loadCatalog(copy.directory);
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  let nowMs = 1_700_000_000_000;
  const reference = createReferenceLedger({ now: () => nowMs });
  await createAccount(reference, 'acct', 500_000);
  const ledger = {
    ...reference,
    authorize: (operation: AuthorizeOperation) => {
      nowMs += 500;
      return reference.authorize(operation);
    },
  };
  const nothing = (): undefined => undefined;
  return createControl(
    createEnvironment({
      ledger,
      catalogs: { inForce: loaded.snapshot, current: () => loaded.snapshot },
      tokens: new SettleTokens(['test'], Number.MAX_SAFE_INTEGER),
      enforcement: 'enforce',
      metrics: {
        decision: nothing,
        replayed: nothing,
        settled: nothing,
        charged: nothing,
        reversed: nothing,
        swept: nothing,
        orphanSettle: nothing,
        settleFlag: nothing,
        listTaken: nothing,
        reconciled: nothing,
      },
      logger: { ...silentLogger, decision: nothing },
    }),
  );
}

function ring(control: Control, deadlineAtMs: number): Promise<unknown> {
  const numbers = { from: '+12025550100', to: '+14155550123' };
  const nothing = { subjectId: '', parentHoldId: '', requestedSeconds: 0, text: '', segments: 0, units: undefined };
  const about = { accountId: 'acct', service: 'call', direction: 'outbound', gatewayId: '' } as const;
  const traffic = { ...about, ...numbers, ...nothing };
  return control.authorize({ holdId: 'h', traffic }, { requestId: 'test', deadlineAtMs });
}

describe('a store that answers too late to wait for', () => {
  it('is one that is away: the call is let through where the catalog says allow', async () => {
    expect(await ring(await slow('allow'), Date.now() + 2_000)).toMatchObject({
      decision: 'allow',
      reason: 'STORE_DOWN',
      grantedUnits: 3_600,
      holdMilliCents: 0,
    });
  });

  it('is waited for until the deadline of the caller where it says deny', async () => {
    expect(await ring(await slow('deny'), Date.now() + 2_000)).toMatchObject({ decision: 'allow', reason: '' });
    await expect(ring(await slow('deny'), Date.now() + 200)).rejects.toMatchObject({ reason: 'TOO_LATE' });
  });
});
