/**
 * Rooms made of cardboard: control, accounts and catalog answer constants and write down what they were asked. Money is
 * no concern of the tests that use them; they look at what crosses the wire.
 */
import type { Accounts } from '../../src/accounts/requests.ts';
import type { CatalogManager, CatalogNames } from '../../src/catalog/manager-port.ts';
import type { ReconcileResult } from '../../src/control/reconcile.ts';
import type {
  AuthorizeResult,
  ChargeResult,
  Control,
  EmergencyRequest,
  ReverseResult,
  SettleDone,
} from '../../src/control/requests.ts';
import type { StoreAdmin, StoreView } from '../../src/ledger/store-admin.ts';
import type { Terms } from '../../src/domain/terms.ts';
import type { Sessions } from '../../src/sessions/sessions.ts';
import type { Rooms } from '../../src/transport/method.ts';

export const TERMS: Terms = {
  unit: 'second',
  rateMilliCents: 5000,
  rateUnits: 60,
  connectFeeMilliCents: 0,
  firstIncrement: 1,
  nextIncrement: 1,
  minimumChargeMilliCents: 0,
  freeSeconds: 0,
  fraction: 'up',
  rule: 'outbound',
  catalogVersion: '0123456789ab',
};

export const DECISION = {
  decision: 'allow',
  reason: '',
  message: '',
  shadowed: false,
  grantedUnits: 3600,
  unit: 'second',
  final: true,
  validitySeconds: 90,
  holdMilliCents: 300_000,
  availableMilliCents: 200_000,
  shortfallMilliCents: 0,
  terms: TERMS,
  numberClass: 'standard',
  limit: '',
  rule: '',
  sipStatus: 0,
  q850Cause: 0,
  fallbackChannel: '',
  accountStatus: 'red',
  segments: 0,
  encoding: '',
} as const;

export const SETTLED: SettleDone = {
  kind: 'done',
  unit: 'second',
  reservationStatus: 'settled',
  durationSeconds: 70,
  billedUnits: 60,
  chargedMilliCents: 5000,
  releasedMilliCents: 295_000,
  balanceMilliCents: 495_000,
  availableMilliCents: 495_000,
  writeOffMilliCents: 0,
  estimated: false,
  replayed: false,
  corrected: false,
  clamped: false,
  inconsistent: false,
  stillHeldMilliCents: 0,
  parts: [{ source: 'balance', name: '', amountMilliCents: 5000, units: 0 }],
};

const REVERSED: ReverseResult = {
  reversedMilliCents: 5000,
  reversedUnits: 60,
  lapsedMilliCents: 2000,
  leftMilliCents: 1000,
  leftUnits: 12,
  parts: [{ source: 'balance', name: '', amountMilliCents: 5000, units: 0 }],
  unit: 'second',
  balanceMilliCents: 500_000,
  availableMilliCents: 500_000,
  replayed: false,
};

const RECONCILED: ReconcileResult = {
  state: 'counted',
  missingPages: [],
  legs: [
    {
      accountId: 'acme',
      holdId: 'gone',
      state: 'ended',
      milliCents: 5000,
      reservationStatus: 'settled',
      reason: '',
    },
  ],
  openHolds: 10,
  missing: 1,
  missingTwice: 1,
  ended: 1,
  left: 0,
  missingHolds: [
    {
      accountId: 'acme',
      holdId: 'h1',
      sinceMs: 1_700_000_000_000,
      holdMilliCents: 300_000,
      ended: { reservationStatus: 'released', chargedMilliCents: 0 },
    },
  ],
  nextListSeconds: 0,
};

/** A question that reached one of the rooms. */
export interface Asked {
  readonly verb: string;
  readonly request: unknown;
  readonly context?: unknown;
}

/** Overrides of what the rooms answer, by verb. */
export type Answers = Partial<
  Control & Pick<Accounts, 'addCredit' | 'get' | 'holds' | 'allHolds' | 'movements' | 'create' | 'subjects'>
>;

/**
 * @param emergencies - where the emergency calls that were answered are written down, each once.
 * @returns a control to whom 911 is the only emergency number, and `token:ACCOUNT:HOLD` a genuine token.
 */
