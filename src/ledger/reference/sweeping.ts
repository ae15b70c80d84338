/** What sweepers share, over the reference ledger: one partition, and one sweeper that always has it. */
import type { Leasing } from '../lease-operations.ts';
import { ASIDE_RETRY_MS, type AsideHold, type Sweeping } from '../sweep-operations.ts';
import { byDeadline, holdKey, isOpen, pageOf, type ReferenceHold, type ReferenceState } from './state.ts';

/** The deadline that the hold had then: once it has another one, or has ended, it is not aside any more. */
interface Aside extends AsideHold {
  readonly deadlineAtMs: number;
}

export function referenceSweeping(state: () => ReferenceState, now: () => number): Omit<Sweeping, 'sweep'> & Leasing {
  const reasons = new Map<string, Aside>();
  const asideOf = (hold: ReferenceHold): Aside | undefined => {
    const aside = reasons.get(holdKey(hold));
    return isOpen(hold) && aside?.deadlineAtMs === hold.deadlineAtMs ? aside : undefined;
  };
  const place = ({ triedAtMs, accountId, holdId }: AsideHold): string => `${triedAtMs}:${accountId}:${holdId}`;
  const asides = (): Aside[] =>
    [...state().holds.values()]
      .flatMap((hold) => asideOf(hold) ?? [])
      .sort((a, b) => a.triedAtMs - b.triedAtMs || (place(a) < place(b) ? -1 : 1));
  return {
    dueHolds: async (_partition, limit) => {
      const due = [...state().holds.values()].filter((hold) => isOpen(hold) && hold.deadlineAtMs <= now());
      const ready = asides().filter(({ triedAtMs }) => triedAtMs <= now() - ASIDE_RETRY_MS);
      return [...byDeadline(due.filter((hold) => asideOf(hold) === undefined)), ...ready]
        .slice(0, limit)
        .map(({ accountId, holdId }) => ({ rootAccountId: accountId, accountId, holdId, partition: 0 }));
    },
    leasePartition: async () => true,
    setAside: async (ref, why) => {
      const hold = state().holds.get(holdKey(ref));
      if (hold === undefined || !isOpen(hold)) return 0;
      const { accountId, holdId, deadlineAtMs } = hold;
      const before = reasons.get(holdKey(ref));
      const tries = (before?.tries ?? 0) + 1;
      const sinceMs = before?.sinceMs ?? now();
      reasons.set(holdKey(ref), { accountId, holdId, why, tries, sinceMs, triedAtMs: now(), deadlineAtMs });
      return tries;
    },
    asideHolds: async (page) =>
      pageOf(
        asides().filter((aside) => page.after === '' || place(aside) > page.after),
        page.limit,
        place,
      ),
    retryAside: async (ref) => {
      const asked = asides().filter((aside) => ref === undefined || holdKey(aside) === holdKey(ref));
      for (const aside of asked) reasons.set(holdKey(aside), { ...aside, deadlineAtMs: 0 });
      return asked.length;
    },
  };
}
