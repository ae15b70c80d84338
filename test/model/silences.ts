import type { RedisStore } from '../../src/redis/store.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { connectTestStore, silentMetrics } from '../support/test-redis.ts';

const ATTEMPTS = 5;

/**
 * Runs sequences that must not be broken by a busy machine. A command without a reply in time is repeated by the runner,
 * and what is told to carry no nonce rightly answers as a repeat, which the reference ledger cannot know. So a sequence
 * that disagrees is run anew where that happened to it.
 */
export class Silences {
  #count = 0;
  /** How many sequences were run anew. */
  repeated = 0;

  connect(): Promise<RedisStore> {
    const observeCommand = (_: string, __: number, outcome: string): void =>
      void (this.#count += outcome === 'ok' ? 0 : 1);
    return connectTestStore({}, silentLogger, { ...silentMetrics, observeCommand });
  }

  /** @param run - is given the number of the attempt, for names of its own. */
  async unbroken(run: (attempt: number) => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const before = this.#count;
      try {
        return await run(attempt);
      } catch (error) {
        if (this.#count === before || attempt === ATTEMPTS) throw error;
        this.repeated++;
      }
    }
  }
}