export function cardboardControl(asked: Asked[], answers: Answers, emergencies: EmergencyRequest[] = []): Control {
  const note =
    <Result>(verb: string, result: Result) =>
    (request: unknown, context: unknown): Promise<Result> => {
      asked.push({ verb, request, context });
      return Promise.resolve(result);
    };
  const authorized: AuthorizeResult = { ...DECISION, holdId: 'h1', settleToken: 'token', replayed: false };
  const charged: ChargeResult = { ...DECISION, billedUnits: 1, balanceMilliCents: 1, replayed: false, parts: [] };
  return {
    isEmergency: (to, direction) => to === '911' && direction === 'outbound',
    emergency(request) {
      if (request.to !== '911' || request.direction !== 'outbound') return undefined;
      emergencies.push(request);
      const isCall = request.service === 'call';
      const granted = { grantedUnits: isCall ? 86_400 : (request.units ?? 1), unit: isCall ? 'second' : 'segment' };
      const free = { holdMilliCents: 0, availableMilliCents: 0, terms: undefined, accountStatus: undefined };
      return { ...authorized, ...free, ...granted, holdId: request.holdId, reason: 'EMERGENCY' };
    },
    authorize: note('authorize', authorized),
    authorizeBatch: (request, context) => {
      asked.push({ verb: 'authorizeBatch', request, context });
      return Promise.resolve(request.recipients.map(({ holdId }) => ({ ...authorized, holdId })));
    },
    answer: note('answer', {
      reservationStatus: 'reserved',
      grantedSeconds: 3600,
      holdMilliCents: 300_000,
      replayed: false,
      queued: false,
    }),
    extend: note('extend', { ...DECISION, clamped: false, replayed: false, queued: false }),
    settle: note('settle', SETTLED),
    release: note('release', SETTLED),
    charge: note('charge', charged),
    quote: note('quote', { ...DECISION, parts: [] }),
    reverse: note('reverse', REVERSED),
    reconcile: note('reconcile', RECONCILED),
    tokenSubject(token) {
      const [kind, accountId = '', holdId = ''] = token.split(':');
      return kind === 'token' ? { accountId, holdId } : undefined;
    },
    ...answers,
  };
}

/** What metrics know of it. */
export const CATALOG_NAMES: CatalogNames = {
  name: 'default',
  version: '0123456789ab',
  services: new Map([['call', {}]]),
  ruleNames: {
    denials: [
      { reason: 'DESTINATION_BLOCKED', rule: 'premium' },
      { reason: 'CONCURRENCY_LIMIT', rule: 'open holds' },
    ],
    holds: [{ service: 'call', rule: 'calls' }],
  },
};

export function cardboardCatalog(asked: Asked[]): CatalogManager {
  const check = { version: '0123456789ab', problems: [], warnings: [], inForce: true };
  const note = (verb: string) => () => {
    asked.push({ verb, request: {} });
    return Promise.resolve(check);
  };
  const snapshot = { name: 'default', version: '0123456789ab', currency: 'USD', caseCount: 3 };
  const info = {
    snapshot: {
      ...snapshot,
      services: new Map([
        ['call', { unit: 'second' }],
        ['sms', { unit: 'segment' }],
      ]),
      plans: new Map([['default', {}]]),
    },
    loadedAtMs: 1,
    problems: [],
  };
  return {
    info: () => info,
    current: () => info.snapshot,
    check: note('check'),
    reload: note('reload'),
  } as unknown as CatalogManager;
}

export const STORE: StoreView = {
  state: 'lost',
  detail: 'partition 7 has no data',
  instanceId: 'b7e1',
  generation: 2,
  partitions: 64,
  mode: 'url',
  address: '127.0.0.1:6379',
  engine: 'redis',
  version: '7.0.15',
  durable: true,
};

export function cardboardStore(asked: Asked[]): StoreAdmin {
  return {
    view: () => STORE,
    accept(instanceId) {
      asked.push({ verb: 'accept', request: instanceId });
      return Promise.resolve({ ...STORE, state: 'up', detail: '', generation: 3 });
    },
  };
}

/** One hold is set aside. */
export function cardboardSweeping(asked: Asked[]): Rooms['sweeping'] {
  const hold = { accountId: 'a-1', holdId: 'stuck', why: 'broken', tries: 2, sinceMs: 1_000, triedAtMs: 2_000 };
  return {
    asideHolds(page) {
      asked.push({ verb: 'asideHolds', request: page });
      return Promise.resolve({ items: [hold], next: page.after === '' ? '0:2000:a-1:stuck' : '' });
    },
    retryAside(ref) {
      asked.push({ verb: 'retryAside', request: ref });
      return Promise.resolve(ref === undefined || ref.holdId === 'stuck' ? 1 : 0);
    },
  };
}

/** Sessions of gateways that are told nothing. */
export function cardboardSessions(): Sessions {
  const stream = { reconcile: false, fault: undefined, take: () => undefined, acknowledge: () => false, close() {} };
  return { open: () => Promise.resolve(stream) };
}

/** Two open holds of one rule. */
export function cardboardHoldStats(asked: Asked[]): Rooms['holdStats'] {
  return {
    async stats() {
      asked.push({ verb: 'holdStats', request: undefined });
      const rule = { service: 'call', holdRule: 'calls' };
      const money = { open: 2, heldMilliCents: 600_000, strandedMilliCents: 590_000 };
      return {
        open: {
          rules: [{ ...rule, ...money, ageSeconds: { p50: 5, p90: 60, oldest: 60 } }],
          atMs: 1_000,
          isComplete: true,
        },
        ended: [{ ...rule, ended: 4, chargedRatio: 0.25, denials: { INSUFFICIENT_CREDIT: 3 } }],
      };
    },
  };
}
