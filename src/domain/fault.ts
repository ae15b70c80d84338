/**
 * Everything that is not an answer. A denial is data; a fault is one of these, and transports turn it into a status in one place.
 */
export type FaultCode =
  | 'invalid_argument'
  | 'not_found'
  | 'already_exists'
  | 'failed_precondition'
  | 'unauthenticated'
  | 'permission_denied'
  | 'resource_exhausted'
  | 'deadline_exceeded'
  | 'unavailable'
  | 'unimplemented'
  | 'internal';

/** Further facts of a fault. */
export interface FaultDetails {
  /** The request field that is at fault, in its wire name. */
  readonly field?: string;
  /** When a retry may succeed, in milliseconds; only for retryable faults. */
  readonly retryAfterMs?: number;
  /** Small facts for programs, for instance the first result of a conflicting settle. Never secrets or numbers. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What caused it; logged, never sent. */
  readonly cause?: unknown;
}

/** A fault with a stable reason in UPPER_SNAKE_CASE that programs may match on. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly reason: string;
  readonly details: FaultDetails;

  constructor(code: FaultCode, reason: string, message: string, details: FaultDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'Fault';
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** Whether the same request may succeed later without anybody mending anything. */
  get retryable(): boolean {
    return this.code === 'unavailable' || this.code === 'resource_exhausted' || this.code === 'deadline_exceeded';
  }
}

/** A request field that cannot be accepted. */
export function invalidField(field: string, problem: string): Fault {
  return new Fault('invalid_argument', 'INVALID_FIELD', `${field}: ${problem}`, { field });
}

/** What was thrown, as a fault. The cause of an unknown error is for the log of this request and is never sent. */
export function faultFrom(error: unknown, requestId: string): Fault {
  if (error instanceof Fault) return error;
  const message = `internal error; the log has it under request ${requestId}`;
  return new Fault('internal', 'INTERNAL', message, { cause: error });
}

/** What an error says of itself, whatever was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
