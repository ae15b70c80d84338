import type { Terms } from '../../../src/domain/terms.ts';
import type { JournalEntry } from '../../../src/ledger/journal/entry.ts';
import { readJournal } from '../../../src/ledger/journal/movements.ts';
import type {
  AuthorizeOperation,
  ChargeOperation,
  CreateAccountOperation,
  CreateAccountReply,
  HoldRef,
  Ledger,
  PostOperation,
  SettleOperation,
} from '../../../src/ledger/port.ts';
import { Keys } from '../../../src/ledger/redis/keys.ts';
import { openStore } from '../../../src/ledger/redis/open-store.ts';
import { createRedisLedger } from '../../../src/ledger/redis/redis-ledger.ts';
import { type LedgerOptions, ScriptRunner } from '../../../src/ledger/redis/runner.ts';
import { loadScripts } from '../../../src/ledger/redis/scripts.ts';
import { createReferenceLedger } from '../../../src/ledger/reference/reference-ledger.ts';
import type { RedisStore, ScriptStore } from '../../../src/redis/store.ts';
import { connectTestStore, testRedis } from '../../support/test-redis.ts';

export const DAY_MS = 86_400_000;
const START_MS = 1_700_000_000_000;

/** $0.05 a minute, per second: 65 s cost 5,417 milli-cents. */
export const PER_SECOND: Terms = {
  unit: 'second',
  rateMilliCents: 5_000,
  rateUnits: 60,
  connectFeeMilliCents: 0,
  firstIncrement: 1,
  nextIncrement: 1,
  minimumChargeMilliCents: 0,
  freeSeconds: 0,
  fraction: 'up',
  rule: 'plain',
  catalogVersion: '0123456789ab',
};

/** What a test of a ledger needs besides the verbs. Both implementations offer it. */
export interface TestLedger {
  readonly ledger: Ledger;
  /** The clock that decides everything; a test moves it. */
  readonly clock: { ms: number };
  close(): Promise<void>;
}

/** A ledger in Redis, with the keys to look behind it. One partition unless told otherwise. */
export interface RedisTestLedger extends TestLedger {
  readonly store: RedisStore;
  readonly keys: Keys;
  readonly options: LedgerOptions;
  /** Runs one plain command. */
  command(name: string, ...args: (string | number)[]): Promise<unknown>;
  /** A hash as an object. */
  hash(key: string): Promise<Record<string, string>>;
  journal(accountId: string): Promise<JournalEntry[]>;
}

export interface TestLedgerOptions extends Partial<Omit<LedgerOptions, 'keys' | 'now'>> {
  readonly partitions?: number;
  readonly startMs?: number;
  readonly store?: RedisStore;
  /** Puts itself between the ledger and the store. */
  readonly wrap?: (store: ScriptStore) => ScriptStore;
}

export async function openRedisLedger(options: TestLedgerOptions = {}): Promise<RedisTestLedger> {
  const { partitions = 1, startMs = START_MS, store: given, wrap = (same) => same, ...limits } = options;
  const store = given ?? (await connectTestStore());
  const clock = { ms: startMs };
  const keys = new Keys(testRedis().prefix, partitions);
  const ledgerOptions: LedgerOptions = {
    keys,
    tombstoneMs: 7 * DAY_MS,
    earlyReleaseMs: 60_000,
    onceMs: 400 * DAY_MS,
    journalRetentionMs: 10_000 * DAY_MS,
    journalMaxBytes: 1_073_741_824,
    now: () => clock.ms,
    ...limits,
  };
  await openStore(store, keys);
  const runner = new ScriptRunner(store, loadScripts(), ledgerOptions);
  return {
    ledger: createRedisLedger(wrap(store), ledgerOptions),
    clock,
    store,
    keys,
    options: ledgerOptions,
    command: (name, ...args) => store.command(name, ...args),
    // The client makes an object of this reply.
    hash: async (key) => (await store.command('HGETALL', key)) as Record<string, string>,
    journal: async (accountId) => {
      const entries: JournalEntry[] = [];
      for await (const { entry } of readJournal(runner, { rootAccountId: accountId, accountId })) entries.push(entry);
      return entries;
    },
    close: () => store.close(),
  };
}

async function openReferenceLedger(): Promise<TestLedger> {
  const clock = { ms: START_MS };
  return { ledger: createReferenceLedger({ now: () => clock.ms }), clock, close: async () => undefined };
}

/** The specification and the scripts: what a test asks of one it asks of the other. */
export const BOTH: readonly (readonly [string, () => Promise<TestLedger>])[] = [
  ['redis', () => openRedisLedger()],
  ['reference', openReferenceLedger],
];

