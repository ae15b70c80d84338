/**
 * Gateways and billing at work while things go wrong: every verb that moves money, by chance from a seed. Each repeats
 * what nobody has answered, as real ones must, and notes in the books what it was told.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { RemoteFault, type TollgateClient } from '../../src/transport/grpc/client.ts';
import type { Seeded } from '../support/seeded.ts';
import { Books } from './faulted-books.ts';

const NUMBERS = { direction: 'DIRECTION_OUTBOUND', from: '+12025550100', to: '+14155550123' } as const;
/** At 5,000 milli-cents a minute, in blocks of a second, rounded up once; a text costs 1,000. */
const callPrice = (seconds: number): number => Math.ceil((seconds * 5_000) / 60);
const SEGMENT_MILLI_CENTS = 1_000;
/** A gateway gives a call up after as many tries; it cannot give up the end of one, or money. */
const AUTHORIZE_TRIES = 4;
const REPEAT_MS = 50;
/** How long what must be told may take after the last fault. */
const GIVE_UP_MS = 120_000;

/** What a gateway calls, and when something last happened to it. */
export interface Target {
  readonly client: TollgateClient;
  /** How much has happened to it so far. */
  mishaps(): number;
}

export interface LoadOptions {
  readonly targets: readonly Target[];
  readonly seeded: Seeded;
  readonly accounts: number;
  /** Calls, or charges, that each account has at a time. */
  readonly workersPerAccount: number;
  /** The longest pause of a worker between two operations, in milliseconds. */
  readonly idleMs: number;
}

type Worker = { readonly accountId: string; readonly target: Target; readonly seeded: Seeded; readonly name: string };

export class FaultedLoad {
  readonly books: Books;
  readonly admittedAtMs: number[] = [];
  readonly faults: Record<string, number> = {};
  /** Operations to whose sidecar something happened while they were under way. */
  faulted = 0;
  /** Whether a gateway may walk away from an authorize that was answered with a fault, without a word. */
  mayWalkAway = true;
  readonly #options: LoadOptions;
  readonly #accounts: readonly string[];
  #over = false;
  #overAtMs = Infinity;
  #workers: Promise<unknown> = Promise.resolve();

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#accounts = Array.from({ length: options.accounts }, (_, n) => `office-${n}`);
    this.books = new Books(this.#accounts);
  }

