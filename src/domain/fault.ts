/**
 * Everything that is not an answer. A denial is data; a fault is one of these, and transports turn it into a status in
 * one place.
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

/**
 * Every reason that a fault may have, spelled once, with the code that goes with it. Programs match on the reasons,
 * people and transports on the codes; docs/api.md says what to do about each.
 */
export const FAULT_CODES = {
  // The request itself.
  INVALID_FIELD: 'invalid_argument',
  MALFORMED_MESSAGE: 'invalid_argument',
  METADATA_TOO_LARGE: 'invalid_argument',
  BODY_TOO_LARGE: 'invalid_argument',
  UNSUPPORTED_MEDIA_TYPE: 'invalid_argument',
  BAD_TOKEN: 'invalid_argument',
  // What it names.
  ROUTE_UNKNOWN: 'not_found',
  ACCOUNT_UNKNOWN: 'not_found',
  HOLD_UNKNOWN: 'not_found',
  CHARGE_UNKNOWN: 'not_found',
  PACK_UNKNOWN: 'not_found',
  PACKAGE_UNKNOWN: 'not_found',
  CONFLICT: 'already_exists',
  HOLD_ENDED: 'failed_precondition',
  HOLD_OPEN: 'failed_precondition',
  BEYOND_CHARGE: 'failed_precondition',
  REVERSED: 'failed_precondition',
  SEQUENCE_TOO_LOW: 'failed_precondition',
  EPOCH_PASSED: 'failed_precondition',
  TOKEN_TOO_OLD: 'failed_precondition',
  REVISION_MISMATCH: 'failed_precondition',
  OPEN_HOLDS: 'failed_precondition',
  ALERTS_OFF: 'failed_precondition',
  NOTHING_ASKED: 'failed_precondition',
  ACCOUNT_CLOSED: 'failed_precondition',
  ALREADY_EXPIRED: 'failed_precondition',
  BALANCE_LIMIT: 'failed_precondition',
  BALANCE_TOO_LOW: 'failed_precondition',
  LOT_LIMIT: 'failed_precondition',
  PACK_TOO_SMALL: 'failed_precondition',
  PACKAGE_NOT_FOR_PLAN: 'failed_precondition',
  PERIOD_GOES_BACK: 'failed_precondition',
  // Payments.
  RECHARGE_OFF: 'failed_precondition',
  RECHARGE_UNKNOWN: 'not_found',
  PAYMENT_IN_FLIGHT: 'failed_precondition',
  METHOD_MISSING: 'failed_precondition',
  METHOD_UNVERIFIED: 'failed_precondition',
  METHOD_VERIFIED: 'failed_precondition',
  VERIFICATION_NOT_OPEN: 'failed_precondition',
  VERIFICATION_LIMIT: 'failed_precondition',
  VERIFICATION_WRONG: 'failed_precondition',
  SIGNATURE_INVALID: 'unauthenticated',
  // Who asks.
  TOKEN_REQUIRED: 'unauthenticated',
  TOKEN_UNKNOWN: 'unauthenticated',
  CERTIFICATE_UNKNOWN: 'unauthenticated',
  ROLE_NOT_ALLOWED: 'permission_denied',
  SCOPE_NOT_ALLOWED: 'permission_denied',
  ACCOUNT_NOT_IN_SCOPE: 'permission_denied',
  GATEWAY_NOT_IN_SCOPE: 'permission_denied',
  HOST_NOT_ALLOWED: 'permission_denied',
  // Time and room.
  OVERLOADED: 'resource_exhausted',
  SPOOL_FULL: 'resource_exhausted',
  DEADLINE_PASSED: 'deadline_exceeded',
  TOO_LATE: 'deadline_exceeded',
  READER_STALLED: 'deadline_exceeded',
  ACCOUNT_BUSY: 'unavailable',
  DRAINING: 'unavailable',
  // The store and the catalog.
  STORE_AWAY: 'unavailable',
  STORE_SLOW: 'unavailable',
  STORE_FULL: 'unavailable',
  STORE_LOST: 'unavailable',
  STORE_REPLICA: 'unavailable',
  SPOOL_UNAVAILABLE: 'unavailable',
  ACCOUNTS_NOT_LISTED: 'unavailable',
  CATALOG_UNAVAILABLE: 'unavailable',
  ARCHIVE_AWAY: 'unavailable',
  // This version.
  METHOD_NOT_AVAILABLE: 'unimplemented',
  METHOD_NOT_ALLOWED: 'unimplemented',
  // Defects.
  SCRIPT_FAILED: 'internal',
  BAD_SCRIPT_REPLY: 'internal',
  REKEY_LOOP: 'internal',
  INVARIANT: 'internal',
  INTERNAL: 'internal',
} as const satisfies Readonly<Record<string, FaultCode>>;

