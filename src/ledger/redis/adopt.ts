/** Holds that an older version stored as hashes are rewritten when a script meets them. */
import { Fault } from '../../domain/fault.ts';
import type { ScriptStore } from '../../redis/store.ts';
import type { HoldRef } from '../port.ts';
import { type Keys, type PartitionKeys, splitMember } from './keys.ts';
import { NOW, type ReplyReader } from './replies.ts';
import { REKEY, ScriptRunner } from './runner.ts';
import { loadScripts } from './scripts.ts';

/** Runs a script on a hold; where it answers ADOPT, has the hold rewritten and runs it again. */
export async function adopting(
  runner: ScriptRunner,
  keys: PartitionKeys,
  ref: Pick<HoldRef, 'accountId' | 'holdId'>,
  run: () => Promise<ReplyReader>,
): Promise<ReplyReader> {
  const reply = await run();
  if (reply.status !== 'ADOPT') return reply;
  await adoptHold(runner, keys, ref);
  return run();
}

/** Nothing happens to a hold that is stored as this version does it. */
async function adoptHold(
  runner: ScriptRunner,
  keys: PartitionKeys,
  { accountId, holdId }: Pick<HoldRef, 'accountId' | 'holdId'>,
): Promise<void> {
  let owners: readonly string[] = [accountId];
  for (let attempt = 0; attempt < 2; attempt++) {
    const reply = await runner.run(
      'adopt_hold',
      [keys.hold(accountId, holdId), ...owners.flatMap((id) => keys.owner(id))],
      [runner.clockArgument(), accountId, holdId, owners.join(' ')],
    );
    if (reply.status !== 'REKEY') return;
    owners = reply.read(REKEY).where.split(' ');
  }
  throw new Fault('REKEY_LOOP', 'the ledger could not rewrite a hold of an older version');
}

/** How many holds a page of a partition has. */
const PAGE = 200;

/**
 * Rewrites all open holds that an older version left, so that they are counted and listed like the others. Afterwards
 * the marks of the partitions say that there are none.
 */
export async function adoptOpenHolds(
  store: ScriptStore,
  keys: Keys,
  partitions: readonly PartitionKeys[] = keys.partitions,
): Promise<void> {
  const times = { tombstoneMs: 0, earlyReleaseMs: 0, onceMs: 0, journalRetentionMs: 0, journalMaxBytes: 0 };
  const runner = new ScriptRunner(store, loadScripts(), { keys, ...times });
  await Promise.all(partitions.map((each) => adoptPartition(runner, each)));
}

async function adoptPartition(runner: ScriptRunner, keys: PartitionKeys): Promise<void> {
  const ask = (from: number | ''): Promise<ReplyReader> =>
    runner.run('older_holds', [keys.meta, keys.open], [runner.clockArgument(), from, PAGE]);
  for (let from = 0; ; from += PAGE) {
    const reply = await ask(from);
    if (reply.status === 'CURRENT') return;
    reply.read(NOW);
    const members = reply.rest();
    for (const member of members) await adoptHold(runner, keys, splitMember(member));
    if (members.length < PAGE) break;
  }
  await ask('');
}
