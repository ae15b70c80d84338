/** Verification over all partitions: on demand, and one after the other in the background. */
import { Fault } from '../../domain/fault.ts';
import { integer, replyShape } from '../redis/replies.ts';
import type { ScriptRunner } from '../redis/runner.ts';
import type { Finding, PartitionVerified, Verifying, VerifyNews, VerifyStanding } from '../verify-operations.ts';
import { checkpointText } from './checkpoints.ts';
import type { Where } from './compare.ts';
import { type ExpectedAccount, type ExpectedHold, totalsOf } from './expected.ts';
import { FollowedReplay } from './follow.ts';
import { NOWHERE, on, plus } from './places.ts';
import { Pass } from './pass.ts';
import { readStanding, readStoredAccounts, readStoredHolds } from './stored.ts';

/** The name under which trimming knows it: entries that are in no checkpoint stay. */
const READER = 'verify';

/** A pass takes longer only in a very large partition; two at once do no harm. */
const LEASE_MS = 60_000;
/** Between two scripts of a pass in the background. */
const PAUSE_MS = 10;
const CHECKPOINTS_AT_ONCE = 50;
/** How many partitions are asked for their standing at once. */
const STANDINGS_AT_ONCE = 8;

const LEASE = replyShape({ holder: (word) => word });
const ACKNOWLEDGED = replyShape({ nowMs: integer });

export function createVerifying(runner: ScriptRunner): Verifying {
  const { keys } = runner.options;
  const whereOf = (partition: number): Where => ({ partition, keys: keys.at(partition) });
  return {
    partitions: keys.partitions.length,
    verify: (accountId) => verify(runner, whereOf, accountId),
    accept: (accountId) => accept(runner, whereOf, accountId),
    verifyNext: (owner) => verifyNext(runner, whereOf, owner),
    standing: () => standing(runner),
  };
}

async function* verify(
  runner: ScriptRunner,
  whereOf: (partition: number) => Where,
  accountId: string | undefined,
): AsyncGenerator<VerifyNews> {
  const partitions = runner.options.keys.partitions.map((_, partition) => partition);
  const where = accountId === undefined ? undefined : await find(runner, whereOf, accountId);
  for (const each of where === undefined ? partitions.map(whereOf) : [where]) {
    const followed = await FollowedReplay.begin(runner, each);
    const pass = new Pass(runner, each, followed, { accountId, pauseMs: 0 });
    const verified = await pass.run();
    for (const found of pass.findings) yield { kind: 'finding', finding: found };
    yield { kind: 'partition', verified };
  }
}

/** The partition of an account: where its root is. One that is gone may still be in the journal of its own. */
async function find(runner: ScriptRunner, whereOf: (partition: number) => Where, accountId: string): Promise<Where> {
  const { keys } = runner.options;
  const own = whereOf(keys.partitionOf(accountId));
  const [stored] = (await readStoredAccounts(runner, own.keys, [accountId])).what.accounts;
  const rootId = stored?.family.rootId ?? accountId;
  if (stored?.exists !== false || rootId !== accountId) return whereOf(keys.partitionOf(rootId));
  const { replay } = await FollowedReplay.begin(runner, own);
  if (!replay.accounts.has(accountId)) {
    throw new Fault('ACCOUNT_UNKNOWN', `there is no account "${accountId}"`, { field: 'account_id' });
  }
  return own;
}

/* Taking an account as it stands. */

async function accept(
  runner: ScriptRunner,
  whereOf: (partition: number) => Where,
  accountId: string,
): Promise<readonly Finding[]> {
  const where = await find(runner, whereOf, accountId);
  const followed = await FollowedReplay.begin(runner, where);
  const pass = new Pass(runner, where, followed, { accountId, pauseMs: 0 });
  await pass.run();
  const { replay } = followed;
  const { position, what } = await readStoredAccounts(runner, where.keys, [accountId]);
  await followed.to(position);
  const [stored] = what.accounts;
  const account = replay.accounts.get(accountId);
  if (account === undefined || stored?.exists !== true) {
    throw new Fault('ACCOUNT_UNKNOWN', `there is no account "${accountId}" that could be taken as it stands`, {
      field: 'account_id',
    });
  }
  const paid = [...replay.holds.values()].filter(({ payerId }) => payerId === accountId);
  const before = totalsOf([account], paid);
  const { sequence, balanceMilliCents, heldMilliCents, spent, spentBelow, family } = stored;
  const lots = stored.lots.reduce((places, { id, valueMilliCents }) => plus(places, on(id, valueMilliCents)), NOWHERE);
  Object.assign(account, { sequence, balanceMilliCents, heldMilliCents, lots, family });
  Object.assign(account.spent, { compared: spent, since: [], known: true });
  Object.assign(account.below, { compared: spentBelow, since: [], known: true });
  const holds = await asStored(runner, where, followed, paid);
  const after = totalsOf([account], holds);
  await writeCheckpoints(
    runner,
    where,
    [{ account, holds }],
    [
      '1',
      after.balanceMilliCents - before.balanceMilliCents,
      after.heldMilliCents - before.heldMilliCents,
      after.lotsMilliCents - before.lotsMilliCents,
    ],
  );
  return pass.findings;
}

