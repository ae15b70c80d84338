/** Gateways at work while Redis is dead: calls begin at a pace, go on, and hang up, and each one is accounted for. */
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, RemoteFault, type TollgateClient } from '../../src/transport/grpc/client.ts';

const ACCOUNTS = 20;
const CREDIT_MILLI_CENTS = 1_000_000_000;
/** At 5,000 milli-cents a minute, in blocks of a second, rounded up once. */
const priceOf = (seconds: number): number => Math.ceil((seconds * 5_000) / 60);
/** What one call reserves. */
const REQUESTED_SECONDS = 60;
/** A gateway repeats what nobody has answered. */
const REPEAT_MS = 200;

export interface Pace {
  readonly callsPerSecond: number;
  readonly talkSeconds: number;
}

/** What was said of a hangup in the end. */
type Ended = 'settled' | 'queued' | 'refused';

interface Call {
  readonly accountId: string;
  readonly holdId: string;
  readonly seconds: number;
  /** Let through while the store was away. */
  readonly isExposed: boolean;
  ended?: Ended;
}

export interface OutageTally {
  readonly authorized: number;
  readonly letThrough: number;
  /** Hangups that were acknowledged at once, and as queued. */
  readonly settled: number;
  readonly queued: number;
  readonly refused: number;
  /** Acknowledged hangups without a charge, with more than one, and with another amount. */
  readonly lost: number;
  readonly doubled: number;
  readonly wrong: number;
  readonly stillOpen: number;
  /** Accounts whose balance is not what their movements make. */
  readonly unbalanced: number;
  /** The most that one account owed at a time for calls that were let through. */
  readonly exposureMilliCents: number;
  /** Authorizes that ended in a fault, by its reason. */
  readonly faults: Readonly<Record<string, number>>;
}

export class OutageLoad {
  readonly #client: TollgateClient;
  readonly #pace: Pace;
  readonly #calls: Call[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #exposure = new Map<string, number>();
  readonly #faults: Record<string, number> = {};
  readonly #admittedAtMs: number[] = [];
  #mostExposed = 0;
  #begun = 0;
  #over = false;
  #starter: Promise<void> = Promise.resolve();

  constructor(address: string, pace: Pace) {
    this.#client = createClient({ address, deadlineMs: 3_000 });
    this.#pace = pace;
  }

  get client(): TollgateClient {
    return this.#client;
  }

  /** Calls that are up, or being set up or ended. */
  get up(): number {
    return this.#underWay.size;
  }

  /** Calls that were admitted by the store, each at its time on the clock of `performance.now()`. */
  get admittedAtMs(): readonly number[] {
    return this.#admittedAtMs;
  }

  async start(): Promise<void> {
    for (let n = 0; n < ACCOUNTS; n++) {
      const accountId = `office-${n}`;
      await this.#client.createAccount({ accountId });
      await this.#client.addCredit({ accountId, amountMilliCents: CREDIT_MILLI_CENTS, idempotencyKey: 'first' });
    }
    this.#starter = this.#begin();
  }

  /** Begins no more calls, and waits until those that are up have hung up. */
  async stop(): Promise<void> {
    this.#over = true;
    await this.#starter;
    await Promise.all(this.#underWay);
  }

  async #begin(): Promise<void> {
    const startedAt = performance.now();
    while (!this.#over) {
      const call = this.#call().finally(() => this.#underWay.delete(call));
      this.#underWay.add(call);
      const dueAt = startedAt + (++this.#begun * 1000) / this.#pace.callsPerSecond;
      await delay(Math.max(0, dueAt - performance.now()));
    }
  }

  async #call(): Promise<void> {
    const accountId = `office-${this.#begun % ACCOUNTS}`;
    const holdId = `call-${this.#begun}`;
    const seconds = this.#pace.talkSeconds - 1 + (this.#begun % 3);
    const opened = await this.#authorize(accountId, holdId);
    if (opened === undefined) return;
    const isExposed = opened.reason === 'STORE_DOWN';
    const call: Call = { accountId, holdId, seconds, isExposed };
    this.#calls.push(call);
    if (isExposed) this.#owe(accountId, priceOf(REQUESTED_SECONDS));
    else this.#admittedAtMs.push(performance.now());
    await delay(seconds * 1000);
    call.ended = await this.#hangUp(call, opened.settleToken);
    if (isExposed) this.#owe(accountId, priceOf(seconds) - priceOf(REQUESTED_SECONDS));
  }

  /** Until the store has heard of it the account owes what its calls cost, and what those that are up may. */
  #owe(accountId: string, milliCents: number): void {
    const owed = (this.#exposure.get(accountId) ?? 0) + milliCents;
    this.#exposure.set(accountId, owed);
    this.#mostExposed = Math.max(this.#mostExposed, owed);
  }

  async #authorize(
    accountId: string,
    holdId: string,
  ): Promise<{ readonly reason: string; readonly settleToken: string } | undefined> {
    try {
      const reply = await this.#client.authorize({
        accountId,
        holdId,
        direction: 'DIRECTION_OUTBOUND',
        from: '+12025550100',
        to: '+14155550123',
        requestedSeconds: REQUESTED_SECONDS,
      });
      return reply.decision === 'DECISION_ALLOW' ? reply : undefined;
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      this.#faults[error.reason] = (this.#faults[error.reason] ?? 0) + 1;
      return undefined;
    }
  }

  /** As a gateway must: until somebody has taken it. */
  async #hangUp({ accountId, holdId, seconds }: Call, settleToken: string): Promise<Ended> {
    for (;;) {
      try {
        const reply = await this.#client.settle({ accountId, holdId, settleToken, connectedSeconds: seconds });
        return reply.queued ? 'queued' : 'settled';
      } catch (error) {
        if (!(error instanceof RemoteFault)) throw error;
        if (!error.retryable) return 'refused';
        await delay(REPEAT_MS);
      }
    }
  }

  /** Compares what was acknowledged with what the store says. Only when nothing waits for the store any more. */
  async tally(): Promise<OutageTally> {
    const charges = new Map<string, number[]>();
    let [unbalanced, stillOpen] = [0, 0];
    for (let n = 0; n < ACCOUNTS; n++) {
      const accountId = `office-${n}`;
      let balance = 0;
      for await (const { movement } of this.#client.listMovements({ accountId })) {
        balance += Number(movement?.amountMilliCents);
        if (movement?.holdId)
          charges.set(movement.holdId, [...(charges.get(movement.holdId) ?? []), -Number(movement.amountMilliCents)]);
      }
      const { account } = await this.#client.getAccount({ accountId });
      unbalanced += Number(account?.balanceMilliCents) === balance ? 0 : 1;
      stillOpen += Number(account?.openHolds);
    }
    const count = (holds: (call: Call, charged: readonly number[]) => boolean): number =>
      this.#calls.filter((call) => holds(call, charges.get(call.holdId) ?? [])).length;
    const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
    return {
      authorized: count(({ isExposed }) => !isExposed),
      letThrough: count(({ isExposed }) => isExposed),
      settled: count(({ ended }) => ended === 'settled'),
      queued: count(({ ended }) => ended === 'queued'),
      refused: count(({ ended }) => ended === 'refused'),
      lost: count(({ ended }, charged) => ended !== 'refused' && charged.length === 0),
      doubled: count((_, charged) => charged.length > 1),
      wrong: count(({ seconds }, charged) => charged.length > 0 && sum(charged) !== priceOf(seconds)),
      stillOpen,
      unbalanced,
      exposureMilliCents: this.#mostExposed,
      faults: this.#faults,
    };
  }
}