export type FaultReason = keyof typeof FAULT_CODES;

/**
 * What may be the matter with the store. Only `away` and `slow` let traffic through where the catalog says so.
 *
 * - `away`: it cannot be reached, or is not up yet
 * - `slow`: it does not answer in time
 * - `full`: it refuses writes; ending calls may still work
 * - `lost`: it has lost its data, or is another store than before, until an operator accepts that
 * - `replica`: it may not be written to here, or not now
 */
export type StoreTrouble = 'away' | 'slow' | 'full' | 'lost' | 'replica';

/** Whether this passes by itself; the others last until somebody mends them. */
export function isPassing(trouble: StoreTrouble): boolean {
  return trouble === 'away' || trouble === 'slow';
}

/** The reason by which callers hear of it. */
export const STORE_REASONS = {
  away: 'STORE_AWAY',
  slow: 'STORE_SLOW',
  full: 'STORE_FULL',
  lost: 'STORE_LOST',
  replica: 'STORE_REPLICA',
} as const satisfies Readonly<Record<StoreTrouble, FaultReason>>;

const STATES_BY_REASON: ReadonlyMap<FaultReason, StoreTrouble> = new Map(
  Object.entries(STORE_REASONS).map(([state, reason]) => [reason, state as StoreTrouble]),
);

/** Further facts of a fault. */
export interface FaultDetails {
  /** The request field that is at fault, in its wire name. */
  readonly field?: string;
  /** When a retry may succeed, in milliseconds; only for retryable faults. */
  readonly retryAfterMs?: number;
  /** Small facts for programs, for instance the first result of a conflicting settle. Never secrets or numbers. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Whether what was asked for may have been carried out all the same, or may be yet. */
  readonly outcomeUnknown?: boolean;
  /** What caused it; logged, never sent. */
  readonly cause?: unknown;
}

/** A fault with a stable reason in UPPER_SNAKE_CASE that programs may match on. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly reason: FaultReason;
  readonly details: FaultDetails;

  constructor(reason: FaultReason, message: string, details: FaultDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'Fault';
    this.code = FAULT_CODES[reason];
    this.reason = reason;
    this.details = details;
  }

  /** Whether the same request may succeed later without anybody mending anything. */
  get retryable(): boolean {
    return isRetryable(this.code);
  }

  /** What is the matter with the store; undefined for every fault that is not the store's. */
  get storeState(): StoreTrouble | undefined {
    return STATES_BY_REASON.get(this.reason);
  }
}

/** Whether a fault of this code may go away without anybody mending anything. */
export function isRetryable(code: FaultCode): boolean {
  return code === 'unavailable' || code === 'resource_exhausted' || code === 'deadline_exceeded';
}

/** A request field that cannot be accepted. */
export function invalidField(field: string, problem: string): Fault {
  return new Fault('INVALID_FIELD', `${field}: ${problem}`, { field });
}

/** What was thrown, as a fault. The cause of an unknown error is for the log of this request and is never sent. */
export function faultFrom(error: unknown, requestId: string): Fault {
  if (error instanceof Fault) return error;
  const message = `internal error; the log has it under request ${requestId}`;
  return new Fault('INTERNAL', message, { cause: error });
}

/** What an error says of itself, whatever was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What somebody wrote, for a message: cut short, because it may be megabytes of a mistake. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
