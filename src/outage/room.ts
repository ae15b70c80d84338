/**
 * A ledger around the ledger, for the time that the store is away. What ends a call, or tells how it goes on, is kept
 * on this machine's disk and answered as queued; what would take on credit risk is refused at once. While the store is
 * up the room costs a look at two numbers.
 */
import { BoundedCache } from '../domain/bounded-cache.ts';
import { Fault, STORE_REASONS, type StoreTrouble } from '../domain/fault.ts';
import type { GrantedUnits, HoldRef, Ledger, Queued, QueueingLedger } from '../ledger/port.ts';
import { bodyOf, type Completion } from './bodies.ts';
import type { Breaker } from './breaker.ts';
import type { Spool } from './spool/spool.ts';

export interface RoomOptions {
  /** The ledger in the store. */
  readonly ledger: Ledger;
  readonly spool: Spool;
  readonly breaker: Breaker;
  /** What is the matter with the store as far as is known; undefined when nothing is. */
  readonly trouble: () => StoreTrouble | undefined;
  /** A completion of this kind was kept. */
  readonly queued: (kind: Completion['kind']) => void;
}

/** Of holds whose grant was heard of last. */
const GRANTS_REMEMBERED = 100_000;

export function ledgerWithRoom({ ledger, spool, breaker, trouble, queued }: RoomOptions): QueueingLedger {
  const grants = new BoundedCache<GrantedUnits>(GRANTS_REMEMBERED);
  const keyOf = ({ accountId, holdId }: HoldRef): string => `${accountId} ${holdId}`;

  /** Asks nothing of a store that is known not to answer. */
  function unlessOpen<Reply>(ask: () => Promise<Reply>): Promise<Reply> {
    return breaker.open ? Promise.reject(refusal(trouble())) : breaker.watch(ask());
  }

  /** Asks the store, or keeps the completion. What is kept of a hold already goes first. */
  async function completed<Reply>(completion: Completion, ask: () => Promise<Reply>): Promise<Reply | Queued> {
    const { accountId, holdId } = completion.operation;
    const atMs = ledger.nowMs();
    if (breaker.open || spool.hasPending(accountId, holdId)) return keep(completion, atMs);
    try {
      return await breaker.watch(ask());
    } catch (error) {
      if (!isStoreTrouble(error)) throw error;
      return keep(completion, atMs);
    }
  }

  /** @param atMs - when the caller told it */
  async function keep(completion: Completion, atMs: number): Promise<Queued> {
    const { rootAccountId, accountId, holdId } = completion.operation;
    await spool.append({ ...bodyOf(completion), rootAccountId, accountId, holdId, recordedAtMs: atMs });
    queued(completion.kind);
    return { kind: 'queued', granted: grants.get(keyOf(completion.operation)) };
  }

  /** What a hold grants is heard of here, for answers that the store cannot give. */
  function noted<Reply extends { readonly unit: string; readonly grantedUnits: number }>(
    hold: HoldRef,
    reply: Reply,
  ): Reply {
    grants.set(keyOf(hold), { units: reply.grantedUnits, unit: reply.unit });
    return reply;
  }

  return {
    ...ledger,
    async authorize(operation) {
      const reply = await unlessOpen(() => ledger.authorize(operation));
      if (reply.kind === 'allowed') {
        noted(operation, { unit: operation.terms.unit, grantedUnits: reply.grantedUnits });
      }
      return reply;
    },
    charge: (operation) => unlessOpen(() => ledger.charge(operation)),
    account: (accountId, counters) => unlessOpen(() => ledger.account(accountId, counters)),
    subject: (account, subjectId) => unlessOpen(() => ledger.subject(account, subjectId)),
    answer: (operation) =>
      completed({ kind: 'answer', operation }, async () => noted(operation, await ledger.answer(operation))),
    extend: (operation) =>
      completed({ kind: 'extend', operation }, async () => noted(operation, await ledger.extend(operation))),
    settle: (operation) => completed({ kind: 'settle', operation }, () => ledger.settle(operation)),
    settleInterim: (operation) => completed({ kind: 'interim', operation }, () => ledger.settleInterim(operation)),
    release: (operation) => completed({ kind: 'release', operation }, () => ledger.release(operation)),
    /** What was told of a hold is worth more than an estimate. */
    async sweep(operation) {
      if (!spool.hasPending(operation.accountId, operation.holdId)) return ledger.sweep(operation);
      return { outcome: 'not_due', settle: undefined, nowMs: ledger.nowMs() };
    },
  };
}

/** Whether a completion cannot be in the store, or nobody knows whether it is. */
function isStoreTrouble(error: unknown): boolean {
  return error instanceof Fault && (error.storeState !== undefined || error.reason === 'TOO_LATE');
}

function refusal(trouble: StoreTrouble | undefined): Fault {
  return new Fault(
    STORE_REASONS[trouble ?? 'away'],
    'the credit store has not answered for a while and is not asked until it does; nothing was carried out',
    { retryAfterMs: 1_000 },
  );
}
