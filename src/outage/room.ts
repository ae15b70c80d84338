/**
 * A ledger around the ledger, for the time that the store is away. What ends a call, or tells how it goes on, is kept
 * on this machine's disk and answered as queued; what would take on credit risk is refused at once. While the store is
 * up the room costs a look at two numbers.
 */
import { Fault, isPassing, STORE_REASONS, type StoreTrouble } from '../domain/fault.ts';
import type { Admission, HoldRef, Ledger, Queued, QueueingLedger } from '../ledger/port.ts';
import { bodyOf, type Completion, withLent } from './bodies.ts';
import type { Breaker } from './breaker.ts';
import type { OutageGrants } from './grants.ts';
import type { LastKnown } from './known.ts';
import type { LostWrites } from './recent/lost-writes.ts';
import { type Completed, remembering, type Remembered } from './recent/remembering.ts';
import { holdKeyOf, type Spool } from './spool/spool.ts';
import type { OutageSteps } from './steps.ts';
import type { TakeBacks } from './take-backs.ts';

export interface RoomOptions {
  /** The ledger in the store. */
  readonly ledger: Ledger;
  readonly spool: Spool;
  readonly breaker: Breaker;
  readonly known: LastKnown;
  /** Is told of the ends of what it let through. */
  readonly grants: Pick<OutageGrants, 'ended' | 'has'>;
  /** Lends calls that go on another step. */
  readonly steps: Pick<OutageSteps, 'lend'>;
  /** Is told of the calls that go on. */
  readonly takeBacks: Pick<TakeBacks, 'withdraw'>;
  /** Is told of what the store has acknowledged. */
  readonly remembered: Remembered;
  /** Goes first where the store has lost what it had acknowledged. */
  readonly lost: Pick<LostWrites, 'isBusy' | 'turnOf' | 'hasPending'>;
  /** What is the matter with the store as far as is known; undefined when nothing is. */
  readonly trouble: () => StoreTrouble | undefined;
  /** A completion of this kind was kept. */
  readonly queued: (kind: Completion['kind']) => void;
}

