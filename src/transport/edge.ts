/**
 * What every request passes through, whichever transport it came by: who is calling, is the message sound, may they, is
 * there time and room, then the handler, then one measurement and at most one log line. All transports share one edge,
 * so that they share the bound on work.
 */
import { randomBytes } from 'node:crypto';
import { Fault, faultFrom } from '../domain/fault.ts';
import { type Authenticator, type Identity, refusal } from './auth.ts';
import type { Handlers } from './handlers/handlers.ts';
import type { HealthState } from './health-state.ts';
import { type CallContext, FailedInPart, type Message, type Method, type UnaryMethod } from './method.ts';
import { overloaded, streamServer } from './stream-server.ts';
import type { Caller, Decoded, Incoming, ServeStream, ServeUnary } from './transport.ts';
import { FaultLog, type Outcome, type RpcMetrics, type TransportLogger, type TransportMetrics } from './telemetry.ts';
import { type TurnOptions, Turns, type WorkLane } from './turns.ts';

export interface EdgeOptions extends TurnOptions {
  /** For callers that set no deadline. */
  readonly defaultDeadlineMs: number;
}

export interface EdgeDependencies {
  readonly handlers: Handlers;
  readonly authenticator: Authenticator;
  readonly metrics: TransportMetrics;
  readonly logger: TransportLogger;
  /** Streams that last end when the sidecar drains. */
  readonly health: Pick<HealthState, 'draining' | 'watch'>;
  readonly options: EdgeOptions;
}

export interface Edge {
  readonly authenticator: Authenticator;
  readonly methods: readonly Method[];
  /** Requests in the works now. */
  readonly inFlight: () => number;
  /** The id of a request, from its first moment: as its caller sent it where that is fit, else a new one. */
  requestId(sent: string): string;
  /** What a transport itself found wrong, as a fault that has its line in the log. */
  report(error: unknown, method: string, requestId: string): Fault;
  unary(name: string): ServeUnary;
  stream(name: string): ServeStream;
}

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;
/** The message of a caller who proved nothing is looked at up to this size, only to log a refused emergency call. */
const STRANGERS_MESSAGE_BYTES = 16 * 1024;
/** Characters of a hold id. */
const LONGEST_ID = 255;

