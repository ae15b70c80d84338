/**
 * Faults as HTTP statuses and JSON bodies. A denial is not one of these: it is a decision, and travels with status 200.
 */
import type { IncomingMessage } from 'node:http';
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

/** What is shown of a fault: one of ours, or one that arrived at a client. */
type ShownFault = Pick<Fault, 'code' | 'message' | 'retryable'> & {
  readonly reason: string;
  readonly details: {
    readonly field?: string | undefined;
    readonly retryAfterMs?: number | undefined;
    readonly metadata?: Readonly<Record<string, string>> | undefined;
  };
};

export function errorBody(fault: ShownFault, requestId: string): object {
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
  return new Fault('ROUTE_UNKNOWN', 'there is nothing at this path');
}

export function methodNotAllowed(allowed: readonly string[]): Fault {
  const allow = allowed.join(', ');
  return new Fault('METHOD_NOT_ALLOWED', `this path takes ${allow}`, { metadata: { allow } });
}

export function malformedBody(problem: string): Fault {
  return new Fault('MALFORMED_MESSAGE', `body: ${problem}`, { field: 'body' });
}

/*
 * Against DNS rebinding: a web page whose name was pointed at this machine must not reach a port that asks nobody who
 * they are.
 */

const LOOPBACK_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Throws a `permission_denied` fault for a browser that believes to talk to another name than this machine's own.
 * Gateways send no `Origin`: one that reaches Tollgate by an alias of its hosts file is answered, in an emergency too.
 */
export function refuseForeignPage({ headers }: IncomingMessage): void {
  const fromPage = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
  if (!fromPage || (headers.host !== undefined && LOOPBACK_NAME.test(headers.host))) return;
  throw new Fault(
    'HOST_NOT_ALLOWED',
    'without tokens a page may only reach localhost, 127.0.0.1 or [::1]; configure auth.tokens for other names',
  );
}
