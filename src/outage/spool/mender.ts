/** What is the matter with a spool, and the attempts to mend it. */
import { errorText } from '../../domain/fault.ts';
import type { SpoolLogger } from './recover.ts';

/** How often it is looked after. */
const INTERVAL_MS = 5_000;

/** What mending is, for whoever needs it. */
export interface Mending {
  /** Opens what is not open. Rejects while the disk or the directory do not allow it. */
  attempt(): Promise<void>;
  /** What is done at the same intervals while all is well. Never rejects. */
  tend(): Promise<void>;
}

export class Mender {
  readonly #mending: Mending;
  readonly #logger: SpoolLogger;
  #broken = 'it is not open yet';
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(mending: Mending, logger: SpoolLogger) {
    this.#mending = mending;
    this.#logger = logger;
  }

  /** Why nothing can be written, for a person; empty when all is well. */
  get broken(): string {
    return this.#broken;
  }

  /** Resolves after the first attempt, however it went. */
  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.#look(), INTERVAL_MS).unref();
    await this.#look();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
    this.#broken = 'it is closed';
  }

  /** Nothing is taken until an attempt succeeds. */
  break(error: unknown): void {
    const why = errorText(error);
    if (this.#broken === '') this.#logger.error({ error: why }, 'the spool cannot be written: nothing is let through');
    this.#broken = why;
  }

  #look(): Promise<void> {
    this.#running ??= (this.#broken === '' ? this.#mending.tend() : this.#attempt()).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #attempt(): Promise<void> {
    try {
      await this.#mending.attempt();
      this.#broken = '';
      this.#logger.info({}, 'the spool takes records');
    } catch (error) {
      const why = errorText(error);
      if (why !== this.#broken) this.#logger.error({ error: why }, 'the spool cannot be used: nothing is let through');
      this.#broken = why;
    }
  }
}
