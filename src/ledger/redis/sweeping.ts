/** The scripts that sweepers share: what is due, whose a partition is, what is set aside. Leases serve others too. */
import { ASIDE_RETRY_MS, type AsideHold, type DueHold } from '../sweep-operations.ts';
import type { HoldRef, LeasePurpose, Page, PageOf } from '../port.ts';
import { splitMember } from './keys.ts';
import { readEveryPartition } from './partition-pages.ts';
import { integer, NEXT, NOW, replyShape, text } from './replies.ts';
import type { ScriptRunner } from './runner.ts';

const LEASE = replyShape({ holder: text });
const ASIDE = replyShape({ nowMs: integer, tries: integer });
const RETRIED = replyShape({ nowMs: integer, count: integer });

/** A sweeper comes again, and has other partitions to look after meanwhile. */
const BRIEFLY = { patienceMs: 300 };

/** How many holds one script call makes due again. */
const RETRIED_AT_ONCE = 1_000;
/** What is kept of a failure: a person reads it in a list. */
const LONGEST_WHY = 300;

export async function dueHolds(runner: ScriptRunner, partition: number, limit: number): Promise<readonly DueHold[]> {
  const { open } = runner.options.keys.at(partition);
  const reply = await runner.run('due_holds', [open], [runner.clockArgument(), limit, ASIDE_RETRY_MS], BRIEFLY);
  reply.read(NOW);
  return reply.rest().map((member) => {
    const ref = splitMember(member);
    return { rootAccountId: ref.accountId, ...ref, partition };
  });
}

export async function leasePartition(
  runner: ScriptRunner,
  purpose: LeasePurpose,
  partition: number,
  owner: string,
  leaseMs: number,
): Promise<boolean> {
  const key = runner.options.keys.at(partition).lease(purpose);
  const reply = await runner.run('lease_partition', [key], [owner, leaseMs], BRIEFLY);
  return reply.read(LEASE).holder === owner;
}

export async function setAside(
  runner: ScriptRunner,
  { partition, accountId, holdId }: DueHold,
  why: string,
): Promise<number> {
  const { open, aside } = runner.options.keys.at(partition);
  const args = [runner.clockArgument(), accountId, holdId, why.slice(0, LONGEST_WHY)];
  const reply = await runner.run('set_aside', [open, aside], args, BRIEFLY);
  return reply.status === 'ASIDE' ? reply.read(ASIDE).tries : 0;
}

export function asideHolds(runner: ScriptRunner, page: Page): Promise<PageOf<AsideHold>> {
  return readEveryPartition(
    runner.options.keys,
    page,
    async ({ open, aside }, { after, limit }) => {
      const reply = await runner.run('read_aside', [open, aside], [runner.clockArgument(), after, limit]);
      const { next } = reply.read(NEXT);
      const words = reply.rest();
      const items = words.flatMap((member, at) =>
        at % 3 === 0 ? [asideHold(member, Number(words[at + 1]), words[at + 2] ?? '')] : [],
      );
      return { items, next };
    },
    ({ triedAtMs, accountId, holdId }) => `${triedAtMs}:${accountId}:${holdId}`,
  );
}

/** @param reason - as `lua/set_aside.lua` stores it */
function asideHold(member: string, triedAtMs: number, reason: string): AsideHold {
  const [, sinceMs, tries, why = ''] = /^(\d+) (\d+) (.*)$/s.exec(reason) ?? [];
  return { ...splitMember(member), why, tries: Number(tries), sinceMs: Number(sinceMs), triedAtMs };
}

/** The partition of a hold is not known where its account is not: all are asked. */
export async function retryAside(
  runner: ScriptRunner,
  hold: Pick<HoldRef, 'accountId' | 'holdId'> | undefined,
): Promise<number> {
  const member = hold === undefined ? '' : `${hold.accountId}:${hold.holdId}`;
  const ends = await Promise.allSettled(
    runner.options.keys.partitions.map(async ({ open }) => {
      for (let sum = 0; ;) {
        const args = [runner.clockArgument(), member, RETRIED_AT_ONCE];
        const { count } = (await runner.run('retry_aside', [open], args)).read(RETRIED);
        sum += count;
        if (count < RETRIED_AT_ONCE) return sum;
      }
    }),
  );
  const count = ends.reduce((sum, end) => sum + (end.status === 'fulfilled' ? end.value : 0), 0);
  // A node of a cluster that is away takes some partitions with it; what could be done is done.
  const failed = ends.find((end) => end.status === 'rejected');
  if (count === 0 && failed !== undefined) throw failed.reason;
  return count;
}
