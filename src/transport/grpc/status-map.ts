/** Faults as gRPC statuses with `google.rpc` details, and back. The one place that knows both. */
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import type { Fault, FaultCode } from '../../domain/fault.ts';
import type { BadRequest, BadRequest__Output } from '../../gen/google/rpc/BadRequest.ts';
import type { ErrorInfo, ErrorInfo__Output } from '../../gen/google/rpc/ErrorInfo.ts';
import type { RetryInfo, RetryInfo__Output } from '../../gen/google/rpc/RetryInfo.ts';
import { messageCodec } from '../definitions.ts';

/** Says that an ErrorInfo's reason is one of ours. */
const ERROR_DOMAIN = 'tollgate.dev';
/** Where gRPC carries a serialized google.rpc.Status. */
const DETAILS_KEY = 'grpc-status-details-bin';
const TYPE_PREFIX = 'type.googleapis.com/';

const STATUS_CODES: Readonly<Record<FaultCode, status>> = {
  invalid_argument: status.INVALID_ARGUMENT,
  not_found: status.NOT_FOUND,
  already_exists: status.ALREADY_EXISTS,
  failed_precondition: status.FAILED_PRECONDITION,
  unauthenticated: status.UNAUTHENTICATED,
  permission_denied: status.PERMISSION_DENIED,
  resource_exhausted: status.RESOURCE_EXHAUSTED,
  deadline_exceeded: status.DEADLINE_EXCEEDED,
  unavailable: status.UNAVAILABLE,
  unimplemented: status.UNIMPLEMENTED,
  internal: status.INTERNAL,
};

/** The members that an encoded `google.protobuf.Any` has; the generated type describes the unpacked form. */
interface PackedDetail {
  readonly type_url: string;
  readonly value: Buffer;
}

interface StatusMessage {
  readonly code: number;
  readonly message: string;
  readonly details: readonly PackedDetail[];
}

const statusCodec = messageCodec<StatusMessage, StatusMessage>('google.rpc.Status');
const errorInfoCodec = messageCodec<ErrorInfo, ErrorInfo__Output>('google.rpc.ErrorInfo');
const retryInfoCodec = messageCodec<RetryInfo, RetryInfo__Output>('google.rpc.RetryInfo');
const badRequestCodec = messageCodec<BadRequest, BadRequest__Output>('google.rpc.BadRequest');

/** What a handler hands to grpc-js. */
export type GrpcFault = Pick<ServiceError, 'code' | 'details' | 'metadata' | 'name' | 'message'>;

export function toGrpcStatus(fault: Fault, requestId: string): GrpcFault {
  const code = STATUS_CODES[fault.code];
  // grpc-js percent-encodes the message and throws on half a surrogate pair.
  const message = fault.message.replace(/\p{Cs}/gu, '\uFFFD');
  const metadata = new Metadata();
  metadata.set(DETAILS_KEY, statusCodec.encode({ code, message, details: details(fault, message, requestId) }));
  return { name: 'Error', message, code, details: message, metadata };
}

function details(fault: Fault, message: string, requestId: string): readonly PackedDetail[] {
  const { field, retryAfterMs, metadata } = fault.details;
  const packed: PackedDetail[] = [
    {
      type_url: `${TYPE_PREFIX}google.rpc.ErrorInfo`,
      value: errorInfoCodec.encode({
        reason: fault.reason,
        domain: ERROR_DOMAIN,
        metadata: { ...metadata, request_id: requestId, ...(field !== undefined && { field }) },
      }),
    },
  ];
  if (field !== undefined) {
    packed.push({
      type_url: `${TYPE_PREFIX}google.rpc.BadRequest`,
      value: badRequestCodec.encode({ fieldViolations: [{ field, description: message }] }),
    });
  }
  if (retryAfterMs !== undefined) {
    const seconds = Math.floor(retryAfterMs / 1000);
    packed.push({
      type_url: `${TYPE_PREFIX}google.rpc.RetryInfo`,
      value: retryInfoCodec.encode({
        retryDelay: { seconds, nanos: Math.round((retryAfterMs - seconds * 1000) * 1_000_000) },
      }),
    });
  }
  return packed;
}

/** What a client learns from the details of an error. */
export interface ErrorDetails {
  /** Empty when the error does not come from Tollgate itself. */
  readonly reason: string;
  readonly field: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

export function fromGrpcStatus(error: Pick<ServiceError, 'metadata'>): ErrorDetails {
  const bytes = error.metadata?.get(DETAILS_KEY)[0];
  let found: ErrorDetails = { reason: '', field: undefined, retryAfterMs: undefined, metadata: {} };
  if (!Buffer.isBuffer(bytes)) return found;
  for (const { type_url: type, value } of statusCodec.decode(bytes).details) {
    if (type === `${TYPE_PREFIX}google.rpc.ErrorInfo`) {
      const info = errorInfoCodec.decode(value);
      if (info.domain !== ERROR_DOMAIN) continue;
      found = { ...found, reason: info.reason, metadata: info.metadata };
    } else if (type === `${TYPE_PREFIX}google.rpc.BadRequest`) {
      found = { ...found, field: badRequestCodec.decode(value).fieldViolations[0]?.field };
    } else if (type === `${TYPE_PREFIX}google.rpc.RetryInfo`) {
      const delay = retryInfoCodec.decode(value).retryDelay;
      if (delay) found = { ...found, retryAfterMs: Number(delay.seconds) * 1000 + delay.nanos / 1_000_000 };
    }
  }
  return found;
}

/**
 * The fault code of a gRPC status. A call that was cut (CANCELLED: a server gave up waiting while it drained) may have
 * been executed and can be sent again, like one whose connection broke; what else has no counterpart is `internal`.
 */
export function faultCodeOf(code: status): FaultCode {
  if (code === status.CANCELLED) return 'unavailable';
  const names = Object.keys(STATUS_CODES) as FaultCode[];
  return names.find((name) => STATUS_CODES[name] === code) ?? 'internal';
}
