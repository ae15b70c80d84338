/** What of the ledger's acknowledgements is remembered: what moves money, or begins and ends calls. */
import type {
  AuthorizeOperation,
  AuthorizeReply,
  ChargeOperation,
  ChargeReply,
  ConfirmOperation,
  ConfirmReply,
  Ledger,
  PostOperation,
  PostReply,
} from '../../ledger/port.ts';
import type { Completion } from '../bodies.ts';
import type { RecentOperations } from './recent-operations.ts';

/** What any completion answers. */
export type Completed = Awaited<ReturnType<Ledger['answer' | 'extend' | 'settle']>>;

/** What a replay answered was acknowledged before, and what a denial answered changed nothing. */
export class Remembered {
  readonly #recent: RecentOperations;

  constructor(recent: RecentOperations) {
    this.#recent = recent;
  }

  authorized(operation: AuthorizeOperation, reply: AuthorizeReply): void {
    if (reply.kind !== 'allowed' || reply.replayed) return;
    this.#recent.add('grant', operation, reply.nowMs, reply.holdMilliCents, reply.grantedUnits);
  }

  charged(operation: ChargeOperation, reply: ChargeReply): void {
    if (reply.kind !== 'charged' || reply.replayed) return;
    this.#recent.add('charge', operation, reply.nowMs, reply.chargedMilliCents);
  }

  completed({ kind, operation }: Completion, reply: Completed): void {
    // The end of what was never begun is in no journal, and is forgotten within a minute.
    if (reply.replayed || reply.unit === '' || ('kind' in reply && reply.kind === 'denied')) return;
    const milliCents = 'changeMilliCents' in reply ? reply.changeMilliCents : reply.holdMilliCents;
    this.#recent.add(kind, operation, reply.nowMs, milliCents);
  }

  confirmed(operation: ConfirmOperation, reply: ConfirmReply): void {
    if (reply.kind !== 'up' || !reply.recreated) return;
    this.#recent.add('confirm', operation, reply.nowMs, reply.holdMilliCents);
  }

  posted(operation: PostOperation, reply: PostReply): void {
    if (!reply.replayed) this.#recent.add('credit', operation, reply.nowMs, operation.amountMilliCents);
  }
}

/** The ledger for whoever does not note by himself what it answers. */
export function remembering(ledger: Ledger, remembered: Remembered): Ledger {
  const completed = <Reply extends Completed>(completion: Completion, asked: Promise<Reply>): Promise<Reply> =>
    noting(asked, (reply) => remembered.completed(completion, reply));
  return {
    ...ledger,
    authorize: (operation) => noting(ledger.authorize(operation), (reply) => remembered.authorized(operation, reply)),
    charge: (operation) => noting(ledger.charge(operation), (reply) => remembered.charged(operation, reply)),
    confirm: (operation) => noting(ledger.confirm(operation), (reply) => remembered.confirmed(operation, reply)),
    post: (operation) => noting(ledger.post(operation), (reply) => remembered.posted(operation, reply)),
    answer: (operation) => completed({ kind: 'answer', operation }, ledger.answer(operation)),
    extend: (operation) => completed({ kind: 'extend', operation }, ledger.extend(operation)),
    settle: (operation) => completed({ kind: 'settle', operation }, ledger.settle(operation)),
    settleInterim: (operation) => completed({ kind: 'interim', operation }, ledger.settleInterim(operation)),
    release: (operation) => completed({ kind: 'release', operation }, ledger.release(operation)),
  };
}

async function noting<Reply>(asked: Promise<Reply>, note: (reply: Reply) => void): Promise<Reply> {
  const reply = await asked;
  note(reply);
  return reply;
}
