/**
 * What every request passes through, whichever transport it came by: who is calling, may they, is there time and room, then the
 * handler, then one measurement and at most one log line. Both servers share one edge, so that they share the bound on work.
 */
import type { RequestContext } from '../control/requests.ts';
import { Fault, faultFrom } from '../domain/fault.ts';
import { type Authenticator, type Credentials, refusal } from './auth.ts';
import type { Message } from './handlers/fields.ts';
import type { Handlers } from './handlers/handlers.ts';
import type { Lane, MethodName, StreamMethod, UnaryMethod } from './handlers/method.ts';
import { FaultLog, type Outcome, type TransportLogger, type TransportMetrics } from './telemetry.ts';

/** What a transport knows about a request besides the message. */
export interface Caller extends Credentials {
  /** As sent; empty or unfit ones are replaced. */
  readonly requestId: string;
  /** On the sidecar's clock (`Date.now()`); 0 when the caller set none. */
  readonly deadlineAtMs: number;
  /** What the transport itself found wrong with the message, for instance an unknown JSON key. */
  readonly malformed?: Fault | undefined;
}

export type Reply = (fault: Fault | undefined, response: object | undefined, requestId: string) => void;

/** Answers one request by calling `reply` exactly once. Never throws. */
export type ServeUnary = (message: Message, caller: Caller, reply: Reply) => void;

/** Answers one request with a stream that throws faults only. */
export type ServeStream = (message: Message, caller: Caller) => AsyncIterable<object>;

export interface EdgeOptions {
  /** Requests that may be in the works at once. */
  readonly maxInFlight: number;
  /** For callers that set no deadline. */
  readonly defaultDeadlineMs: number;
}

export interface EdgeDependencies {
  readonly handlers: Handlers;
  readonly authenticator: Authenticator;
  readonly metrics: TransportMetrics;
  readonly logger: TransportLogger;
  readonly options: EdgeOptions;
}

export interface Edge {
  readonly authenticator: Authenticator;
  /** Requests in the works now. */
  readonly inFlight: () => number;
  unary(name: MethodName): ServeUnary;
  stream(name: MethodName): ServeStream;
}

interface Admitted extends RequestContext {
  readonly caller: string;
  /** What it counts as while it is in flight. */
  readonly weight: number;
}

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

export function createEdge({ handlers, authenticator, metrics, logger, options }: EdgeDependencies): Edge {
  const inFlight = new InFlight(options.maxInFlight);
  const faults = new FaultLog(logger);
  const nextRequestId = requestIds();
  const requestIdOf = ({ requestId }: Caller) => (REQUEST_ID.test(requestId) ? requestId : nextRequestId());
  metrics.watchInFlight(() => inFlight.count);

  /** Throws when the request must not run; otherwise it counts as in flight, and whoever called this must leave again. */
  function admit(method: UnaryMethod | StreamMethod, message: Message, caller: Caller, requestId: string): Admitted {
    const urgent = 'alwaysServed' in method ? method.alwaysServed : undefined;
    const identity = authenticator.identify(caller);
    const refused = refusal(identity, method.name, message);
    if (refused !== undefined && urgent?.(message) !== true) throw refused;
    const now = Date.now();
    const deadlineAtMs = caller.deadlineAtMs === 0 ? now + options.defaultDeadlineMs : caller.deadlineAtMs;
    if (deadlineAtMs <= now) throw new Fault('DEADLINE_PASSED', 'the deadline passed before the request was looked at');
    if (caller.malformed !== undefined && urgent?.(message) !== true) throw caller.malformed;
    const weight = inFlight.weigh(method.lane, ('weight' in method ? method.weight?.(message) : undefined) ?? 1);
    if (!inFlight.hasRoom(method.lane, weight) && urgent?.(message) !== true) throw overloaded();
    inFlight.enter(weight);
    return { requestId, deadlineAtMs, caller: identity.name, weight };
  }

  function unary(method: UnaryMethod): ServeUnary {
    const series = metrics.rpc(method.name);
    return (message, caller, reply) => {
      const startedAt = performance.now();
      const requestId = requestIdOf(caller);
      const failed = (error: unknown) => {
        const fault = faultFrom(error, requestId);
        if (fault.reason === 'OVERLOADED') series.shed();
        const stranger = fault.code === 'unauthenticated';
        if (stranger && isUrgent(method, message, fault)) {
          logger.error(
            { method: method.name, request_id: requestId },
            'an EMERGENCY request was refused: its caller is not authenticated',
          );
        }
        faults.write(fault, method.name, requestId);
        const rest = stranger ? undefined : method.despite?.(message, fault);
        series.finished(rest === undefined ? fault.code : 'ok', (performance.now() - startedAt) / 1000);
        reply(rest === undefined ? fault : undefined, rest, requestId);
      };
      let context: Admitted;
      try {
        context = admit(method, message, caller, requestId);
      } catch (error) {
        failed(error);
        return;
      }
      method.run(message, context).then(
        (response) => {
          inFlight.leave(context.weight);
          series.finished('ok', (performance.now() - startedAt) / 1000);
          if (method.audited === true) logger.info(lineFacts(method.name, message, context), 'done');
          else if (logger.verbose) logger.debug(lineFacts(method.name, message, context), 'done');
          reply(undefined, response, requestId);
        },
        (error: unknown) => {
          inFlight.leave(context.weight);
          failed(error);
        },
      );
    };
  }

  function stream(method: StreamMethod): ServeStream {
    const series = metrics.rpc(method.name);
    return async function* (message, caller) {
      const startedAt = performance.now();
      const requestId = requestIdOf(caller);
      let outcome: Outcome = 'cancelled';
      let context: Admitted | undefined;
      try {
        context = admit(method, message, caller, requestId);
        yield* method.run(message, context);
        outcome = 'ok';
      } catch (error) {
        const fault = faultFrom(error, requestId);
        outcome = fault.code;
        if (fault.reason === 'OVERLOADED') series.shed();
        faults.write(fault, method.name, requestId);
        throw fault;
      } finally {
        if (context !== undefined) inFlight.leave(context.weight);
        series.finished(outcome, (performance.now() - startedAt) / 1000);
      }
    };
  }

  const unaries = new Map(handlers.unary.map((method) => [method.name, unary(method)]));
  const streams = new Map(handlers.streams.map((method) => [method.name, stream(method)]));
  return {
    authenticator,
    inFlight: () => inFlight.count,
    unary: (name) => required(unaries.get(name), name),
    stream: (name) => required(streams.get(name), name),
  };
}

