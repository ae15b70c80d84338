/** What the transports report. Implemented by `telemetry`; declared here so that the transports do not depend on it. */
import type { Fault, FaultCode } from '../domain/fault.ts';

/** How a request ended. `cancelled` is a caller that went away in the middle of a stream. */
export type Outcome = FaultCode | 'ok' | 'cancelled';

/** The series of one method, bound once. */
export interface RpcMetrics {
  finished(outcome: Outcome, seconds: number): void;
  /** Refused because too much was in flight. */
  shed(): void;
}

export interface TransportMetrics {
  rpc(method: string): RpcMetrics;
  /**
   * Where to read how many connections a listener has.
   *
   * @returns to be called for each connection that was one too many
   */
  listener(name: string, connections: () => number): () => void;
  /** Where to read how many streams of a method that last are open. */
  lasting(method: string, open: () => number): void;
  /**
   * Where to read how many requests are in flight, and how many of them wait for their turn.
   *
   * @param limit - from which on requests that admit are refused
   */
  watchLoad(load: { readonly inFlight: number; readonly waiting: number }, limit: number): void;
}

export interface TransportLogger {
  /** Whether `debug` writes anything: building its facts costs more than asking. */
  readonly verbose: boolean;
  debug(facts: Readonly<Record<string, unknown>>, message: string): void;
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/* One line for a fault, but not a flood: an outage or an attack repeats one fault thousands of times a second. */

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

  /** A stranger's emergency call: somebody may be in need, or somebody knocks at the door a thousand times a second. */
  refusedEmergency(method: string, requestId: string): void {
    if (!this.#mayWrite('EMERGENCY')) return;
    const message = 'an EMERGENCY request was refused: its caller is not authenticated';
    this.#logger.error({ method, request_id: requestId }, message);
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