  async start(): Promise<void> {
    const { targets, seeded, workersPerAccount } = this.#options;
    for (const accountId of this.#accounts) await targets[0]!.client.createAccount({ accountId });
    this.#workers = Promise.all(
      this.#accounts.flatMap((accountId) =>
        Array.from({ length: workersPerAccount }, (_, n) => {
          const target = targets[n % targets.length]!;
          return this.#work({ accountId, target, seeded: seeded.fork(), name: `w${n}` });
        }),
      ),
    );
  }

  /** Begins nothing more, and waits until all calls are over. */
  async stop(): Promise<void> {
    this.#over = true;
    this.#overAtMs = performance.now();
    await this.#workers;
  }

  async #work(worker: Worker): Promise<void> {
    const { seeded, name } = worker;
    for (let n = 0; !this.#over; n += 1) {
      const kind = seeded.next();
      if (kind < 0.7) await this.#call(worker, `${name}-call-${n}`);
      else if (kind < 0.9) await this.#text(worker, `${name}-text-${n}`);
      else await this.#topUp(worker, `${name}-credit-${n}`);
    }
  }

  async #call(worker: Worker, holdId: string): Promise<void> {
    const { accountId, seeded } = worker;
    const requestedSeconds = seeded.between(30, 600);
    const ask = { accountId, holdId, ...NUMBERS, requestedSeconds };
    const opened = await this.#authorize(worker, ask);
    if (opened === undefined || opened.decision !== 'DECISION_ALLOW') return this.books.promise(accountId, holdId, 0);
    const isExposed = opened.reason === 'STORE_DOWN';
    this.admittedAtMs.push(performance.now());
    // What was let through is proven by its token; another hold must be known without.
    const settleToken = isExposed || seeded.chance(0.5) ? opened.settleToken : '';
    const hold = { accountId, holdId, settleToken };
    const must = (verb: string, request: (client: TollgateClient) => Promise<unknown>): Promise<unknown> =>
      this.#until(worker, request, () => `${accountId}, ${holdId}: ${verb}`);
    if (seeded.chance(0.2)) {
      const reply = await this.#ask(worker, (client) => client.authorize(ask));
      if (!isExposed && !(reply instanceof RemoteFault) && reply.decision !== 'DECISION_ALLOW')
        this.books.contradict(`${accountId}, ${holdId}: allowed, and then ${reply.reason}`);
    }
    if (seeded.chance(0.2)) {
      const release = (): Promise<unknown> => must('release', (client) => client.release(hold));
      await release();
      if (seeded.chance(0.2)) await release();
      return this.books.promise(accountId, holdId, 0, isExposed);
    }
    await must('answer', (client) => client.answer(hold));
    let [connectedSeconds, sequence] = [0, 0];
    while (seeded.chance(0.4)) {
      connectedSeconds += 1;
      sequence += 1;
      const used = { ...hold, connectedSeconds, sequence };
      if (seeded.chance(0.5)) await must('extend', (client) => client.extend(used));
      else await must('interim settle', (client) => client.settle({ ...used, interim: true }));
    }
    connectedSeconds = seeded.between(connectedSeconds, Math.min(60, requestedSeconds)) || 1;
    const settle = (): Promise<unknown> => must('settle', (client) => client.settle({ ...hold, connectedSeconds }));
    await settle();
    if (seeded.chance(0.2)) await settle();
    this.books.promise(accountId, holdId, -callPrice(connectedSeconds), isExposed);
  }

  async #text(worker: Worker, key: string): Promise<void> {
    const { accountId, seeded } = worker;
    const segments = seeded.between(1, 3);
    const charge = { accountId, idempotencyKey: key, service: 'sms', ...NUMBERS, segments };
    const what = (): string => `${accountId}, ${key}`;
    const charged = await this.#until(worker, (client) => client.charge(charge), what);
    const isCharged = charged?.decision === 'DECISION_ALLOW';
    this.books.promise(accountId, key, isCharged ? -segments * SEGMENT_MILLI_CENTS : 0);
    if (!isCharged || !seeded.chance(0.2)) return;
    const reversal = { accountId, chargeIdempotencyKey: key, idempotencyKey: `${key}-back` };
    await this.#until(worker, (client) => client.reverse(reversal), what);
    this.books.promise(accountId, `${key}-back`, segments * SEGMENT_MILLI_CENTS);
  }

  async #topUp(worker: Worker, key: string): Promise<void> {
    const { accountId, seeded } = worker;
    const credit = { accountId, idempotencyKey: key, amountMilliCents: seeded.between(1, 15_000) };
    await this.#until(
      worker,
      (client) => client.addCredit(credit),
      () => `${accountId}, ${key}`,
    );
    this.books.promise(accountId, key, credit.amountMilliCents);
  }

  /** Undefined where the gateway gave the call up, which must then cost nothing and reserve nothing. */
  async #authorize(
    worker: Worker,
    ask: Parameters<TollgateClient['authorize']>[0] & { readonly accountId: string; readonly holdId: string },
  ): Promise<Awaited<ReturnType<TollgateClient['authorize']>> | undefined> {
    const { accountId, holdId } = ask;
    let wasAnswered = true;
    for (let tries = 0; tries < AUTHORIZE_TRIES; tries += 1) {
      const reply = await this.#ask(worker, (client) => client.authorize(ask, { deadlineMs: 1_000 }));
      if (!(reply instanceof RemoteFault)) return reply;
      wasAnswered &&= reply.reason !== 'TRANSPORT';
      if (!mayRepeat(reply)) break;
      await delay(REPEAT_MS);
    }
    // What answered with a fault takes back what it may have done; what did not answer has to be told.
    if (wasAnswered && this.mayWalkAway && worker.seeded.chance(0.5)) return undefined;
    const release = (client: TollgateClient): Promise<unknown> => client.release({ accountId, holdId });
    await this.#until(worker, release, () => `${accountId}, ${holdId}: release`, 'HOLD_UNKNOWN');
    return undefined;
  }

  /** Asks until it is done; undefined where it was refused for good, which is noted. */
  async #until<Reply>(
    worker: Worker,
    request: (client: TollgateClient) => Promise<Reply>,
    what: () => string,
    alsoDone?: string,
  ): Promise<Reply | undefined> {
    for (;;) {
      const reply = await this.#ask(worker, request);
      if (!(reply instanceof RemoteFault)) return reply;
      if (reply.reason === alsoDone) return undefined;
      if (!mayRepeat(reply)) {
        this.books.contradict(`${what()} was refused: ${reply.reason} ${reply.message}`);
        return undefined;
      }
      if (performance.now() > this.#overAtMs + GIVE_UP_MS) throw new Error(`${what()}: ${reply.reason} for ever`);
      await delay(REPEAT_MS);
    }
  }

  async #ask<Reply>(
    { target, seeded }: Worker,
    request: (client: TollgateClient) => Promise<Reply>,
  ): Promise<Reply | RemoteFault> {
    await delay(seeded.between(0, this.#options.idleMs));
    const before = target.mishaps();
    try {
      const reply = await request(target.client);
      this.books.acknowledged += 1;
      return reply;
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      this.faults[error.reason] = (this.faults[error.reason] ?? 0) + 1;
      return error;
    } finally {
      if (target.mishaps() !== before) this.faulted += 1;
    }
  }
}

function mayRepeat(fault: RemoteFault): boolean {
  return fault.retryable || fault.code === 'deadline_exceeded';
}
