/** The scripts of recharging. */
import { ScriptRunner } from '../../../src/ledger/redis/runner.ts';
import { loadScripts } from '../../../src/ledger/redis/scripts.ts';
import { newRecord } from '../../../src/recharge/record.ts';
import { createRecords } from '../../../src/recharge/records.ts';
import type { ScriptStore } from '../../../src/redis/store.ts';
import type { RedisTestLedger } from './test-ledger.ts';

/** Runs each of them on the account `a`. */
export async function everyRecharge({ options }: RedisTestLedger, store: ScriptStore): Promise<void> {
  const records = createRecords(new ScriptRunner(store, loadScripts(), options));
  const place = { accountId: 'a', rootAccountId: 'a' };
  const empty = newRecord('seed');
  const record = { ...empty, plan: { ...empty.plan, enabled: true, thresholdMilliCents: 500 } };
  const nobody = await records.read(place);
  await records.swap(place, nobody, { record, entry: { reference: 'rc_seed_1', note: 'begun recharge card 1' } });
  // Somebody who has not seen that.
  await records.swap(place, nobody, { record: empty });
  await records.low(0, new Map([['a', 499]]));
  await records.due(0, 10);
}
