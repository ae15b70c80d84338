/** Recharging in the app: the provider that charges, the verbs, and what looks after payments by itself. */
import type { Accounts } from './accounts/requests.ts';
import type { Base } from './app-parts.ts';
import { planOf, topUpRefusal } from './catalog/plan-grants.ts';
import type { CatalogSnapshot } from './catalog/snapshot.ts';
import { parseMoney } from './domain/money.ts';
import type { Ledger } from './ledger/port.ts';
import type { ScriptRunner } from './ledger/redis/runner.ts';
import type { Part } from './parts.ts';
import { Payments } from './recharge/payments.ts';
import type { PaymentProvider } from './recharge/provider.ts';
import { createRecharging } from './recharge/recharging.ts';
import { journalUse } from './recharge/recommend.ts';
import { createRecords } from './recharge/records.ts';
import type { Recharging } from './recharge/requests.ts';
import { standingOf } from './recharge/standing.ts';
import { webhookProvider } from './recharge/webhook.ts';
import { RechargeWorker } from './recharge/worker.ts';
import type { Settings } from './settings/load-settings.ts';

export interface RechargeRoom {
  readonly recharging: Recharging;
  /** What is done while the store may be used. */
  readonly part: Part;
}

export function rechargeRoom(
  { settings, metrics, logger }: Base,
  runner: ScriptRunner,
  ledger: Ledger,
  catalog: () => CatalogSnapshot,
  accounts: Pick<Accounts, 'addCredit'>,
  owner: string,
): RechargeRoom {
  const records = createRecords(runner);
  const provider = providerOf(settings);
  const payments = new Payments({
    records,
    provider,
    async credit(paid) {
      const request = { ...paid, expiresAtMs: 0, services: [], isPaid: true };
      await accounts.addCredit(request, { requestId: '', deadlineAtMs: 0 });
    },
    currencyOf: async (accountId) => (await ledger.account(accountId))?.profile.currency ?? '',
    metrics: metrics.recharge,
    logger,
  });
  const worker = new RechargeWorker({
    records,
    payments,
    async standing(accountId) {
      const account = await ledger.account(accountId);
      return account && standingOf(account);
    },
    owner,
    intervalMs: settings.recharge.intervalMs,
    logger,
  });
  return {
    recharging: createRecharging({
      ledger,
      records,
      payments,
      provider,
      amountRefusal: ({ profile }, amountMilliCents) =>
        topUpRefusal(planOf(catalog(), profile), amountMilliCents, catalog().currency),
      history: journalUse(ledger),
      verificationMilliCents: parseMoney(settings.recharge.verificationAmount, undefined),
      owner,
      look: (accountId) => worker.look(accountId),
    }),
    part: {
      name: 'recharge',
      // Nobody can be charged without a provider.
      start: () => (provider === undefined ? undefined : worker.start()),
      stop: () => worker.stop(),
    },
  };
}

function providerOf({ recharge: { payments, timeoutMs } }: Settings): PaymentProvider | undefined {
  if (payments === undefined) return undefined;
  return webhookProvider({ ...payments, timeoutMs });
}