export function createEdge(dependencies: EdgeDependencies): Edge {
  const { handlers, authenticator, metrics, logger, health, options } = dependencies;
  const { rooms, methods } = handlers;
  const turns = new Turns(options);
  const faults = new FaultLog(logger);
  const nextRequestId = requestIds();
  metrics.watchLoad(turns, options.maxInFlight);

  function contextOf(caller: Caller, identity: Identity): CallContext {
    const now = Date.now();
    const deadlineAtMs = caller.deadlineAtMs === 0 ? now + options.defaultDeadlineMs : caller.deadlineAtMs;
    if (deadlineAtMs <= now) throw deadlinePassed('before the request was looked at');
    return { requestId: caller.requestId, deadlineAtMs, caller: identity };
  }

  /** Why a request must not run, of all that an emergency call passes; undefined when it may. */
  function refusalOf(
    method: Method,
    { message, malformed }: Decoded,
    identity: Identity,
    lane: WorkLane,
    weight: number,
  ) {
    const refused = refusal(identity, method, message, rooms) ?? malformed;
    return refused ?? (turns.hasRoom(lane, weight) ? undefined : overloaded(lane));
  }

  /**
   * Who knows nobody is not served, and not counted as a decision; an emergency call among them must not go unnoticed.
   */
  function logRefusedEmergency(method: Method, incoming: Incoming, requestId: string): void {
    if (method.kind !== 'unary' || method.urgent === undefined || incoming.size > STRANGERS_MESSAGE_BYTES) return;
    const decoded = readable(incoming);
    if (decoded !== undefined && method.urgent.isIn(rooms, decoded.message)) {
      faults.refusedEmergency(method.name, requestId);
    }
  }

  function report(fault: Fault, method: Method, series: RpcMetrics, requestId: string): void {
    if (fault.reason === 'OVERLOADED') series.shed();
    faults.write(fault, method.name, requestId);
  }

  function unary(method: UnaryMethod): ServeUnary {
    const series = metrics.rpc(method.name);
    return (incoming, caller, reply) => {
      const startedAt = performance.now();
      const { requestId } = caller;
      const finish = (outcome: Outcome, fault: Fault | undefined, response: object | undefined) => {
        series.finished(outcome, (performance.now() - startedAt) / 1000);
        reply(fault, response);
      };
      const failed = (error: unknown, end: typeof finish) => {
        const fault = error instanceof FailedInPart ? error.fault : faultFrom(error, requestId);
        report(fault, method, series, requestId);
        if (error instanceof FailedInPart) end('ok', undefined, error.response);
        else end(fault.code, fault, undefined);
      };
      const lane = laneOf(method, caller);
      let message: Message;
      let context: CallContext;
      let weight: number;
      try {
        const identity = identify(method, incoming, caller);
        context = contextOf(caller, identity);
        const decoded = incoming.decode();
        ({ message } = decoded);
        weight = turns.weigh(lane, method.weight?.(message) ?? 1);
        const refused = refusalOf(method, decoded, identity, lane, weight);
        if (refused !== undefined) {
          if (method.urgent?.isIn(rooms, message) !== true) throw refused;
          const answered = method.urgent.despite?.(rooms, message, refused, context);
          if (answered !== undefined) throw new FailedInPart(refused, answered);
        }
      } catch (error) {
        failed(error, finish);
        return;
      }
      const end = (outcome: Outcome, fault: Fault | undefined, response: object | undefined) => {
        turns.leave(lane, weight);
        finish(outcome, fault, response);
        turns.end(lane);
      };
      const begin = () => {
        method.run(rooms, message, context).then(
          (response) => {
            if (method.audited === true) logger.info(lineFacts(method, message, context), 'done');
            else if (logger.verbose) logger.debug(lineFacts(method, message, context), 'done');
            end('ok', undefined, response);
          },
          (error: unknown) => failed(error, end),
        );
      };
      turns.enter(lane, weight);
      // An emergency call does not stand in the queue.
      if (turns.isFree(lane) || method.urgent?.isIn(rooms, message) === true) {
        turns.begin(lane);
        begin();
        return;
      }
      turns.wait(lane, caller.connection(), () => {
        if (context.deadlineAtMs > Date.now()) begin();
        else failed(deadlinePassed('before its turn came'), end);
      });
    };
  }

  function identify(method: Method, incoming: Incoming, caller: Caller): Identity {
    try {
      return caller.identify(authenticator);
    } catch (error) {
      logRefusedEmergency(method, incoming, caller.requestId);
      throw error;
    }
  }

  const unaries = new Map<string, ServeUnary>();
  const streams = new Map<string, ServeStream>();
  const requestId = (sent: string): string => (REQUEST_ID.test(sent) ? sent : nextRequestId());
  const unaryNamed = (name: string): ServeUnary => required(unaries.get(name), name);
  const access = { rooms, authenticator, contextOf, refusalOf, report };
  const serveStream = streamServer({ ...access, metrics, turns, health, requestId, unary: unaryNamed });
  for (const method of methods) {
    if (method.kind === 'unary') unaries.set(method.name, unary(method));
    else streams.set(method.name, serveStream(method, laneOf));
  }
  return {
    authenticator,
    methods,
    inFlight: () => turns.inFlight,
    requestId,
    report(error, method, requestId) {
      const fault = faultFrom(error, requestId);
      faults.write(fault, method, requestId);
      return fault;
    },
    unary: unaryNamed,
    stream: (name) => required(streams.get(name), name),
  };
}

function readable(incoming: Incoming): Decoded | undefined {
  try {
    return incoming.decode();
  } catch {
    return undefined;
  }
}

function lineFacts({ name }: Method, message: Message, context: CallContext) {
  return {
    method: name,
    request_id: context.requestId,
    caller: context.caller.name,
    account_id: shownId(message['accountId']),
    hold_id: shownId(message['holdId']),
    subject_id: shownId(message['subjectId']),
  };
}

/** The ids of an emergency call may be anything, megabytes of it too. */
function shownId(id: unknown): string | undefined {
  return typeof id === 'string' && id.length <= LONGEST_ID ? id : undefined;
}

/**
 * Unique over all sidecars, because the ledger takes them for the names of askings: process ids and start times are
 * not, where every container's process is number 1.
 */
export function requestIds(): () => string {
  const start = randomBytes(9).toString('hex');
  let count = 0;
  return () => `${start}-${(count += 1).toString(36)}`;
}

function required<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`no handler is called ${name}`);
  return value;
}

function deadlinePassed(when: string): Fault {
  return new Fault('DEADLINE_PASSED', `the deadline passed ${when}`);
}

/** The priority listener is for what cannot wait; of the rest it takes a little. */
function laneOf({ lane }: Method, { priority }: Caller): WorkLane {
  return priority && (lane === 'admission' || lane === 'read') ? 'guest' : lane;
}
