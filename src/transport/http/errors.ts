/** Faults as HTTP statuses and JSON bodies. A denial is not one of these: it is a decision, and travels with status 200. */
import { Fault, type FaultCode } from '../../domain/fault.ts';

const STATUSES: Readonly<Record<FaultCode, number>> = {
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  already_exists: 409,
  // 412 would speak about If-Match headers, which this API has none of.
  failed_precondition: 409,
  resource_exhausted: 429,
  internal: 500,
  unimplemented: 501,
  unavailable: 503,
  deadline_exceeded: 504,
};

/** Mistakes against HTTP itself have statuses of their own. */
const STATUSES_BY_REASON: ReadonlyMap<string, number> = new Map([
  ['METHOD_NOT_ALLOWED', 405],
  ['BODY_TOO_LARGE', 413],
  ['UNSUPPORTED_MEDIA_TYPE', 415],
]);

export function httpStatus(fault: Fault): number {
  return STATUSES_BY_REASON.get(fault.reason) ?? STATUSES[fault.code];
}

export function errorBody(fault: Fault, requestId: string): object {
  const { field, metadata, retryAfterMs } = fault.details;
  return {
    error: {
      code: fault.code.toUpperCase(),
      reason: fault.reason,
      message: fault.message,
      retryable: fault.retryable,
      request_id: requestId,
      ...(field !== undefined && { field }),
      ...(retryAfterMs !== undefined && { retry_after_ms: retryAfterMs }),
      ...(metadata !== undefined && { metadata }),
    },
  };
}

export function errorHeaders(fault: Fault): Record<string, string> {
  const { retryAfterMs } = fault.details;
  return {
    ...(retryAfterMs !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) }),
    ...(fault.code === 'unauthenticated' && { 'www-authenticate': 'Bearer' }),
    ...(fault.details.metadata?.['allow'] !== undefined && { allow: fault.details.metadata['allow'] }),
  };
}

export function routeUnknown(): Fault {
  return new Fault('not_found', 'ROUTE_UNKNOWN', 'there is nothing at this path');
}

export function methodNotAllowed(allowed: readonly string[]): Fault {
  const allow = allowed.join(', ');
  return new Fault('unimplemented', 'METHOD_NOT_ALLOWED', `this path takes ${allow}`, { metadata: { allow } });
}

export function bodyTooLarge(maxBytes: number): Fault {
  return new Fault('invalid_argument', 'BODY_TOO_LARGE', `body: must be at most ${maxBytes} bytes`, { field: 'body' });
}

export function notJson(): Fault {
  return new Fault('invalid_argument', 'UNSUPPORTED_MEDIA_TYPE', 'content-type: must be application/json', {
    field: 'content-type',
  });
}

export function malformedBody(problem: string): Fault {
  return new Fault('invalid_argument', 'MALFORMED_MESSAGE', `body: ${problem}`, { field: 'body' });
}
