/**
 * The sweeper ends holds whose deadline has passed and that nobody settled, through the ordinary settle path. Every
 * sidecar sweeps: the script looks at the state again, so two at once end a hold once.
 */
import { errorText } from '../domain/fault.ts';
import type { Environment } from './environment.ts';
import { reportOutcome } from './outcomes.ts';

export interface SweeperOptions {
  readonly intervalMs: number;
  /** The most holds that one pass ends; the rest waits for the next. */
  readonly batch: number;
}

/** What one pass did. */
export interface SweepPass {
  readonly released: number;
  readonly expired: number;
  readonly failed: number;
}

/** Ends the holds that are due now, oldest first. One that fails is counted and does not keep the others. */
export async function sweepOnce(environment: Environment, batch: number): Promise<SweepPass> {
  const pass = { released: 0, expired: 0, failed: 0 };
  for (const due of await environment.ledger.dueHolds(batch)) {
    try {
      const reply = await environment.ledger.sweep(due);
      reportOutcome(environment, { kind: 'swept', hold: due, reply });
      if (reply.outcome !== 'not_due') pass[reply.outcome]++;
    } catch (error) {
      pass.failed++;
      environment.metrics.swept('failed');
      environment.logger.error(
        { account_id: due.accountId, hold_id: due.holdId, error: errorText(error) },
        'could not sweep a hold; it stays due',
      );
    }
  }
  return pass;
}

/** Sweeps at an interval, one pass at a time, until it is stopped. */
export class Sweeper {
  readonly #environment: Environment;
  readonly #options: SweeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> = Promise.resolve();
  /** The store's silence is said once, not once a second. */
  #failing = false;

  constructor(environment: Environment, options: SweeperOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#pass = this.#sweep();
    }, this.#options.intervalMs);
    this.#timer.unref();
  }

  /** Waits for the pass that is under way. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#pass;
  }

  async #sweep(): Promise<void> {
    try {
      await sweepOnce(this.#environment, this.#options.batch);
      if (this.#failing) this.#environment.logger.info({}, 'the sweeper reaches the store again');
      this.#failing = false;
    } catch (error) {
      this.#environment.metrics.swept('failed');
      if (!this.#failing) {
        this.#environment.logger.error(
          { error: errorText(error) },
          'the sweeper cannot reach the store; it goes on trying',
        );
      }
      this.#failing = true;
    }
    if (this.#timer !== undefined) this.start();
  }
}
