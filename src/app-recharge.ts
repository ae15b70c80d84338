/** Recharging in the app: the provider that charges, the verbs, and what looks after payments by itself. */
import { randomUUID } from 'node:crypto';
import type { Accounts } from './accounts/requests.ts';
import type { Base } from './app-parts.ts';
import type { Archive } from './archive/port.ts';
import { planOf, topUpRefusal } from './catalog/plan-grants.ts';
import type { CatalogSnapshot } from './catalog/snapshot.ts';
import { parseMoney } from './domain/money.ts';
import { accountUnknown } from './ledger/faults.ts';
import { JournalConsumer } from './ledger/journal/consumer.ts';
import type { Ledger } from './ledger/port.ts';
import type { ScriptRunner } from './ledger/redis/runner.ts';
import { forgottenReaderPart, type Part } from './parts.ts';
import { type PaidCredit, Payments } from './recharge/payments.ts';
import type { PaymentProvider } from './recharge/provider.ts';
import { createRecharging } from './recharge/recharging.ts';
import { createRecords } from './recharge/records.ts';
import type { Recharging } from './recharge/requests.ts';
import { type AccountStanding, standingOf } from './recharge/standing.ts';
import { stripeConnection } from './recharge/stripe/connection.ts';
import { stripeEvents, type StripeEventsOptions } from './recharge/stripe/events.ts';
import { stripeProvider } from './recharge/stripe/provider.ts';
import { useHistory } from './recharge/use-history.ts';
import { webhookProvider } from './recharge/webhook.ts';
import { RechargeWorker } from './recharge/worker.ts';
import type { Settings } from './settings/load-settings.ts';
import type { SignedPosts } from './transport/http/server.ts';

/** An asking of its own: what it repeats to a slow store is no replay. No request of anybody has a deadline here. */
function newContext() {
  return { requestId: `recharge-${randomUUID()}`, deadlineAtMs: 0 };
}

/** As the journal knows it. */
const READER = 'recharge';

export interface RechargeRoom {
  readonly recharging: Recharging;
  /** What is done while the store may be used. */
  readonly part: Part;
  /** What the provider tells by itself. */
  readonly signedPosts: SignedPosts;
}

export function rechargeRoom(
  base: Base,
  runner: ScriptRunner,
  ledger: Ledger,
  catalog: () => CatalogSnapshot,
  accounts: Pick<Accounts, 'addCredit' | 'adjust'>,
  archive: Pick<Archive, 'usage'>,
  owner: string,
): RechargeRoom {
  const { settings, metrics, logger } = base;
  const { provider, tells } = providerOf(settings);
  const records = createRecords(runner);
  const standing = async (accountId: string): Promise<AccountStanding> => {
    const account = await ledger.account(accountId);
    if (account === undefined) throw accountUnknown();
    return standingOf(account);
  };
  const credit = async (paid: PaidCredit): Promise<void> => {
    await accounts.addCredit({ ...paid, expiresAtMs: 0, services: [], isPaid: true }, newContext());
  };
  const currencyOf = async (accountId: string): Promise<string> => (await standing(accountId)).currency;
  const payments = new Payments({ records, provider, credit, currencyOf, metrics: metrics.recharge, logger });
  const { verificationAmount } = settings.recharge;
  const worker = new RechargeWorker({ records, payments, standing, owner, logger });
  const recharging = createRecharging({
    ledger,
    records,
    payments,
    provider,
    amountRefusal: ({ profile }, amountMilliCents) =>
      topUpRefusal(planOf(catalog(), profile), amountMilliCents, catalog().currency),
    history: useHistory(ledger, archive),
    verificationMilliCents: parseMoney(verificationAmount, undefined),
    owner,
    look: (accountId) => worker.look(accountId),
  });
  return {
    recharging,
    part:
      provider === undefined
        ? forgottenReaderPart(ledger, logger, READER, 'recharging is turned off')
        : workerPart(base, ledger, worker, owner),
    signedPosts: tells({
      payments,
      recharging,
      standing,
      adjust: (correction) => accounts.adjust(correction, newContext()),
    }),
  };
}

function workerPart({ logger }: Base, ledger: Ledger, worker: RechargeWorker, owner: string): Part {
  const consumer = new JournalConsumer({ ledger, purpose: 'recharge', reader: READER, owner, work: worker, logger });
  return {
    name: 'recharge',
    start: () => consumer.start(),
    async stop() {
      await consumer.stop();
      await worker.stop();
    },
  };
}

interface Provided {
  readonly provider: PaymentProvider | undefined;
  readonly tells: (
    options: Pick<StripeEventsOptions, 'payments' | 'recharging' | 'standing' | 'adjust'>,
  ) => SignedPosts;
}

function providerOf({ recharge: { payments, timeoutMs } }: Settings): Provided {
  const nothing = (): SignedPosts => new Map();
  if (payments === undefined) return { provider: undefined, tells: nothing };
  if (payments.provider === 'webhook') {
    return { provider: webhookProvider({ ...payments, timeoutMs }), tells: nothing };
  }
  const connect = stripeConnection({ ...payments, timeoutMs });
  const provider = stripeProvider(connect);
  return {
    provider,
    tells(options) {
      const handle = stripeEvents({ ...options, secret: payments.eventsSecret, connect, provider });
      return new Map([
        ['/v1/stripe/events', (body, headers) => handle(body, String(headers['stripe-signature'] ?? ''))],
      ]);
    },
  };
}
