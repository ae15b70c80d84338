/**
 * Rooms made of cardboard: control, accounts and catalog answer constants and write down what they were asked. Money is no
 * concern of the tests that use them; they look at what crosses the wire.
 */
import type { Accounts, AccountView } from '../../src/accounts/requests.ts';
import type { CatalogManager } from '../../src/catalog/manager-port.ts';
import type { AuthorizeResult, ChargeResult, Control, SettleResult } from '../../src/control/requests.ts';
import type { HoldRecord, Movement } from '../../src/ledger/port.ts';
import type { Terms } from '../../src/domain/terms.ts';
import { SUBJECT } from './cardboard-subject.ts';

const TERMS: Terms = {
  unit: 'second',
  rateMilliCents: 5000,
  rateUnits: 60,
  connectFeeMilliCents: 0,
  firstIncrement: 1,
  nextIncrement: 1,
  minimumChargeMilliCents: 0,
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
  sipStatus: 0,
  q850Cause: 0,
  fallbackChannel: '',
  accountStatus: 'red',
  segments: 0,
  encoding: '',
} as const;

const SETTLED: SettleResult = {
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
  parts: [{ source: 'balance', name: '', amountMilliCents: 5000, units: 0 }],
};

const ACCOUNT: AccountView = {
  profile: {
    accountId: 'acme',
    rootAccountId: 'acme',
    parentAccountId: undefined,
    revision: 1,
    state: 'active',
    plan: 'default',
    currency: 'USD',
    timeZone: 'UTC',
    cycleAnchorDay: 1,
    cycleAnchorMonth: 1,
    seats: 1,
    creditLimitMilliCents: 0,
    numbers: [],
    maxOpenHolds: 0,
    createdAtMs: 1_700_000_000_000,
    fundedBy: 'self',
    onPlanExhausted: undefined,
    allowanceUnits: new Map([['minutes', 600]]),
    subjects: 2,
  },
  balanceMilliCents: 10_000_000_000_000,
  heldMilliCents: 1000,
  lots: [
    {
      id: 'plan@20231101',
      kind: 'plan_credits',
      grantedMilliCents: 9000,
      usedMilliCents: 3000,
      heldMilliCents: 2000,
      valueMilliCents: 6000,
      startsAtMs: 1_698_796_800_000,
      expiresAtMs: 1_701_388_800_000,
      services: [],
    },
  ],
  totalHeldMilliCents: 3000,
  availableMilliCents: -5000,
  openHolds: 0,
  counters: new Map(),
  nowMs: 1_700_000_000_000,
  planCreditsRemainingMilliCents: 4000,
  cycleEndsAtMs: 0,
  accountStatus: 'green',
  payerAccountId: 'acme-group',
  planExhausted: true,
  allowances: [
    {
      name: 'minutes',
      subjectId: '',
      totalUnits: 600,
      usedUnits: 60,
      heldUnits: 30,
      remainingUnits: 510,
      endsAtMs: 1_701_388_800_000,
    },
  ],
  replayed: false,
};

/** A question that reached one of the rooms. */
export interface Asked {
  readonly verb: string;
  readonly request: unknown;
  readonly context?: unknown;
}

/** Overrides of what the rooms answer, by verb. */
export type Answers = Partial<Control & Pick<Accounts, 'addCredit' | 'get' | 'holds' | 'movements' | 'create'>>;

export function cardboardControl(asked: Asked[], answers: Answers): Control {
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
    emergency: ({ to, holdId }) =>
      to === '911'
        ? { ...authorized, holdId, reason: 'EMERGENCY', grantedUnits: 86_400, terms: undefined, holdMilliCents: 0 }
        : undefined,
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
    }),
    extend: note('extend', { ...DECISION, replayed: false }),
    settle: note('settle', SETTLED),
    release: note('release', SETTLED),
    charge: note('charge', charged),
    quote: note('quote', DECISION),
    tokenSubject: () => undefined,
    ...answers,
  };
}

export function cardboardAccounts(asked: Asked[], answers: Answers): Accounts {
  const note =
    <Result>(verb: string, result: Result) =>
    (request: unknown): Promise<Result> => {
      asked.push({ verb, request });
      return Promise.resolve(result);
    };
  const noteAt =
    <Result>(verb: string, result: Result) =>
    (accountId: string, request: unknown): Promise<Result> => {
      asked.push({ verb, request: { accountId, request } });
      return Promise.resolve(result);
    };
  const credit = {
    balanceMilliCents: 500_000,
    availableMilliCents: 500_000,
    accountStatus: 'green',
    replayed: false,
  } as const;
  return {
    create: note('create', ACCOUNT),
    get: note('get', ACCOUNT),
    update: note('update', ACCOUNT),
    addCredit: note('addCredit', credit),
    adjust: note('adjust', credit),
    holds: note('holds', { holds: [], openHolds: 0 }),
    putSubject: noteAt('putSubject', SUBJECT),
    subject: noteAt('subject', SUBJECT),
    deleteSubject: noteAt('deleteSubject', undefined),
    subjects: noteAt('subjects', [SUBJECT]),
    usage: note('usage', { rows: [], coveredFromMs: 0 }),
    movements: (accountId, span, limit) => {
      asked.push({ verb: 'movements', request: { accountId, span, limit } });
      return movements(Math.min(limit, 3));
    },
    ...answers,
  };
}

export async function* movements(count: number): AsyncGenerator<Movement> {
  for (let sequence = 1; sequence <= count; sequence += 1) {
    yield {
      sequence,
      atMs: 1_700_000_000_000 + sequence,
      kind: 'credit',
      amountMilliCents: 100,
      balanceMilliCents: 100 * sequence,
      holdId: '',
      idempotencyKey: `k${sequence}`,
      service: '',
      subjectId: '',
      billedUnits: 0,
      lotId: '',
      originAccountId: '',
      parts: [],
      note: '',
      estimated: false,
      firstCharge: false,
    };
  }
}

/** An open hold of account acme. */
export function openHold(holdId: string, parentHoldId = ''): HoldRecord {
  return {
    accountId: 'acme',
    payerAccountId: 'acme-group',
    holdId,
    state: 'answered',
    holdMilliCents: 300_000,
    grantedUnits: 3600,
    authorizedAtMs: 1_700_000_000_000,
    answeredAtMs: 1_700_000_001_000,
    deadlineAtMs: 1_700_003_700_000,
    terms: TERMS,
    facts: {
      service: 'call',
      direction: 'outbound',
      from: '',
      to: '',
      numberClass: 'standard',
      subjectId: '',
      parentHoldId,
      gatewayId: '',
    },
    parts: [
      { source: 'allowance', name: 'minutes/-/20231101', amountMilliCents: 0, units: 600 },
      { source: 'plan_credits', name: 'plan@20231101', amountMilliCents: 300_000, units: 0 },
    ],
    result: undefined,
  };
}

export function cardboardCatalog(asked: Asked[]): CatalogManager {
  const check = { version: '0123456789ab', problems: [], inForce: true };
  const note = (verb: string) => () => {
    asked.push({ verb, request: {} });
    return Promise.resolve(check);
  };
  const snapshot = { name: 'default', version: '0123456789ab', currency: 'USD', caseCount: 3 };
  const info = {
    snapshot: { ...snapshot, services: new Map([['call', {}]]), plans: new Map([['default', {}]]) },
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
