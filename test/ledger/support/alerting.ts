/** What people are told of the accounts of a test ledger. */
import type { AlertStore } from '../../../src/ledger/alert-operations.ts';
import { createAlertStore } from '../../../src/ledger/alerting/alert-store.ts';
import { ScriptRunner } from '../../../src/ledger/redis/runner.ts';
import { loadScripts } from '../../../src/ledger/redis/scripts.ts';
import type { ScriptStore } from '../../../src/redis/store.ts';
import { type RedisTestLedger, refOf } from './test-ledger.ts';

export function alertStoreOf({ store, options }: Pick<RedisTestLedger, 'store' | 'options'>): AlertStore {
  return createAlertStore(new ScriptRunner(store, loadScripts(), options));
}

/** Runs every script of alerts. */
export async function everyAlert(bench: RedisTestLedger, store: ScriptStore): Promise<void> {
  const alerts = alertStoreOf({ store: { ...bench.store, ...store }, options: bench.options });
  const account = refOf('a', '');
  await alerts.setAlerts(account, '{}', true);
  await alerts.alertsOf(account, ['a']);
  await alerts.watchedAccounts(0, { after: '', limit: 10 });
  const changes = [{ line: 'low_amount', expected: '', next: 'low 1' }];
  const deliveries = [1, 2, 3].map((index) => ({ id: `alert.${index}`, text: `{"n":${index}}` }));
  await alerts.crossAlert({ ...account, changes, deliveries });
  await alerts.takeDeliveries(0, 10, 30_000);
  const [sent, retried, dead] = ['sent', 'retry', 'dead'] as const;
  for (const [index, outcome] of [sent, retried, dead].entries()) {
    await alerts.finishDelivery(0, { id: `alert.${index + 1}`, outcome, tries: 1, waitMs: 1_000, why: 'no answer' });
  }
  await alerts.deliveries('sent', { after: '', limit: 10 });
  await alerts.resend(account, 'alert.3');
  await alerts.resendAll();
}