export function ledgerWithRoom(options: RoomOptions): QueueingLedger {
  const { ledger, spool, breaker, known, grants, steps, takeBacks, remembered, lost, trouble, queued } = options;

  /** Asks nothing of a store that is known not to answer. */
  function unlessOpen<Reply>(ask: () => Promise<Reply>): Promise<Reply> {
    return breaker.open ? Promise.reject(refusal(trouble())) : breaker.watch(ask());
  }

  /** Asks the store, or keeps the completion. What is kept of a hold already goes first. */
  async function completed<Reply extends Completed>(
    completion: Completion,
    ask: () => Promise<Reply>,
  ): Promise<Reply | Queued> {
    const { rootAccountId, accountId, holdId } = completion.operation;
    const atMs = ledger.nowMs();
    const withdrawn = takeBacks.withdraw(completion.operation);
    if (withdrawn !== undefined) await withdrawn;
    const turn = lost.turnOf(rootAccountId);
    if (turn !== undefined) await turn;
    if (breaker.open || lost.hasPending(accountId, holdId) || spool.hasPending(accountId, holdId)) {
      return keep(completion, atMs);
    }
    try {
      const reply = await breaker.watch(ask());
      remembered.completed(completion, reply);
      return reply;
    } catch (error) {
      // A hold that the store does not know may be one that it has lost and is about to be told of.
      if (!isStoreTrouble(error) && !(lost.isBusy && isUnknownHold(error))) throw error;
      return keep(completion, atMs, error instanceof Fault ? error.storeState : undefined);
    }
  }

  /**
   * @param atMs - when the caller told it
   * @param state - why the store does not take it; undefined where it only waits for others
   */
  async function keep(completion: Completion, atMs: number, state = trouble()): Promise<Queued> {
    const { rootAccountId, accountId, holdId } = completion.operation;
    const { kind, body } = bodyOf(completion);
    const place = { kind, rootAccountId, accountId, holdId, recordedAtMs: atMs };
    const loan = completion.kind === 'extend' && mayLend(state) ? steps.lend(completion.operation, atMs) : undefined;
    try {
      await spool.append({ ...place, body: loan === undefined ? body : withLent(body, loan.step) });
    } catch (error) {
      loan?.takeBack();
      throw error;
    }
    queued(completion.kind);
    if (completion.kind === 'release') grants.ended(holdKeyOf(accountId, holdId), 0);
    if (completion.kind === 'settle') {
      const { connectedSeconds, units } = completion.operation;
      grants.ended(holdKeyOf(accountId, holdId), connectedSeconds ?? units);
    }
    return { kind: 'queued', granted: known.grantOf(completion.operation) };
  }

  /** What a hold grants is heard of here, for answers that the store cannot give. */
  function noted<Reply extends { readonly unit: string; readonly grantedUnits: number }>(
    hold: HoldRef,
    reply: Reply,
  ): Reply {
    known.granted(hold, reply.grantedUnits, reply.unit);
    return reply;
  }

  return {
    ...remembering(ledger, remembered),
    async authorize(operation) {
      // It was granted without the store, which has not heard of it: whoever asks again is told the same.
      if (grants.has(operation)) throw refusal('away');
      const turn = lost.turnOf(operation.rootAccountId);
      if (turn !== undefined) await turn;
      const reply = await unlessOpen(() => ledger.authorize(operation));
      remembered.authorized(operation, reply);
      if (reply.kind === 'allowed') {
        known.granted(operation, reply.grantedUnits, operation.terms.unit);
        const withdrawn = takeBacks.withdraw(operation);
        if (withdrawn !== undefined) await withdrawn;
      }
      if (reply.kind !== 'stale') known.available(payerOf(operation), reply.availableMilliCents);
      return reply;
    },
    async charge(operation) {
      const turn = lost.turnOf(operation.rootAccountId);
      if (turn !== undefined) await turn;
      const reply = await unlessOpen(() => ledger.charge(operation));
      remembered.charged(operation, reply);
      if (reply.kind !== 'stale') known.available(payerOf(operation), reply.availableMilliCents);
      return reply;
    },
    account: (accountId, counters) => unlessOpen(() => ledger.account(accountId, counters)),
    subject: (account, subjectId) => unlessOpen(() => ledger.subject(account, subjectId)),
    answer: (operation) =>
      completed({ kind: 'answer', operation }, async () => noted(operation, await ledger.answer(operation))),
    extend: (operation) =>
      completed({ kind: 'extend', operation }, async () => noted(operation, await ledger.extend(operation))),
    async settle(operation) {
      const reply = await completed({ kind: 'settle', operation }, () => ledger.settle(operation));
      const { claim } = operation;
      const payer = claim?.ownerIds[claim.funding.payer];
      if (payer !== undefined && reply.kind === 'done') known.available(payer, reply.availableMilliCents);
      return reply;
    },
    settleInterim: (operation) => completed({ kind: 'interim', operation }, () => ledger.settleInterim(operation)),
    release: (operation) => completed({ kind: 'release', operation }, () => ledger.release(operation)),
    /** What was told of a hold is worth more than an estimate. */
    async sweep(operation) {
      const { accountId, holdId } = operation;
      if (!spool.hasPending(accountId, holdId) && !lost.hasPending(accountId, holdId)) return ledger.sweep(operation);
      return { outcome: 'not_due', settle: undefined, nowMs: ledger.nowMs() };
    },
  };
}

function payerOf({ owners, payer }: Pick<Admission, 'owners' | 'payer'>): string {
  return owners[payer]?.accountId ?? '';
}

/** Whether a completion cannot be in the store, or nobody knows whether it is. */
function isStoreTrouble(error: unknown): boolean {
  return error instanceof Fault && (error.storeState !== undefined || error.reason === 'TOO_LATE');
}

/** As a call may begin: not while a person has to mend something, which would go on for ever. */
function mayLend(state: StoreTrouble | undefined): boolean {
  return state === undefined || isPassing(state);
}

function isUnknownHold(error: unknown): boolean {
  return error instanceof Fault && error.reason === 'HOLD_UNKNOWN';
}

function refusal(trouble: StoreTrouble | undefined): Fault {
  return new Fault(
    STORE_REASONS[trouble ?? 'away'],
    'the credit store has not answered for a while and is not asked until it does; nothing was carried out',
    { retryAfterMs: 1_000 },
  );
}