/** Whether an emergency call is in it. */
function isUrgent(method: UnaryMethod, message: Message, fault: Fault): boolean {
  return method.alwaysServed?.(message) === true || method.despite?.(message, fault) !== undefined;
}

function lineFacts(method: MethodName, message: Message, context: Admitted) {
  return {
    method,
    request_id: context.requestId,
    caller: context.caller,
    account_id: message['accountId'],
    hold_id: message['holdId'],
    subject_id: message['subjectId'],
  };
}

/** Unique within this process and hard to confuse with another's. */
function requestIds(): () => string {
  const start = `${Date.now().toString(36)}${process.pid.toString(36)}`;
  let count = 0;
  return () => `${start}-${(count += 1).toString(36)}`;
}

function required<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`no handler is called ${name}`);
  return value;
}

/* Bounded work in progress. Without a bound, 2,000 calls sent at once were all in flight at once, and all of them were late. */

/**
 * How much of the limit each lane may fill. What ends calls is refused last: it frees money and load, and a gateway that cannot
 * settle has already carried the call.
 */
const SHARE: Readonly<Record<Lane, number>> = { read: 0.9, admission: 1, extension: 1.125, completion: 1.25 };

/** When a refused caller may come back: a full queue drains in well under this. */
const RETRY_AFTER_MS = 100;

export class InFlight {
  readonly #bounds: Readonly<Record<Lane, number>>;
  #count = 0;

  constructor(limit: number) {
    const bound = (lane: Lane) => Math.max(1, Math.floor(limit * SHARE[lane]));
    this.#bounds = {
      read: bound('read'),
      admission: bound('admission'),
      extension: bound('extension'),
      completion: bound('completion'),
    };
  }

  /** The weights of what is in the works. */
  get count(): number {
    return this.#count;
  }

  /** What a request counts as: its own weight, but never more than fits when nothing else is in the works. */
  weigh(lane: Lane, weight: number): number {
    return Math.min(weight, this.#bounds[lane]);
  }

  /** @param weight - as `weigh` gave it. */
  hasRoom(lane: Lane, weight: number): boolean {
    return this.#count + weight <= this.#bounds[lane];
  }

  enter(weight: number): void {
    this.#count += weight;
  }

  leave(weight: number): void {
    this.#count -= weight;
  }
}

export function overloaded(): Fault {
  return new Fault('OVERLOADED', 'too many requests in flight; try again shortly', {
    retryAfterMs: RETRY_AFTER_MS,
  });
}