/** Opens an account that is its own root, unless it is told of parents. */
export async function createAccount(
  ledger: Ledger,
  accountId: string,
  creditMilliCents: number,
  creditLimitMilliCents = 0,
  changes: Partial<CreateAccountOperation['profile']> = {},
  nonce = '',
): Promise<CreateAccountReply> {
  return ledger.createAccount({
    nonce,
    profile: {
      accountId,
      rootAccountId: accountId,
      parentAccountId: undefined,
      plan: 'default',
      currency: 'USD',
      timeZone: 'UTC',
      cycleAnchorDay: 1,
      cycleAnchorMonth: 1,
      seats: 1,
      creditLimitMilliCents,
      numbers: [],
      fundedBy: 'self',
      onPlanExhausted: undefined,
      allowanceUnits: new Map(),
      ...changes,
    },
    signupCreditMilliCents: creditMilliCents,
    fingerprint: 'created',
  });
}

export function refOf(accountId: string, holdId: string): HoldRef {
  return { rootAccountId: accountId, accountId, holdId };
}

/** A call of at most 60 s that rings for 30 s at most, with 10 s of grace: its hold is 5,000 milli-cents. */
export function call(accountId: string, holdId: string, changes: Partial<AuthorizeOperation> = {}): AuthorizeOperation {
  return {
    ...refOf(accountId, holdId),
    fingerprint: 'f',
    units: 60,
    maxUnits: 60,
    extendUnits: 0,
    minUnits: 1,
    belowHold: 'deny',
    timing: {
      ringSeconds: 30,
      graceSeconds: 10,
      cutToleranceSeconds: 2,
      elapsedToleranceSeconds: 300,
      unproven: 'granted',
      answerReports: true,
    },
    owners: [{ accountId, revision: 1 }],
    payer: 0,
    allowances: [],
    grants: [],
    stop: '',
    limits: [],
    verdict: undefined,
    blockedAtZero: true,
    terms: PER_SECOND,
    facts: {
      service: 'call',
      direction: 'outbound',
      from: '+1******00',
      to: '+1******23',
      numberClass: 'standard',
      subjectId: '',
      parentHoldId: '',
      gatewayId: '',
      holdRule: 'calls',
    },
    notAfterMs: 0,
    validFromMs: 0,
    validUntilMs: 0,
    ...changes,
  };
}

/** One event that costs 1,000 milli-cents. */
export function event(
  accountId: string,
  idempotencyKey: string,
  changes: Partial<ChargeOperation> = {},
): ChargeOperation {
  const { owners, payer, allowances, grants, stop, limits, verdict, blockedAtZero, facts, ...times } = call(
    accountId,
    'none',
  );
  const { notAfterMs, validFromMs, validUntilMs } = times;
  return {
    rootAccountId: accountId,
    accountId,
    idempotencyKey,
    fingerprint: 'f',
    units: 1,
    note: '',
    owners,
    payer,
    allowances,
    grants,
    stop,
    limits,
    verdict,
    blockedAtZero,
    terms: { ...PER_SECOND, unit: 'interaction', rateMilliCents: 1_000, rateUnits: 1 },
    facts: { ...facts, service: 'event' },
    notAfterMs,
    validFromMs,
    validUntilMs,
    ...changes,
  };
}

/** Credit for the balance, unless the changes make it a lot or a correction by hand. */
export function credited(
  accountId: string,
  idempotencyKey: string,
  amountMilliCents: number,
  changes: Partial<PostOperation> = {},
): PostOperation {
  return {
    kind: 'credit',
    rootAccountId: accountId,
    accountId,
    amountMilliCents,
    idempotencyKey,
    fingerprint: 'f',
    note: '',
    expiresAtMs: 0,
    services: [],
    grants: [],
    planPeriod: '',
    refusal: undefined,
    ...changes,
  };
}

/** A settle of so many connected seconds. */
export function settled(
  accountId: string,
  holdId: string,
  connectedSeconds: number,
  changes: Partial<SettleOperation> = {},
): SettleOperation {
  return {
    ...refOf(accountId, holdId),
    connectedSeconds,
    units: undefined,
    durationSeconds: Math.ceil(connectedSeconds),
    q850Cause: 16,
    claim: undefined,
    ...changes,
  };
}

export function released(accountId: string, holdId: string): HoldRef & { q850Cause: number } {
  return { ...refOf(accountId, holdId), q850Cause: 19 };
}

export function answered(accountId: string, holdId: string): HoldRef & { notAfterMs: number } {
  return { ...refOf(accountId, holdId), notAfterMs: 0 };
}

export function extended(
  accountId: string,
  holdId: string,
  sequence: number,
  used: number,
): HoldRef & { sequence: number; connectedSeconds: number; units: number; notAfterMs: number } {
  return { ...refOf(accountId, holdId), sequence, connectedSeconds: used, units: used, notAfterMs: 0 };
}

/** Balance, held and number of open holds of an account. */
export async function standing(
  ledger: Ledger,
  accountId: string,
): Promise<{ balance: number; held: number; open: number }> {
  const account = await ledger.account(accountId);
  if (account === undefined) throw new Error(`there is no account ${accountId}`);
  return { balance: account.balanceMilliCents, held: account.heldMilliCents, open: account.openHolds };
}
