/** Accounts of cardboard, with one account, one subject and as many movements as are asked for. */
import type { Accounts, AccountView, SubjectView } from '../../src/accounts/requests.ts';
import type { HoldRecord, PlacedMovement } from '../../src/ledger/port.ts';
import { type Answers, type Asked, TERMS } from './cardboard.ts';

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
    coverages: [],
  },
  balanceMilliCents: 10_000_000_000_000,
  heldMilliCents: 1000,
  spent: [],
  spentBelow: [],
  lots: [
    {
      id: 'plan@20231101',
      kind: 'plan_credits',
      carriedMilliCents: 0,
      grantedMilliCents: 9000,
      usedMilliCents: 3000,
      heldMilliCents: 2000,
      valueMilliCents: 6000,
      startsAtMs: 1_698_796_800_000,
      expiresAtMs: 1_701_388_800_000,
      services: [],
    },
  ],
  pastUse: [],
  packs: [],
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

const SUBJECT: SubjectView = {
  profile: {
    subjectId: 'agent-7',
    ratePlan: undefined,
    country: undefined,
    maxOpenHolds: 0,
    spendingLimitMilliCents: undefined,
    onLimit: 'stop',
    onPlanExhausted: undefined,
  },
  spentMilliCents: 7000,
  cycleEndsAtMs: 1_701_388_800_000,
  allowances: [
    {
      name: 'fair-use',
      subjectId: 'agent-7',
      totalUnits: 180_000,
      usedUnits: 65,
      heldUnits: 3600,
      remainingUnits: 176_335,
      endsAtMs: 1_701_388_800_000,
    },
  ],
};

export function cardboardAccounts(asked: Asked[], answers: Answers): Accounts {
  const note =
    <Result>(verb: string, result: Result) =>
    (request: unknown, context?: unknown): Promise<Result> => {
      asked.push({ verb, request, context });
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
    packId: '',
    replayed: false,
  } as const;
  return {
    create: note('create', ACCOUNT),
    get: note('get', ACCOUNT),
    update: note('update', ACCOUNT),
    addCredit: note('addCredit', credit),
    adjust: note('adjust', credit),
    buy: note('buy', credit),
    packages: (accountId) => {
      asked.push({ verb: 'packages', request: { accountId } });
      return Promise.resolve({ packages: [], currency: 'USD' });
    },
    holds: (accountId, holdId, page) => {
      asked.push({ verb: 'holds', request: { accountId, holdId, page } });
      return Promise.resolve({ holds: [], openHolds: 0, next: '' });
    },
    allHolds: (filter, mayShow, page) => {
      asked.push({ verb: 'allHolds', request: { filter, page } });
      const holds = ['acme', 'acme2'].filter(mayShow).map((accountId) => ({ ...openHold('a'), accountId }));
      return Promise.resolve({ holds, openHolds: holds.length, next: 'there' });
    },
    list: (filter, mayShow, page) => {
      asked.push({ verb: 'list', request: { filter, page } });
      const ids = ['acme', 'acme-1', 'acme2'].filter(mayShow);
      const items = ids.map((accountId) => ({ ...ACCOUNT, profile: { ...ACCOUNT.profile, accountId } }));
      return Promise.resolve({ items, next: 'there' });
    },
    putSubject: noteAt('putSubject', SUBJECT),
    subject: noteAt('subject', SUBJECT),
    deleteSubject: noteAt('deleteSubject', undefined),
    subjects: noteAt('subjects', { items: [SUBJECT], next: 'agent-7' }),
    usage: note('usage', { rows: [], coveredFromMs: 0 }),
    movements: (accountId, span, page) => {
      asked.push({ verb: 'movements', request: { accountId, span, page } });
      return movements(Math.min(page.limit, 3));
    },
    async *watch(accountId, cursor) {
      asked.push({ verb: 'watch', request: { accountId, cursor } });
      yield { view: ACCOUNT, cursor: '1-0' };
      yield { view: undefined, cursor: '2-0' };
    },
    ...answers,
  };
}

export async function* movements(count: number): AsyncGenerator<PlacedMovement> {
  for (let sequence = 1; sequence <= count; sequence += 1) {
    yield {
      sequence,
      atMs: 1_700_000_000_000 + sequence,
      kind: 'credit',
      amountMilliCents: 100,
      balanceMilliCents: 100 * sequence,
      holdId: '',
      chargeKey: '',
      idempotencyKey: `k${sequence}`,
      service: '',
      subjectId: '',
      billedUnits: 0,
      lotId: '',
      packId: '',
      packageId: '',
      packUnits: 0,
      originAccountId: '',
      parts: [],
      note: '',
      estimated: false,
      firstCharge: false,
      place: `${sequence} 5-${sequence}`,
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
    maxUnits: 3600,
    extendUnits: 0,
    cutShort: false,
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
      gatewayId: 'gw1',
      holdRule: 'calls',
    },
    parts: [
      { source: 'allowance', name: 'minutes/-/20231101', amountMilliCents: 0, units: 600 },
      { source: 'plan_credits', name: 'plan@20231101', amountMilliCents: 300_000, units: 0 },
    ],
    result: undefined,
    chargedMilliCents: 0,
    reversedMilliCents: 0,
    recreated: false,
    reversedUnits: 0,
  };
}
