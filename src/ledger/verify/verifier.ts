/**
 * Verifies a partition after the other in the background, and keeps its checkpoints. Every sidecar does: each takes the
 * partition that was verified longest ago, so that several share the work. What is found is said in the log each time.
 */
import { errorText } from '../../domain/fault.ts';
import { Passes } from '../../domain/passes.ts';
import type { Finding, Verifying, VerifyStanding } from '../verify-operations.ts';

export interface VerifierParts {
  readonly verifying: Pick<Verifying, 'verifyNext' | 'standing'>;
  /** Names this sidecar to the others that verify. */
  readonly owner: string;
  /** From the end of one partition to the beginning of the next. */
  readonly intervalMs: number;
  readonly metrics: VerifyMetrics;
  readonly logger: VerifyLogger;
}

/** What verification finds. Implemented by `telemetry`. */
export interface VerifyMetrics {
  /** This sidecar has compared so many accounts. */
  verified(accounts: number): void;
  /** How all partitions stand. */
  stands(standing: VerifyStanding): void;
}

export interface VerifyLogger {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** Of one partition; the rest is counted. */
const FINDINGS_LOGGED = 20;

export class Verifier {
  readonly #parts: VerifierParts;
  readonly #passes: Passes;
  #failing = false;

  constructor(parts: VerifierParts) {
    this.#parts = parts;
    this.#passes = new Passes(() => this.pass(), parts.intervalMs);
  }

  start(): void {
    this.#passes.start();
  }

  /** Waits for the partition that is under way. */
  stop(): Promise<void> {
    return this.#passes.stop();
  }

  /** One partition now; a store that is away is said once. */
  async pass(): Promise<void> {
    const { verifying, owner, metrics, logger } = this.#parts;
    try {
      const news = (await verifying.verifyNext(owner)) ?? [];
      this.#tell(news.flatMap((each) => (each.kind === 'finding' ? [each.finding] : [])));
      for (const each of news) if (each.kind === 'partition') metrics.verified(each.verified.accounts);
      metrics.stands(await verifying.standing());
      if (this.#failing) logger.info({}, 'the store is verified again');
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) logger.error({ error: errorText(error) }, 'could not verify the store; it goes on trying');
      this.#failing = true;
    }
  }

  #tell(findings: readonly Finding[]): void {
    const { logger } = this.#parts;
    for (const found of findings.slice(0, FINDINGS_LOGGED)) {
      logger.error(factsOf(found), 'the store is not what its journal says: see `tollgate verify`');
    }
    const rest = findings.length - FINDINGS_LOGGED;
    if (rest > 0) {
      const facts = { partition: findings[0]?.partition, findings: rest };
      logger.error(facts, 'the store is not what its journal says in more places: see `tollgate verify`');
    }
  }
}

function factsOf(found: Finding): Readonly<Record<string, unknown>> {
  const { check, partition, accountId, holdId, subject, expected, differenceMilliCents, sinceSequence } = found;
  return {
    check,
    partition,
    account_id: accountId,
    hold_id: holdId,
    subject,
    expected,
    found: found.found,
    difference_milli_cents: differenceMilliCents,
    since_sequence: sinceSequence,
  };
}
