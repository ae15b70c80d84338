/**
 * `npm run test:recharge`: accounts are used up and recharged by card, on two sidecars that are killed -9 at any point
 * and a Stripe that is slow, hangs up and tells the same again. It prints what was charged and credited, and fails where
 * a recharge was charged twice, a payment was credited twice or not at all, or the store differs from its journal.
 * `--long` is 200 kills, `--kills N` as many as that; `--seed N` makes the same choices again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../../src/redis/embedded-server.ts';
import { createClient, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { startStripe, type StripeServer } from '../recharge/support/stripe-server.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { Seeded } from '../support/seeded.ts';
import { commit, findingsOf } from './outage-stage.ts';
import { type MeasuredTollgate, startTollgate } from './servers.ts';

interface Scale {
  readonly kills: number;
  readonly accounts: number;
}

const SHORT: Scale = { kills: 10, accounts: 40 };
const LONG: Scale = { kills: 200, accounts: 300 };

const USD = 100_000;
const [THRESHOLD, AMOUNT, SPENT] = [5 * USD, 20 * USD, 18 * USD];
/** Between two kills; most recharges take about a second. */
const BETWEEN_KILLS_MS = { least: 100, most: 1_500 };
/** Each request to Stripe, before and after it is carried out. */
const SLOW_MS = { least: 0, most: 150 };
const HANGS_UP = 0.1;
const TELLS = 0.5;
/** What is under way at the end comes to its end: a sidecar that died leaves it for 15 s, and doubt lasts for seconds. */
const QUIET_WITHIN_MS = 120_000;

interface Sidecar {
  readonly settings: Readonly<Record<string, string>>;
  readonly client: TollgateClient;
  readonly http: string;
  process: MeasuredTollgate | undefined;
}

async function newSidecar(directory: string, name: string, stripe: StripeServer): Promise<Sidecar> {
  const [grpc, http] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const settings = {
    ...stripe.env,
    TOLLGATE_GRPC_ADDRESS: grpc,
    TOLLGATE_HTTP_ADDRESS: http,
    TOLLGATE_DATA_DIR: join(directory, name),
    TOLLGATE_AUTH_TOKEN_KEYS: 'one key of thirty-two bytes for both',
    TOLLGATE_LOG_LEVEL: 'silent',
  };
  return { settings, client: createClient({ address: grpc }), http: `http://${http}`, process: undefined };
}

/** What is done to the accounts, and what is known of it. */
class Spending {
  readonly accounts: readonly string[];
  /** Milli-cents that were taken from each. */
  readonly taken = new Map<string, number>();
  /** What each began with, the credit at signup too. */
  readonly given = new Map<string, number>();
  readonly #sidecars: readonly Sidecar[];
  #keys = 0;

  constructor(count: number, sidecars: readonly Sidecar[]) {
    this.accounts = Array.from({ length: count }, (_, at) => `acct-${at}`);
    this.#sidecars = sidecars;
  }

  async open(): Promise<void> {
    for (const accountId of this.accounts) {
      await this.ask((client) => client.createAccount({ accountId }));
      const start = { accountId, amountMilliCents: AMOUNT, idempotencyKey: 'start' };
      const { balanceMilliCents } = await this.ask((client) => client.addCredit(start));
      this.given.set(accountId, Number(balanceMilliCents));
      const method = { accountId, methodId: 'pm_card_visa', customerId: `cus_${accountId.slice(5)}`, verified: true };
      await this.ask((client) => client.setPaymentMethod(method));
      const plan = { thresholdMilliCents: THRESHOLD, amountMilliCents: AMOUNT, dailyCount: 100 };
      await this.ask((client) => client.setRecharge({ accountId, enabled: true, ...plan }));
    }
  }

  /** Takes credit from an account that is not being recharged, so that it is to be. */
  async spend(accountId: string): Promise<void> {
    const { account } = await this.ask((client) => client.getAccount({ accountId }));
    if (account === null || account.recharge?.current !== null) return;
    if (Number(account.balanceMilliCents) < THRESHOLD) return;
    const idempotencyKey = `spent-${++this.#keys}`;
    const spent = { accountId, amountMilliCents: -SPENT, idempotencyKey };
    await this.ask((client) => client.adjustBalance(spent));
    this.taken.set(accountId, (this.taken.get(accountId) ?? 0) + SPENT);
  }

  /** Asks whoever answers, for as long as nobody does. */
  async ask<Answer>(what: (client: TollgateClient) => Promise<Answer>): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      const sidecar = this.#sidecars[attempt % this.#sidecars.length]!;
      try {
        return await what(sidecar.client);
      } catch (error) {
        if (attempt > 600) throw error;
        await delay(100);
      }
    }
  }

  /** Accounts of which a payment is under way, or that are poor. */
  async restless(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const accountId of this.accounts) {
      const { account } = await this.ask((client) => client.getAccount({ accountId }));
      const { current, history } = account?.recharge ?? { current: null, history: [] };
      if (current === null && Number(account?.balanceMilliCents) >= THRESHOLD) continue;
      const state = current === null ? (history[0]?.reason ?? '') : `${current.state} ${current.reason}`;
      found.push(`${accountId}: ${account?.balanceMilliCents} milli-cents, ${state}`);
    }
    return found;
  }
}

interface Tally {
  charged: number;
  doubled: number;
  creditedTwice: number;
  lost: number;
  unbalanced: number;
}

