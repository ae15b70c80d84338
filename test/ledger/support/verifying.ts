/** Verification of a test ledger, and what it says. */
import { listOlderAccounts } from '../../../src/ledger/redis/account-lists.ts';
import { ScriptRunner } from '../../../src/ledger/redis/runner.ts';
import { loadScripts } from '../../../src/ledger/redis/scripts.ts';
import { createCopying } from '../../../src/ledger/copy/copying.ts';
import { openStore } from '../../../src/ledger/redis/open-store.ts';
import { createRegister } from '../../../src/ledger/sidecars/register.ts';
import { scanAccounts } from '../../../src/ledger/verify/stored.ts';
import { createVerifying } from '../../../src/ledger/verify/verifying.ts';
import type { Finding, PartitionVerified, Verifying, VerifyNews } from '../../../src/ledger/verify-operations.ts';
import type { ScriptStore } from '../../../src/redis/store.ts';
import type { RedisTestLedger } from './test-ledger.ts';

export function verifyingOf({ store, options }: Pick<RedisTestLedger, 'store' | 'options'>): Verifying {
  return createVerifying(new ScriptRunner(store, loadScripts(), options));
}

/** Runs every script of verification, of the register of sidecars, and of export and restore. */
export async function everyVerification(bench: RedisTestLedger, store: ScriptStore): Promise<void> {
  const runner = new ScriptRunner(store, loadScripts(), bench.options);
  const verifying = createVerifying(runner);
  await verifying.verifyNext('sidecar');
  await verifying.standing();
  await scanAccounts(runner, bench.keys.at(0));
  await verifying.accept('a');
  await listOlderAccounts(runner, () => true);
  await createRegister(runner).list();
  const { options } = bench;
  const identity = () => ({ instanceId: 'any', generation: 1 });
  const copying = createCopying({ runner, raw: store, scripts: loadScripts(), options, identity });
  const file: string[] = [];
  for await (const { lines: more } of copying.exportStore()) file.push(...more);
  const { instanceId } = await openStore(store, bench.keys);
  await copying.restoreStore([(file[0] ?? '').replace('any', instanceId), ...file.slice(1)], true);
}

/** Everything that one verification tells. */
export async function verifyAll(
  verifying: Verifying,
  accountId?: string,
): Promise<{ readonly findings: readonly Finding[]; readonly verified: readonly PartitionVerified[] }> {
  const news: VerifyNews[] = [];
  for await (const each of verifying.verify(accountId)) news.push(each);
  return {
    findings: news.flatMap((each) => (each.kind === 'finding' ? [each.finding] : [])),
    verified: news.flatMap((each) => (each.kind === 'partition' ? [each.verified] : [])),
  };
}

/** One line for each finding: what, where, what must be and what is. */
export function lines(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ check, accountId, holdId, subject, expected, found }) =>
    [check, accountId, holdId, subject, expected, '->', found].filter((word) => word !== '').join(' '),
  );
}
