/** What the transports report. Implemented by `telemetry`; declared here so that the transports do not depend on it. */
import type { FaultCode } from '../domain/fault.ts';

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
  /** Where to read the number of requests in flight. */
  watchInFlight(count: () => number): void;
}

export interface TransportLogger {
  /** Whether `debug` writes anything: building its facts costs more than asking. */
  readonly verbose: boolean;
  debug(facts: Readonly<Record<string, unknown>>, message: string): void;
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}
