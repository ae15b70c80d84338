/** Gateways at work while the store fails over: what was acknowledged and when, and what of it the store still knows. */
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, RemoteFault, type TollgateClient } from '../../src/transport/grpc/client.ts';

/** Calls that are set up or up at the same time. Each worker is a gateway with a call after the other. */
const WORKERS = 32;
const CALL_MS = 20;
/** A gateway repeats a settle until it is done. */
const REPEAT_MS = 50;
const CONNECTED_SECONDS = 60;

/** What became of the operations that were acknowledged. */
export interface Tally {
  readonly acknowledged: number;
  /** Acknowledged authorizations whose hold the store does not know. */
  readonly lostHolds: number;
  /** Acknowledged settles whose charge the store does not know. */
  readonly lostCharges: number;
  /** Holds that were charged more than once. */
  readonly doubled: number;
  /** Operations that the store had lost and that Tollgate told it again. */
  readonly toldAgain: number;
  /** Operations that it says are lost for good, with account and amount. */
  readonly exposed: number;
  /** More was lost than it remembers. */
  readonly isIncomplete: boolean;
  /** Accounts whose balance is not what their movements make. */
  readonly unbalanced: number;
  /** Requests that ended in a fault, by its reason. */
  readonly faults: Readonly<Record<string, number>>;
}

export class FailoverLoad {
  readonly #client: TollgateClient;
  readonly #accounts = Array.from({ length: WORKERS }, (_, n) => `gateway-${n}`);
  readonly #holds = new Map<string, Set<string>>();
  readonly #charges = new Map<string, Set<string>>();
  readonly #faults: Record<string, number> = {};
  readonly #admittedAtMs: number[] = [];
  #acknowledged = 0;
  #lostHolds = 0;
  #stopping = false;
  #workers: Promise<unknown> = Promise.resolve();

  constructor(address: string) {
    this.#client = createClient({ address, deadlineMs: 3_000 });
  }

  async start(): Promise<void> {
    for (const accountId of this.#accounts) {
      await this.#client.createAccount({ accountId });
      await this.#client.addCredit({ accountId, amountMilliCents: 1_000_000_000, idempotencyKey: 'first' });
      this.#holds.set(accountId, new Set());
      this.#charges.set(accountId, new Set());
    }
    this.#workers = Promise.all(this.#accounts.map((accountId) => this.#work(accountId)));
  }

  /** Calls admitted since then, each at its time on the clock of `performance.now()`. */
  admittedSince(atMs: number): readonly number[] {
    return this.#admittedAtMs.filter((each) => each >= atMs);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#workers;
  }

  close(): void {
    this.#client.close();
  }

  /** Compares what was acknowledged with what the store says, account by account. */
  async tally(): Promise<Tally> {
    const deadlineMs = performance.now() + 15_000;
    while (!(await this.#hasTold())) {
      if (performance.now() > deadlineMs) throw new Error('Tollgate does not tell the store what it has kept');
      await delay(REPEAT_MS);
    }
    const sum = { lostHolds: this.#lostHolds, lostCharges: 0, doubled: 0, unbalanced: 0 };
    for (const accountId of this.#accounts) {
      const charged = new Map<string, number>();
      let balance = 0;
      for await (const { movement } of this.#client.listMovements({ accountId })) {
        balance += Number(movement?.amountMilliCents);
        if (movement?.holdId) charged.set(movement.holdId, (charged.get(movement.holdId) ?? 0) + 1);
      }
      const { account } = await this.#client.getAccount({ accountId });
      const { holds } = await this.#client.listHolds({ accountId });
      const open = new Set(holds.map(({ holdId }) => holdId));
      const charges = this.#charges.get(accountId) ?? new Set();
      sum.lostCharges += [...charges].filter((holdId) => !charged.has(holdId)).length;
      const unsettled = [...(this.#holds.get(accountId) ?? [])].filter((holdId) => !charges.has(holdId));
      sum.lostHolds += unsettled.filter((holdId) => !open.has(holdId) && !charged.has(holdId)).length;
      sum.doubled += [...charged.values()].filter((times) => times > 1).length;
      sum.unbalanced += balance === Number(account?.balanceMilliCents) ? 0 : 1;
    }
    const { store } = await this.#client.getStore({});
    const { replayed = '0', exposed = [], incomplete = false } = store?.outage?.lostWrites ?? {};
    const again = { toldAgain: Number(replayed), exposed: exposed.length, isIncomplete: incomplete };
    return { acknowledged: this.#acknowledged, ...sum, ...again, faults: this.#faults };
  }

  /** Whether the store is asked again, and has heard of what was answered as queued, and again of what it had lost. */
  async #hasTold(): Promise<boolean> {
    const { store } = await this.#client.getStore({});
    if (store?.state !== 'STORE_STATE_UP' || store.outage?.storeAsked !== true) return false;
    return store.outage.queued === '0' && store.outage.lostWrites?.pending === '0';
  }

  async #work(accountId: string): Promise<void> {
    for (let call = 0; !this.#stopping; call += 1) {
      const holdId = `call-${call}`;
      const allowed = await this.#ask(() =>
        this.#client.authorize({
          accountId,
          holdId,
          direction: 'DIRECTION_OUTBOUND',
          from: '+12025550100',
          to: '+14155550123',
        }),
      );
      await delay(CALL_MS);
      if (allowed !== 'done') continue;
      this.#admittedAtMs.push(performance.now() - CALL_MS);
      this.#holds.get(accountId)?.add(holdId);
      await this.#settle(accountId, holdId);
    }
  }

  /** Without the token, by which a lost hold would be charged all the same and not be noticed here. */
  async #settle(accountId: string, holdId: string): Promise<void> {
    const deadlineMs = performance.now() + 15_000;
    while (performance.now() < deadlineMs) {
      const settled = await this.#ask(() =>
        this.#client.settle({ accountId, holdId, connectedSeconds: CONNECTED_SECONDS }),
      );
      if (settled === 'done') this.#charges.get(accountId)?.add(holdId);
      if (settled === 'HOLD_UNKNOWN') {
        this.#lostHolds += 1;
        this.#holds.get(accountId)?.delete(holdId);
      }
      if (settled === 'done' || settled === 'HOLD_UNKNOWN') return;
      await delay(REPEAT_MS);
    }
  }

  async #ask(request: () => Promise<unknown>): Promise<string> {
    try {
      await request();
      this.#acknowledged += 1;
      return 'done';
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      this.#faults[error.reason] = (this.#faults[error.reason] ?? 0) + 1;
      return error.reason;
    }
  }
}
