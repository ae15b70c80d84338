/** Accounts that have grown in one way each, through the verbs of the product. */
import { runPipelined } from './bare-commands.ts';
import { holdName } from './load.ts';
import {
  addCredit,
  asking,
  catalogWith,
  openAccount,
  openProduct,
  outboundCall,
  type Product,
  productPair,
} from './product.ts';

export const ACCOUNT_KINDS = [
  'small',
  'holds',
  'two lots',
  'lots',
  'two packs',
  'packs',
  'subjects',
  'periods',
] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

export interface Sizes {
  readonly holds: number;
  readonly lots: number;
  readonly subjects: number;
}

/** Money of a day and of a cycle is counted, of the account and of each subject. */
export const GROWTH_CATALOG = {
  'limits.yaml': `rules:
  - { name: agent, per: subject, max_open_holds: 1000, max_spend_per_cycle: '100000.00' }
  - { name: account, max_open_holds: 100000, max_spend_per_day: '100000.00', max_spend_per_cycle: '1000000.00' }
`,
} as const;

/** The subject of the calls that are measured. */
export const CALLER = 'agent-1';
const SMALL_SUBJECTS = 60;
const BALANCE = 100_000_000_000;
const DAY_MS = 86_400_000;
const MONTH_MS = 30.4 * DAY_MS;
const PAST_PERIODS = 24;
/** Of a hold of $3.00: two of them are drawn on. */
const LOT_MILLI_CENTS = 200_000;
/** The same for packs: a hold is of an hour. */
const PACK_SECONDS = 2_400;

export function accountOf(kind: AccountKind): string {
  return `growth-${kind.replace(' ', '-')}`;
}

/** @returns the directory of the catalog that they live under */
export async function growAccounts(url: string, sizes: Sizes): Promise<string> {
  const catalog = catalogWith(GROWTH_CATALOG);
  const clock = { ms: Date.now() - PAST_PERIODS * MONTH_MS };
  const past = await openProduct(url, catalog, () => Math.floor(clock.ms));
  await growPeriods(past, clock);
  await past.close();
  const product = await openProduct(url, catalog);
  for (const kind of ACCOUNT_KINDS) {
    process.stderr.write(`growing: ${kind}\n`);
    if (kind !== 'periods') await openAccount(product, accountOf(kind), BALANCE);
    if (kind !== 'subjects') await putSubjects(product, kind, SMALL_SUBJECTS);
  }
  await growHolds(product, sizes.holds);
  await growLots(product, 'two lots', 2);
  await growLots(product, 'lots', sizes.lots);
  await growPacks(product, 'two packs', 2);
  await growPacks(product, 'packs', sizes.lots);
  await growSubjects(product, sizes.subjects);
  await product.close();
  return catalog;
}

/** A call of each past cycle; its day is one that was counted too. */
async function growPeriods(product: Product, clock: { ms: number }): Promise<void> {
  await openAccount(product, accountOf('periods'), BALANCE);
  for (let period = 0; period < PAST_PERIODS; period++) {
    const accountId = accountOf('periods');
    const traffic = outboundCall(accountId, CALLER);
    const hold = { accountId, holdId: `past-${period}` };
    await product.control.authorize({ holdId: hold.holdId, traffic }, asking(`past-${period}`));
    await product.control.release({ ...hold, q850Cause: 16, settleToken: '' }, asking(`past-${period}r`));
    clock.ms += MONTH_MS;
  }
}

async function growHolds(product: Product, count: number): Promise<void> {
  const accountId = accountOf('holds');
  await warmSubjects(product, accountId, SMALL_SUBJECTS);
  await runMany(product, count, async (index) => {
    const traffic = outboundCall(accountId, `agent-${index % SMALL_SUBJECTS}`);
    const holdId = holdName('grown', index);
    return product.capture(() => product.control.authorize({ holdId, traffic }, asking(`grown-${index}`)));
  });
}

async function growLots(product: Product, kind: 'lots' | 'two lots', count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const expiresAtMs = Date.now() + 30 * DAY_MS + index * 60_000;
    await addCredit(product, accountOf(kind), LOT_MILLI_CENTS, `lot-${index}`, expiresAtMs);
  }
}

async function growPacks({ accounts }: Product, kind: 'packs' | 'two packs', count: number): Promise<void> {
  const match = { services: ['call'], directions: [], countries: ['US'], numberClasses: [], prefixes: [] };
  const accountId = accountOf(kind);
  for (let index = 0; index < count; index++) {
    const idempotencyKey = `pack-${index}`;
    const expiresAtMs = Date.now() + 30 * DAY_MS + index * 60_000;
    const bought = { accountId, amountMilliCents: 0, idempotencyKey, note: '', expiresAtMs, services: ['call'] };
    const pack = { units: PACK_SECONDS, inMinutes: false, match };
    await accounts.addCredit({ ...bought, pack }, asking(`credit-${accountId}-${idempotencyKey}`));
  }
}

/** Each has particulars, and has called once. */
async function growSubjects(product: Product, count: number): Promise<void> {
  await putSubjects(product, 'subjects', count);
  const accountId = accountOf('subjects');
  await warmSubjects(product, accountId, count);
  await runMany(product, count, async (index) => {
    const subjectId = `agent-${index}`;
    return productPair(product, { accountId, holdId: `once-${index}`, subjectId, id: `once-${index}` });
  });
}

/** What a subject may do is read once by every sidecar, and then in its cache. */
async function warmSubjects({ control }: Product, accountId: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await control.quote(outboundCall(accountId, `agent-${index}`), asking(`warm-${index}`));
  }
}

async function putSubjects({ ledger, accounts }: Product, kind: AccountKind, count: number): Promise<void> {
  const accountId = accountOf(kind);
  for (let from = 0; from < count; from += 500) {
    const indexes = Array.from({ length: Math.min(500, count - from) }, (_, index) => from + index);
    await Promise.all(
      indexes.map((index) =>
        ledger.putSubject({
          rootAccountId: accountId,
          accountId,
          subjectId: `agent-${index}`,
          profile: {
            subjectId: `agent-${index}`,
            ratePlan: undefined,
            country: undefined,
            maxOpenHolds: 900,
            spendingLimitMilliCents: undefined,
            onLimit: 'stop',
            onPlanExhausted: undefined,
          },
        }),
      ),
    );
  }
  // The sidecar learns the new revision.
  await accounts.get(accountId);
}

/** Captures commands and runs them, some hundreds at a time. */
async function runMany(
  product: Product,
  count: number,
  commandsOf: (index: number) => Promise<Parameters<typeof runPipelined>[1]>,
): Promise<void> {
  for (let from = 0; from < count; from += 500) {
    const commands = [];
    for (let index = from; index < Math.min(count, from + 500); index++) commands.push(...(await commandsOf(index)));
    await runPipelined(product.redis, commands);
  }
}
