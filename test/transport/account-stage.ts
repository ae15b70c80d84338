/** The verbs behind AccountService over a ledger and a catalog of a few constants. */
import { NO_ARCHIVE } from '../../src/app-reports.ts';
import { createAccounts } from '../../src/accounts/accounts.ts';
import type { Accounts, AddCreditRequest, CreateAccountRequest } from '../../src/accounts/requests.ts';
import type { CatalogSnapshot, Plan } from '../../src/catalog/snapshot.ts';
import { Profiles } from '../../src/control/party.ts';
import { Fault } from '../../src/domain/fault.ts';
import { JournalFeed } from '../../src/ledger/journal/feed.ts';
import type { AccountProfile, AuthorizeOperation, AuthorizeReply } from '../../src/ledger/port.ts';
import { call, type TestLedger } from '../ledger/support/test-ledger.ts';
import { silentLogger } from '../support/silent-logger.ts';

const DEFAULT: Plan = {
  name: 'default',
  signupCreditMilliCents: 500_000,
  minimumTopUpMilliCents: 0,
  cycle: 'month',
  onPlanExhausted: 'use_balance',
  grants: [],
  allowances: [],
};
const CREDITS = {
  kind: 'plan_credits',
  name: 'plan',
  amountMilliCents: 1000,
  per: 'seat',
  every: 'month',
  services: [],
} as const;
const TEAM: Plan = {
  ...DEFAULT,
  name: 'team',
  signupCreditMilliCents: 0,
  minimumTopUpMilliCents: 250_000,
  grants: [CREDITS, { ...CREDITS, kind: 'bundle', name: 'texts', per: 'account', services: ['sms'] }],
  allowances: [
    { name: 'minutes', units: 600, per: 'seat', every: 'month' },
    { name: 'own', units: 60, per: 'subject', every: 'month' },
  ],
};

const SNAPSHOT = {
  currency: 'USD',
  plans: new Map([DEFAULT, TEAM].map((plan) => [plan.name, plan])),
  services: new Map([
    ['call', {}],
    ['sms', {}],
  ]),
  ratePlans: new Set(['gold']),
  statusReference: () => ({ holdMilliCents: 300_000, blockedAtZero: true }),
} as unknown as CatalogSnapshot;

export const NEW: CreateAccountRequest = {
  accountId: 'acme',
  plan: '',
  currency: '',
  timeZone: '',
  cycleAnchorDay: 1,
  seats: 2,
  creditLimitMilliCents: 0,
  parentAccountId: '',
  numbers: [],
  fundedBy: 'self',
  onPlanExhausted: undefined,
  allowanceUnits: new Map(),
};
export const CREDIT: AddCreditRequest = {
  accountId: 'acme',
  amountMilliCents: 300_000,
  idempotencyKey: 'k1',
  note: '',
  expiresAtMs: 0,
  services: [],
};

/** Every call is an asking of its own, unless it says which. */
export type StagedAccounts = Omit<Accounts, 'create' | 'addCredit' | 'adjust'> & {
  readonly [Verb in 'create' | 'addCredit' | 'adjust']: (
    request: Parameters<Accounts[Verb]>[0],
    requestId?: string,
  ) => ReturnType<Accounts[Verb]>;
};

export interface AccountStage extends TestLedger {
  readonly accounts: StagedAccounts;
  /** The cache of profiles. */
  readonly known: Map<string, AccountProfile>;
  /** Opens an account below another. */
  readonly under: (
    accountId: string,
    parentAccountId: string,
    changes?: Partial<CreateAccountRequest>,
  ) => ReturnType<Accounts['create']>;
  /** A call of account acme. */
  readonly authorize: (holdId: string, changes?: Partial<AuthorizeOperation>) => Promise<AuthorizeReply>;
}

export async function openStage(open: () => Promise<TestLedger>): Promise<AccountStage> {
  const stage = await open();
  const { ledger } = stage;
  const known = new Map<string, AccountProfile>();
  const get = async (id: string) => known.get(id) ?? (await ledger.account(id))?.profile;
  const learn = (profile: AccountProfile) => void known.set(profile.accountId, profile);
  const parentsOf = async (profile: AccountProfile) => new Profiles(ledger).parentsOf(profile);
  const feed = new JournalFeed({ ledger, logger: silentLogger });
  const real = createAccounts({
    ledger,
    catalog: () => SNAPSHOT,
    profiles: { get, parentsOf, learn },
    feed,
    archive: NO_ARCHIVE,
  });
  let asked = 0;
  const context = (requestId = `asking-${(asked += 1)}`) => ({ requestId, deadlineAtMs: 0 });
  const accounts: StagedAccounts = {
    ...real,
    create: (request, requestId) => real.create(request, context(requestId)),
    addCredit: (request, requestId) => real.addCredit(request, context(requestId)),
    adjust: (request, requestId) => real.adjust(request, context(requestId)),
  };
  return {
    ...stage,
    accounts,
    known,
    under: (accountId, parentAccountId, changes = {}) =>
      accounts.create({ ...NEW, accountId, parentAccountId, ...changes }),
    async authorize(holdId, changes = {}) {
      const { profile } = await accounts.get('acme');
      const owners = [{ accountId: 'acme', revision: profile.revision }];
      return ledger.authorize({ ...call('acme', holdId, changes), owners });
    },
  };
}

export async function faultOf(asked: Promise<unknown>): Promise<Fault> {
  const outcome: unknown = await asked.catch((error: unknown) => error);
  if (outcome instanceof Fault) return outcome;
  throw new Error('there was no fault', { cause: outcome });
}
