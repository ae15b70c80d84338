/**
 * The verbs of the product over a Redis of their own, in this process, and the commands that its ledger sends for them:
 * exactly what a gateway's call gives, to be sent again bare.
 */
import { NO_ARCHIVE } from '../../src/app-reports.ts';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { createAccounts } from '../../src/accounts/accounts.ts';
import type { Accounts } from '../../src/accounts/requests.ts';
import { loadCatalog } from '../../src/catalog/manager.ts';
import { createControl } from '../../src/control/control.ts';
import { createEnvironment } from '../../src/control/environment.ts';
import type { Control, RequestContext, TrafficRequest } from '../../src/control/requests.ts';
import { SettleTokens } from '../../src/control/settle-token.ts';
import { JournalFeed } from '../../src/ledger/journal/feed.ts';
import type { Ledger } from '../../src/ledger/port.ts';
import { openStore } from '../../src/ledger/redis/open-store.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import { loadScripts } from '../../src/ledger/redis/scripts.ts';
import type { BareCommand } from './bare-commands.ts';
import { CapturingStore, connectBenchStore, LEDGER_OPTIONS } from './bench-store.ts';

/** The default catalog with other files. */
export function catalogWith(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-bench-catalog-'));
  cpSync('config/catalog', directory, { recursive: true });
  // Its cases are about its own limits and plans.
  rmSync(join(directory, 'cases.yaml'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const nothing = (): void => undefined;
const SILENT = { decision: nothing, info: nothing, warn: nothing, error: nothing };
const NO_METRICS = {
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
};

export interface Product {
  readonly ledger: Ledger;
  readonly control: Control;
  readonly accounts: Accounts;
  readonly redis: Redis;
  /** The scripts that this would run; none of them is run. */
  capture(run: () => Promise<unknown>): Promise<readonly BareCommand[]>;
  close(): Promise<void>;
}

/** @param now - moves the ledger's clock, for what happened in the past; otherwise Redis's own decides. */
export async function openProduct(url: string, catalogDirectory: string, now?: () => number): Promise<Product> {
  const loaded = await loadCatalog(catalogDirectory);
  if (!('snapshot' in loaded)) throw new Error(JSON.stringify(loaded.problems));
  const { snapshot } = loaded;
  const store = await connectBenchStore(url);
  await openStore(store, LEDGER_OPTIONS.keys);
  const capturing = new CapturingStore(store);
  const ledger = createRedisLedger(capturing, now === undefined ? LEDGER_OPTIONS : { ...LEDGER_OPTIONS, now });
  const environment = createEnvironment({
    ledger,
    catalogs: { inForce: snapshot, current: () => snapshot },
    tokens: new SettleTokens(['bench'], Number.MAX_SAFE_INTEGER),
    enforcement: 'enforce',
    metrics: NO_METRICS,
    logger: SILENT,
  });
  const redis = new Redis(url);
  for (const { source } of Object.values(loadScripts())) await redis.script('LOAD', source);
  const feed = new JournalFeed({ ledger, logger: SILENT });
  return {
    ledger,
    control: createControl(environment),
    accounts: createAccounts({
      ledger,
      catalog: () => snapshot,
      profiles: environment.profiles,
      feed,
      archive: NO_ARCHIVE,
    }),
    redis,
    capture: (run) => capturing.capture(run),
    close: async () => {
      redis.disconnect();
      await store.close();
    },
  };
}

/* What gateways ask for, as the transports hand it to the verbs. */

/** A caller's one asking, with an id as the edge makes them up. */
export function asking(id: string): RequestContext {
  return { requestId: id, deadlineAtMs: 0 };
}

export function outboundCall(accountId: string, subjectId = ''): TrafficRequest {
  return {
    accountId,
    service: 'call',
    direction: 'outbound',
    from: '+12025550134',
    to: '+12025551000',
    subjectId,
    parentHoldId: '',
    gatewayId: 'gw1',
    requestedSeconds: 0,
    text: '',
    segments: 0,
    units: undefined,
  };
}

export function settleOf(accountId: string, holdId: string): Parameters<Control['settle']>[0] {
  return {
    accountId,
    holdId,
    connectedSeconds: 65,
    inconsistent: false,
    units: undefined,
    durationSeconds: 0,
    q850Cause: 16,
    endedSecondsAgo: 0,
    settleToken: '',
  };
}

/** An authorize and its settle. */
export async function productPair(
  { control, capture }: Pick<Product, 'control' | 'capture'>,
  call: { readonly accountId: string; readonly holdId: string; readonly subjectId?: string; readonly id: string },
): Promise<readonly BareCommand[]> {
  const { accountId, holdId, id } = call;
  const traffic = outboundCall(accountId, call.subjectId);
  return [
    ...(await capture(() => control.authorize({ holdId, traffic }, asking(id)))),
    ...(await capture(() => control.settle(settleOf(accountId, holdId), asking(`${id}s`)))),
  ];
}

/** Opens an account with so much on its balance. */
export async function openAccount(
  { accounts }: Pick<Product, 'accounts'>,
  accountId: string,
  balance: number,
  { parentAccountId = '', plan = '' }: { readonly parentAccountId?: string; readonly plan?: string } = {},
): Promise<void> {
  const request = {
    accountId,
    plan,
    currency: '',
    timeZone: '',
    cycleAnchorDay: 0,
    seats: 1,
    creditLimitMilliCents: 0,
    parentAccountId,
    numbers: [],
    fundedBy: parentAccountId === '' ? 'self' : 'parent',
    onPlanExhausted: undefined,
    allowanceUnits: new Map<string, number>(),
  } as const;
  await accounts.create(request, asking(`open-${accountId}`));
  if (balance > 0) {
    await addCredit({ accounts }, accountId, balance, 'fund', 0);
  }
}

/** @param expiresAtMs - makes a lot of it; 0 adds to the balance. */
export async function addCredit(
  { accounts }: Pick<Product, 'accounts'>,
  accountId: string,
  amountMilliCents: number,
  idempotencyKey: string,
  expiresAtMs: number,
): Promise<void> {
  const credit = { accountId, amountMilliCents, idempotencyKey, note: '', expiresAtMs, services: [] };
  await accounts.addCredit(credit, asking(`credit-${accountId}-${idempotencyKey}`));
}
