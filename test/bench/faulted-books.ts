/** What gateways and billing were told, to be compared with what the store says in the end. */
import type { Movement__Output } from '../../src/gen/tollgate/v1/Movement.ts';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';

/** Something that moves money, and what it must come to. */
interface Promised {
  readonly accountId: string;
  /** A hold's id, or the key of a charge, credit or reversal. */
  readonly id: string;
  /** What the movements with this id add up to: below 0 a charge. */
  readonly milliCents: number;
  /** Let through while the store was away. */
  readonly isExposed: boolean;
}

export interface Findings {
  /** Operations that were acknowledged. */
  readonly acknowledged: number;
  /** Acknowledged, and charged or credited less than that, or not at all. */
  readonly lost: number;
  /** Charged or credited more than was acknowledged, or though it was not. */
  readonly doubled: number;
  /** Accounts that were below zero by more than the calls that were let through without the store. */
  readonly overdrawn: number;
  /** Holds that are open although their calls are over. */
  readonly leaked: number;
  /** Accounts whose balance is not what their movements make. */
  readonly unbalanced: number;
  /** Calls that were let through without the store, and what they came to. */
  readonly letThrough: number;
  readonly exposureMilliCents: number;
  /** What of that the accounts did not have. */
  readonly writtenOffMilliCents: number;
}

export class Books {
  readonly #promised: Promised[] = [];
  readonly #accounts: readonly string[];
  /** Answers that contradict what was said before, for people. */
  readonly #contradictions: string[] = [];
  acknowledged = 0;

  constructor(accounts: readonly string[]) {
    this.#accounts = accounts;
  }

  /** Notes that this must come to so much in the end, whatever was answered on the way. */
  promise(accountId: string, id: string, milliCents: number, isExposed = false): void {
    this.#promised.push({ accountId, id, milliCents, isExposed });
  }

  /** An acknowledged hold is not known any more, or something like it. */
  contradict(what: string): void {
    this.#contradictions.push(what);
  }

  /** Only when nothing waits for the store any more. */
  async compare(client: TollgateClient): Promise<Findings> {
    const found = { lost: 0, doubled: 0, overdrawn: 0, leaked: 0, unbalanced: 0, writtenOffMilliCents: 0 };
    const say = (what: string): void => console.log(`    ${what}`);
    for (const what of this.#contradictions) say(what);
    found.lost += this.#contradictions.length;
    for (const accountId of this.#accounts) {
      const moved = new Map<string, number>();
      const forgiven = new Map<string, number>();
      let [balance, lowest] = [0, 0];
      for await (const movement of movementsOf(client, accountId)) {
        const amount = Number(movement.amountMilliCents);
        const id = movement.holdId || movement.idempotencyKey;
        if (movement.kind === 'MOVEMENT_KIND_WRITE_OFF') {
          // It cost that too, but takes nothing from the balance.
          forgiven.set(id, (forgiven.get(id) ?? 0) + Math.abs(amount));
          continue;
        }
        balance += amount;
        lowest = Math.min(lowest, balance);
        moved.set(id, (moved.get(id) ?? 0) + amount);
      }
      const mine = this.#promised.filter((each) => each.accountId === accountId);
      for (const { id, milliCents, isExposed } of mine) {
        // Only what was let through may cost more than there is.
        const writtenOff = isExposed ? (forgiven.get(id) ?? 0) : 0;
        found.writtenOffMilliCents += writtenOff;
        const amount = (moved.get(id) ?? 0) - writtenOff;
        if (amount === milliCents) continue;
        const isMore = Math.abs(amount) > Math.abs(milliCents);
        found[isMore ? 'doubled' : 'lost'] += 1;
        say(`${accountId}, ${id}: ${amount} milli-cents instead of ${milliCents}`);
      }
      const exposed = mine.reduce((sum, { isExposed, milliCents }) => sum - (isExposed ? milliCents : 0), 0);
      if (-lowest > exposed) {
        found.overdrawn += 1;
        say(`${accountId} was ${lowest} milli-cents, and ${exposed} were let through without the store`);
      }
      const { account } = await client.getAccount({ accountId });
      if (Number(account?.balanceMilliCents) !== balance) {
        found.unbalanced += 1;
        say(`${accountId} has ${account?.balanceMilliCents} milli-cents, its movements make ${balance}`);
      }
      if (account?.openHolds === '0') continue;
      found.leaked += Number(account?.openHolds);
      const { holds } = await client.listHolds({ accountId });
      for (const { holdId, state } of holds) say(`${accountId}, ${holdId} is open: ${state}`);
    }
    const letThrough = this.#promised.filter(({ isExposed }) => isExposed);
    return {
      acknowledged: this.acknowledged,
      ...found,
      letThrough: letThrough.length,
      exposureMilliCents: letThrough.reduce((sum, { milliCents }) => sum - milliCents, 0),
    };
  }
}

/** All of them, page by page. */
async function* movementsOf(client: TollgateClient, accountId: string): AsyncGenerator<Movement__Output> {
  for (let [pageToken, before] = ['', 'none']; pageToken !== before;) {
    before = pageToken;
    for await (const response of client.listMovements({ accountId, pageToken }, { deadlineMs: 60_000 })) {
      pageToken = response.pageToken;
      if (response.movement !== null) yield response.movement;
    }
  }
}
