/**
 * Streams at the edge: what every stream passes before its first response, and how it ends. One that lasts waits most
 * of the time and is no work, so it takes up none of the room of requests; there may be only so many of them.
 */
import { Fault, faultFrom } from '../domain/fault.ts';
import type { Authenticator, Identity } from './auth.ts';
import type { HealthState } from './health-state.ts';
import type {
  Asking,
  BidiMethod,
  CallContext,
  Message,
  Method,
  Rooms,
  SessionContext,
  StreamMethod,
} from './method.ts';
import type { Caller, Decoded, Incoming, ServeStream, ServeUnary } from './transport.ts';
import type { Outcome, RpcMetrics, TransportMetrics } from './telemetry.ts';
import type { Turns, WorkLane } from './turns.ts';

/** What streams share with all other requests. */
export interface StreamServerParts {
  readonly rooms: Rooms;
  readonly authenticator: Authenticator;
  readonly metrics: TransportMetrics;
  readonly turns: Turns;
  readonly health: Pick<HealthState, 'draining' | 'watch'>;
  contextOf(caller: Caller, identity: Identity): CallContext;
  refusalOf(method: Method, decoded: Decoded, identity: Identity, lane: WorkLane, weight: number): Fault | undefined;
  report(fault: Fault, method: Method, series: RpcMetrics, requestId: string): void;
  requestId(sent: string): string;
  unary(name: string): ServeUnary;
}

/** Streams that last which may be open at once, over all connections. */
const LASTING_MAX = 1024;
const NOTHING: Decoded = { message: {}, malformed: undefined };

type LaneOf = (method: Method, caller: Caller) => WorkLane;

export function streamServer(parts: StreamServerParts) {
  const { rooms, authenticator, metrics, turns } = parts;
  const lasting = new LastingStreams(parts.health);

  function enter(method: StreamMethod | BidiMethod, lane: WorkLane, over: AbortController): () => void {
    if (method.lasts === true) return lasting.enter(method.name, over);
    turns.enter(lane, 1);
    return () => turns.leave(lane, 1);
  }

  return (method: StreamMethod | BidiMethod, laneOf: LaneOf): ServeStream => {
    const series = metrics.rpc(method.name);
    if (method.lasts === true) metrics.lasting(method.name, () => lasting.count(method.name));
    return async function* (incoming, caller) {
      const startedAt = performance.now();
      const { requestId } = caller;
      const lane = laneOf(method, caller);
      const over = new AbortController();
      let outcome: Outcome = 'cancelled';
      let leave: (() => void) | undefined;
      try {
        const identity = caller.identify(authenticator);
        const ask = (verb: string, message: Message, asking: Asking) => answerTo(parts, caller, verb, message, asking);
        const context = { ...parts.contextOf(caller, identity), over: over.signal, ask };
        const decoded = 'decode' in incoming ? incoming.decode() : NOTHING;
        const refused = parts.refusalOf(method, decoded, identity, lane, method.lasts === true ? 0 : 1);
        if (refused !== undefined) throw refused;
        leave = enter(method, lane, over);
        caller.onGone(() => over.abort());
        yield* responsesOf(method, incoming, decoded.message, rooms, context);
        if (over.signal.reason instanceof Fault) throw over.signal.reason;
        outcome = over.signal.aborted ? 'cancelled' : 'ok';
      } catch (error) {
        const fault = faultFrom(error, requestId);
        outcome = fault.code;
        parts.report(fault, method, series, requestId);
        throw fault;
      } finally {
        leave?.();
        series.finished(outcome, (performance.now() - startedAt) / 1000);
      }
    };
  };
}

function responsesOf(
  method: StreamMethod | BidiMethod,
  incoming: Incoming | AsyncIterable<Incoming>,
  message: Message,
  rooms: Rooms,
  context: SessionContext,
): AsyncIterable<object> {
  return method.kind === 'bidi'
    ? method.run(rooms, messagesOf(incoming), context)
    : method.run(rooms, message, context);
}

/** A request of a stream goes the way of every other; only who asks is known already. */
function answerTo(
  { requestId, unary }: Pick<StreamServerParts, 'requestId' | 'unary'>,
  stream: Caller,
  verb: string,
  message: Message,
  asking: Asking,
): Promise<object> {
  const caller: Caller = {
    requestId: requestId(asking.requestId),
    deadlineAtMs: asking.timeoutMs === 0 ? 0 : Date.now() + asking.timeoutMs,
    priority: stream.priority,
    connection: () => stream.connection(),
    onGone: () => undefined,
    identify: () => asking.caller,
  };
  const incoming = { size: 0, decode: () => ({ message, malformed: undefined }) };
  return new Promise((resolve, reject) => {
    unary(verb)(incoming, caller, (fault, response = {}) => {
      if (fault === undefined) resolve(response);
      else reject(fault);
    });
  });
}

async function* messagesOf(incoming: Incoming | AsyncIterable<Incoming>): AsyncGenerator<Message> {
  const each = 'decode' in incoming ? [incoming] : incoming;
  for await (const one of each) {
    const { message, malformed } = one.decode();
    if (malformed !== undefined) throw malformed;
    yield message;
  }
}

/** Those that are open. They end when the sidecar drains: who reads them comes again, to another one. */
class LastingStreams {
  readonly #health: StreamServerParts['health'];
  readonly #open = new Map<AbortController, string>();

  constructor(health: StreamServerParts['health']) {
    this.#health = health;
    health.watch(() => {
      if (health.draining) for (const over of this.#open.keys()) over.abort(draining());
    });
  }

  count(method: string): number {
    return [...this.#open.values()].filter((each) => each === method).length;
  }

  /**
   * @param over - aborted when the sidecar drains
   * @returns to be called when the stream has ended
   */
  enter(method: string, over: AbortController): () => void {
    if (this.#health.draining) throw draining();
    if (this.#open.size >= LASTING_MAX) throw overloaded();
    this.#open.set(over, method);
    return () => this.#open.delete(over);
  }
}

function draining(): Fault {
  return new Fault('DRAINING', 'this sidecar is going away: open the stream again', { retryAfterMs: RETRY_AFTER_MS });
}

/** When a refused caller may come back: a full queue drains in well under this. */
const RETRY_AFTER_MS = 100;

/** @param lane - of a request; absent for a stream that lasts */
export function overloaded(lane?: WorkLane): Fault {
  const what = lane === undefined ? 'streams that last are open' : 'requests in flight';
  const where = lane === 'guest' ? '; the priority listener is for completions and emergency calls' : '';
  return new Fault('OVERLOADED', `too many ${what}; try again shortly${where}`, { retryAfterMs: RETRY_AFTER_MS });
}
