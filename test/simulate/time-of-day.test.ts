import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/catalog/manager.ts';
import { createControl } from '../../src/control/control.ts';
import { createEnvironment } from '../../src/control/environment.ts';
import type { AuthorizeResult, Control } from '../../src/control/requests.ts';
import { SettleTokens } from '../../src/control/settle-token.ts';
import type { AuthorizeOperation } from '../../src/ledger/port.ts';
import { createReferenceLedger } from '../../src/ledger/reference/reference-ledger.ts';
import { silentLogger } from '../support/silent-logger.ts';

const HOTEL = join(fileURLToPath(new URL('../../', import.meta.url)), 'examples', 'catalogs', 'hotel');
let asked = 0;

/** 22:00 in Berlin on 15 January 2026: the night begins. */
const NIGHT_MS = Date.parse('2026-01-15T21:00:00Z');

interface World {
  readonly control: Control;
  /** What every authorize asked of the ledger, a repetition included. */
  readonly asked: AuthorizeOperation[];
  /** Sets the clock of the sidecar, and by how much later scripts run. */
  readonly set: (atMs: number, scriptsLaterByMs: number) => void;
}

/** The hotel's verbs over a ledger whose scripts run later than the sidecar thinks; from the first answer on it knows the time better. */
async function hotel(): Promise<World> {
  const loaded = await loadCatalog(HOTEL);
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  let nowMs = NIGHT_MS - 3_600_000;
  let laterByMs = 0;
  const reference = createReferenceLedger({ now: () => nowMs });
  await reference.createAccount({
    profile: {
      accountId: 'inn',
      rootAccountId: 'inn',
      parentAccountId: undefined,
      plan: 'default',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      cycleAnchorDay: 1,
      cycleAnchorMonth: 1,
      seats: 1,
      creditLimitMilliCents: 0,
      numbers: [],
      fundedBy: 'self',
      onPlanExhausted: undefined,
      allowanceUnits: new Map(),
    },
    signupCreditMilliCents: 10_000_000,
    fingerprint: 'inn',
  });
  const asked: AuthorizeOperation[] = [];
  const ledger = {
    ...reference,
    authorize: (operation: AuthorizeOperation) => {
      asked.push(operation);
      nowMs += laterByMs;
      laterByMs = 0;
      return reference.authorize(operation);
    },
  };
  const metrics = {
    decision: () => undefined,
    replayed: () => undefined,
    settled: () => undefined,
    reversed: () => undefined,
    charged: () => undefined,
    swept: () => undefined,
    orphanSettle: () => undefined,
    settleFlag: () => undefined,
    listTaken: () => undefined,
    reconciled: () => undefined,
  };
  const environment = createEnvironment({
    ledger,
    catalogs: { inForce: loaded.snapshot, current: () => loaded.snapshot },
    tokens: new SettleTokens(['test'], Number.MAX_SAFE_INTEGER),
    enforcement: 'enforce',
    metrics,
    logger: { ...silentLogger, decision: () => undefined },
  });
  return {
    control: createControl(environment),
    asked,
    set: (atMs, scriptsLaterByMs) => {
      nowMs = atMs;
      laterByMs = scriptsLaterByMs;
    },
  };
}

function call(control: Control, holdId: string): Promise<AuthorizeResult> {
  const traffic = {
    accountId: 'inn',
    service: 'call',
    direction: 'outbound',
    from: '+493020900',
    to: '+494031122334',
    subjectId: 'room-214',
    parentHoldId: '',
    requestedSeconds: 0,
    text: '',
    segments: 0,
    units: undefined,
    gatewayId: 'pbx',
  } as const;
  return control.authorize({ holdId, traffic }, { requestId: `test-${(asked += 1)}`, deadlineAtMs: 0 });
}

describe('a price that depends on the time', () => {
  it('is the one of the time at which the script runs, however close the boundary', async () => {
    const { control, asked, set } = await hotel();
    set(NIGHT_MS - 2, 0);
    expect(await call(control, 'before')).toMatchObject({ terms: { rule: 'Germany' }, holdMilliCents: 925_000 });
    set(NIGHT_MS - 2, 1);
    expect(await call(control, 'still before')).toMatchObject({ terms: { rule: 'Germany' } });
    expect(asked.map(({ validUntilMs }) => validUntilMs)).toEqual([NIGHT_MS - 1, NIGHT_MS - 1]);
  });

  it('is computed again when the script finds the night begun', async () => {
    const { control, asked, set } = await hotel();
    set(NIGHT_MS - 1, 1);
    expect(await call(control, 'late')).toMatchObject({
      decision: 'allow',
      terms: { rule: 'Germany, off-peak' },
      holdMilliCents: 1_000_000,
      grantedUnits: 5850,
    });
    expect(asked.map(({ terms }) => terms.rule)).toEqual(['Germany', 'Germany, off-peak']);
    // Until midnight in Berlin.
    expect(asked.at(-1)?.validUntilMs).toBe(NIGHT_MS + 2 * 3_600_000 - 1);
  });

  it('is not asked for again by a repeated request', async () => {
    const { control, asked, set } = await hotel();
    set(NIGHT_MS - 1, 0);
    await call(control, 'once');
    set(NIGHT_MS + 60_000, 0);
    expect(await call(control, 'once')).toMatchObject({ replayed: true, holdMilliCents: 925_000 });
    expect(asked).toHaveLength(2);
  });
});
