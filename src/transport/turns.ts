/**
 * Bounded work: how much may be in flight, how much of that is worked on at once, and whose turn is next.
 *
 * Without a bound, 2,000 calls sent at once were all in the works at once, and all were late. With only one bound, a
 * connection with 2,000 callers made everybody else wait behind all of them.
 */
import type { Lane } from './method.ts';

/** What comes by the priority listener without being what it is for has a lane of its own, a small one. */
export type WorkLane = Lane | 'guest';

/**
 * How much of a limit each lane may fill, with everything that is in flight, and with all that is worked on. What ends
 * calls is refused last and always finds a free hand: it frees money and load, and a gateway that cannot settle has
 * already carried the call.
 */
const SHARE: Readonly<Record<WorkLane, number>> = {
  read: 0.9,
  guest: 1,
  admission: 1,
  extension: 1.125,
  completion: 1.25,
};

/** Lanes that may fill only so much with what is their own: reports must not take the room of calls. */
const OWN_SHARE: Readonly<Partial<Record<WorkLane, number>>> = { read: 0.25, guest: 1 / 64 };

/** How many requests of a lane are worked on at once, where that is fewer than of all together. */
const AT_WORK: Readonly<Partial<Record<WorkLane, number>>> = { read: 4, guest: 4 };

/**
 * Who is asked first while there is a queue: what ends calls has most turns, but no lane waits for ever. A lane where
 * nobody waits gives its turn away.
 */
const ORDER: readonly WorkLane[] = [
  'completion',
  'admission',
  'completion',
  'extension',
  'completion',
  'admission',
  'completion',
  'extension',
  'guest',
  'read',
];

export interface TurnOptions {
  /** Requests that may be in flight at once, worked on or waiting; the lanes have shares of it. */
  readonly maxInFlight: number;
  /** Requests that are worked on at once; the lanes have shares of it. */
  readonly maxAtWork: number;
}

type Start = () => void;

/** What one lane has now, and may have. */
interface LaneState {
  readonly bound: number;
  readonly ownBound: number;
  /** Of all that is worked on, and of what is its own. */
  readonly hands: number;
  readonly ownHands: number;
  readonly queue: FairQueue;
  /** Weights of its own that are in flight. */
  own: number;
  atWork: number;
}

export class Turns {
  readonly #lanes: Readonly<Record<WorkLane, LaneState>>;
  #inFlight = 0;
  #atWork = 0;
  #waiting = 0;
  #next = 0;

  constructor({ maxInFlight, maxAtWork }: TurnOptions) {
    const part = (share: number, of = maxInFlight) => Math.max(1, Math.floor(of * share));
    const lane = (name: WorkLane): LaneState => ({
      bound: part(SHARE[name]),
      ownBound: part(OWN_SHARE[name] ?? SHARE[name]),
      hands: part(SHARE[name], maxAtWork),
      ownHands: AT_WORK[name] ?? Infinity,
      queue: new FairQueue(),
      own: 0,
      atWork: 0,
    });
    this.#lanes = {
      read: lane('read'),
      guest: lane('guest'),
      admission: lane('admission'),
      extension: lane('extension'),
      completion: lane('completion'),
    };
  }

  /** The weights of what is in flight. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Requests that wait for their turn. */
  get waiting(): number {
    return this.#waiting;
  }

  /** What a request counts as: its own weight, but never more than fits when nothing else is in flight. */
  weigh(lane: WorkLane, weight: number): number {
    return Math.min(weight, this.#lanes[lane].ownBound);
  }

  /** @param weight - as `weigh` gave it. */
  hasRoom(lane: WorkLane, weight: number): boolean {
    const { own, ownBound, bound } = this.#lanes[lane];
    return own + weight <= ownBound && this.#inFlight + weight <= bound;
  }

  /** Takes room until `leave`. */
  enter(lane: WorkLane, weight: number): void {
    this.#inFlight += weight;
    this.#lanes[lane].own += weight;
  }

  leave(lane: WorkLane, weight: number): void {
    this.#inFlight -= weight;
    this.#lanes[lane].own -= weight;
  }

  /** Whether work of this lane may begin at once. */
  isFree(lane: WorkLane): boolean {
    const state = this.#lanes[lane];
    return state.queue.size === 0 && this.#hasHands(state);
  }

  /** Begins to work at once. For what is free, and for what cannot wait. */
  begin(lane: WorkLane): void {
    this.#atWork += 1;
    this.#lanes[lane].atWork += 1;
  }

  /**
   * Calls `start` when it is its turn; it then works until `end`.
   *
   * @param connection - callers of one connection wait in one row, and the rows are served in rotation.
   */
  wait(lane: WorkLane, connection: object, start: Start): void {
    this.#lanes[lane].queue.push(connection, start);
    this.#waiting += 1;
  }

  /** The work is over; the next ones begin. */
  end(lane: WorkLane): void {
    this.#atWork -= 1;
    this.#lanes[lane].atWork -= 1;
    this.#startNext();
  }

  #hasHands(state: LaneState): boolean {
    return this.#atWork < state.hands && state.atWork < state.ownHands;
  }

  #startNext(): void {
    while (this.#waiting > 0) {
      const lane = this.#laneOfNext();
      if (lane === undefined) return;
      const start = this.#lanes[lane].queue.shift();
      this.#waiting -= 1;
      this.begin(lane);
      start?.();
    }
  }

  #laneOfNext(): WorkLane | undefined {
    for (let looked = 0; looked < ORDER.length; looked += 1) {
      const lane = ORDER[this.#next] ?? 'read';
      this.#next = (this.#next + 1) % ORDER.length;
      const state = this.#lanes[lane];
      if (state.queue.size > 0 && this.#hasHands(state)) return lane;
    }
    return undefined;
  }
}

/** First come, first served within a connection; the connections one after the other. */
class FairQueue {
  readonly #rows = new Map<object, Start[]>();
  size = 0;

  push(connection: object, start: Start): void {
    const row = this.#rows.get(connection);
    if (row === undefined) this.#rows.set(connection, [start]);
    else row.push(start);
    this.size += 1;
  }

  shift(): Start | undefined {
    for (const [connection, row] of this.#rows) {
      // To the end of the rotation.
      this.#rows.delete(connection);
      const start = row.shift();
      if (row.length > 0) this.#rows.set(connection, row);
      this.size -= 1;
      return start;
    }
    return undefined;
  }
}
