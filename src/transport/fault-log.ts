/** One line for a fault, but not a flood: an outage or an attack repeats one fault thousands of times a second. */
import type { Fault, FaultCode } from '../domain/fault.ts';
import type { TransportLogger } from './telemetry.ts';

const LINES_PER_REASON_AND_SECOND = 20;

/** Mistakes of a caller are news; what the operator must look at is a warning; what should not happen is an error. */
const LEVELS: Readonly<Record<FaultCode, 'info' | 'warn' | 'error'>> = {
  invalid_argument: 'info',
  not_found: 'info',
  already_exists: 'info',
  failed_precondition: 'info',
  unimplemented: 'info',
  unauthenticated: 'warn',
  permission_denied: 'warn',
  resource_exhausted: 'warn',
  deadline_exceeded: 'warn',
  unavailable: 'warn',
  internal: 'error',
};

export class FaultLog {
  readonly #logger: TransportLogger;
  #second = 0;
  #lines = new Map<string, number>();

  constructor(logger: TransportLogger) {
    this.#logger = logger;
  }

  write(fault: Fault, method: string, requestId: string): void {
    if (!this.#mayWrite(fault.reason)) return;
    const facts = {
      method,
      request_id: requestId,
      code: fault.code,
      reason: fault.reason,
      ...(fault.details.field !== undefined && { field: fault.details.field }),
      ...(fault.details.cause !== undefined && { err: fault.details.cause }),
    };
    this.#logger[LEVELS[fault.code]](facts, fault.message);
  }

  #mayWrite(reason: string): boolean {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#reportSuppressed();
      this.#second = second;
      this.#lines = new Map();
    }
    const lines = (this.#lines.get(reason) ?? 0) + 1;
    this.#lines.set(reason, lines);
    return lines <= LINES_PER_REASON_AND_SECOND;
  }

  #reportSuppressed(): void {
    for (const [reason, lines] of this.#lines) {
      const suppressed = lines - LINES_PER_REASON_AND_SECOND;
      if (suppressed > 0) this.#logger.warn({ reason, suppressed }, 'more faults of this kind were not logged');
    }
  }
}