/** Each PaymentIntent against the credits of its account. */
async function tally(spending: Spending, stripe: StripeServer): Promise<Tally> {
  const sum: Tally = { charged: 0, doubled: 0, creditedTwice: 0, lost: 0, unbalanced: 0 };
  const paid = [...stripe.intents.values()].filter(({ status }) => status === 'succeeded');
  const recharges = paid.map(({ metadata }) => metadata['tollgate_recharge_id']);
  sum.charged = paid.length;
  sum.doubled = recharges.length - new Set(recharges).size;
  for (const accountId of spending.accounts) {
    const credits: string[] = [];
    const { client } = { client: await spending.ask(async (each) => (await each.getStore({}), each)) };
    for await (const { movement } of client.listMovements({ accountId, pageSize: 10_000 })) {
      if (movement?.idempotencyKey.startsWith('stripe:') === true) credits.push(movement.idempotencyKey);
    }
    const mine = paid.filter(({ metadata }) => metadata['tollgate_account_id'] === accountId);
    sum.creditedTwice += credits.length - new Set(credits).size;
    sum.lost += mine.filter(({ id }) => !credits.includes(`stripe:${id}`)).length;
    const { account } = await client.getAccount({ accountId });
    const begun = (spending.given.get(accountId) ?? 0) - (spending.taken.get(accountId) ?? 0);
    const expected = begun + AMOUNT * mine.length;
    if (Number(account?.balanceMilliCents) !== expected) sum.unbalanced += 1;
  }
  return sum;
}

async function run(scale: Scale, seed: number): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-recharge-'));
  const server = await startRedisServer();
  const chance = new Seeded(seed);
  let stopStripe = (): Promise<void> => Promise.resolve();
  const stripe = await startStripe((stop) => (stopStripe = stop));
  const sidecars = [await newSidecar(directory, 'a', stripe), await newSidecar(directory, 'b', stripe)];
  const begin = async (sidecar: Sidecar): Promise<void> => {
    sidecar.process = await startTollgate(server.url, sidecar.settings);
  };
  const spending = new Spending(scale.accounts, sidecars);
  const work = { over: false };
  try {
    for (const sidecar of sidecars) await begin(sidecar);
    await spending.open();
    const slow = chance.fork();
    stripe.slowness = () => slow.between(SLOW_MS.least, SLOW_MS.most);
    const startedAt = performance.now();
    const spend = async (): Promise<void> => {
      for (let at = 0; !work.over; at++) {
        const accountId = spending.accounts[at % spending.accounts.length]!;
        await spending.spend(accountId);
        if (slow.chance(HANGS_UP)) stripe.mishaps.push('hang_up');
        await delay(20);
      }
    };
    const told = new Set<string>();
    const tell = async (): Promise<void> => {
      while (!work.over) {
        for (const intent of [...stripe.intents.values()].filter(({ id }) => !told.has(id))) {
          if (intent.status !== 'succeeded') continue;
          told.add(intent.id);
          // Stripe would send again what nobody takes; here somebody always looks it up.
          if (slow.chance(TELLS))
            await stripe.send(slow.pick(sidecars).http, 'payment_intent.succeeded', intent).catch(() => 0);
        }
        await delay(50);
      }
    };
    const done = Promise.all([spend(), tell()]);
    for (let kill = 0; kill < scale.kills; kill++) {
      await delay(chance.between(BETWEEN_KILLS_MS.least, BETWEEN_KILLS_MS.most));
      const victim = chance.pick(sidecars);
      await victim.process?.kill();
      await begin(victim);
      if (scale.kills > 20 && (kill + 1) % 20 === 0) console.log(`    ${kill + 1} kills`);
    }
    work.over = true;
    await done;
    stripe.mishaps.length = 0;
    const seconds = (performance.now() - startedAt) / 1000;
    const quietBy = performance.now() + QUIET_WITHIN_MS;
    let restless = await spending.restless();
    while (restless.length > 0 && performance.now() < quietBy) {
      await delay(500);
      restless = await spending.restless();
    }
    for (const each of restless) console.error(`    still under way: ${each}`);
    const found = await findingsOf(sidecars[0]!.client);
    const { charged, doubled, creditedTwice, lost, unbalanced } = await tally(spending, stripe);
    console.log(
      [
        `${scale.kills} kills -9 of two sidecars in ${seconds.toFixed(0)} s, ${scale.accounts} accounts, seed ${seed}, ${commit()}`,
        `    ${charged} payments; recharges charged twice ${doubled}, payments credited twice ${creditedTwice}, ` +
          `payments without credit ${lost}`,
        `    accounts that do not add up ${unbalanced}, verify found ${found}, ` +
          `requests that are not Stripe's ${stripe.problems.length}, still under way ${restless.length}`,
      ].join('\n'),
    );
    const wrong = [doubled, creditedTwice, lost, unbalanced, found, stripe.problems.length, restless.length];
    return charged > 0 && wrong.every((count) => count === 0);
  } finally {
    work.over = true;
    for (const sidecar of sidecars) {
      sidecar.client.close();
      await sidecar.process?.kill();
    }
    await stopStripe();
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    kills: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const scale = values.long ? LONG : SHORT;
const kills = Number(values.kills ?? scale.kills);
process.exitCode = (await run({ ...scale, kills }, Number(values.seed))) ? 0 : 1;