/** Those that are open, with what they reserve. */
async function asStored(
  runner: ScriptRunner,
  { keys }: Where,
  { ownersOf }: FollowedReplay,
  holds: readonly ExpectedHold[],
): Promise<readonly ExpectedHold[]> {
  if (holds.length === 0) return [];
  const { what } = await readStoredHolds(runner, keys, holds, ownersOf);
  return what.flatMap(({ state, reserved }, index) => {
    const hold = holds[index];
    return hold !== undefined && (state === 'reserved' || state === 'answered') ? [{ ...hold, reserved }] : [];
  });
}

/* In the background. */

async function verifyNext(
  runner: ScriptRunner,
  whereOf: (partition: number) => Where,
  owner: string,
): Promise<readonly VerifyNews[] | undefined> {
  const where = whereOf(await longestAgo(runner));
  const lease = (ms: number) => runner.run('lease_partition', [where.keys.lease('verify')], [owner, ms]);
  if ((await lease(LEASE_MS)).read(LEASE).holder !== owner) return undefined;
  try {
    const followed = await FollowedReplay.begin(runner, where);
    const pass = new Pass(runner, where, followed, { pauseMs: PAUSE_MS });
    const verified = await pass.run();
    await keep(runner, where, followed, verified);
    const findings = pass.findings.map((found): VerifyNews => ({ kind: 'finding', finding: found }));
    return [...findings, { kind: 'partition', verified }];
  } finally {
    await lease(0);
  }
}

async function longestAgo(runner: ScriptRunner): Promise<number> {
  const verifiedAt = (await standings(runner)).map((fields) => Number(fields.get('at_ms') ?? 0));
  return verifiedAt.indexOf(Math.min(...verifiedAt));
}

/** Checkpoints first: what comes after the position may be replayed twice, but never be missed. */
async function keep(
  runner: ScriptRunner,
  where: Where,
  { replay, position }: FollowedReplay,
  { accounts, holds, unproven, findings, driftMilliCents }: PartitionVerified,
): Promise<void> {
  const { keys } = where;
  const paid = new Map<string, ExpectedHold[]>();
  for (const hold of replay.holds.values()) paid.set(hold.payerId, [...(paid.get(hold.payerId) ?? []), hold]);
  const moved = [...replay.accounts.values()].filter((account) => account.moved);
  for (const { spent, below } of replay.isComplete ? [] : moved) {
    // Of those that came after they were compared.
    for (const sums of [spent, below]) sums.known &&= sums.since.length === 0;
  }
  const checkpoints = moved.map((account) => ({ account, holds: paid.get(account.accountId) ?? [] }));
  await writeCheckpoints(runner, where, checkpoints);
  const noted = { checkpoints: replay.accounts.size, accounts, holds, unproven, findings, drift: driftMilliCents };
  const words = Object.entries(noted).flatMap(([name, value]) => [name, value]);
  await runner.run('note_verified', [keys.meta, keys.verified], [runner.clockArgument(), position, ...words]);
  const reader = [runner.clockArgument(), READER, position];
  (await runner.run('acknowledge_journal', [keys.meta, keys.journal, keys.readers], reader)).read(ACKNOWLEDGED);
}

async function writeCheckpoints(
  runner: ScriptRunner,
  { keys }: Where,
  checkpoints: readonly { readonly account: ExpectedAccount; readonly holds: readonly ExpectedHold[] }[],
  how: readonly (string | number)[] = ['', 0, 0, 0],
): Promise<void> {
  for (let at = 0; at < checkpoints.length; at += CHECKPOINTS_AT_ONCE) {
    const words = checkpoints
      .slice(at, at + CHECKPOINTS_AT_ONCE)
      .flatMap(({ account, holds }) => [account.accountId, account.sequence, checkpointText({ account, holds })]);
    await runner.run('write_checkpoints', [keys.meta, keys.checkpoints], [...how, ...words]);
  }
}

async function standings(runner: ScriptRunner): Promise<readonly ReadonlyMap<string, string>[]> {
  const { partitions } = runner.options.keys;
  const all: ReadonlyMap<string, string>[] = [];
  for (let at = 0; at < partitions.length; at += STANDINGS_AT_ONCE) {
    const asked = partitions.slice(at, at + STANDINGS_AT_ONCE);
    all.push(...(await Promise.all(asked.map(async (keys) => (await readStanding(runner, keys)).fields))));
  }
  return all;
}

async function standing(runner: ScriptRunner): Promise<VerifyStanding> {
  const all = await standings(runner);
  const sum = (name: string): number => all.reduce((total, fields) => total + Number(fields.get(name) ?? 0), 0);
  return {
    findings: sum('findings'),
    driftMilliCents: sum('drift'),
    unproven: sum('unproven'),
    oldestMs: Math.min(...all.map((fields) => Number(fields.get('at_ms') ?? 0))),
  };
}
