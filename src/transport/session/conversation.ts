/**
 * One stream after its hello. Two things go on: requests are read, as long as there is room for them, and what there is
 * to say is said, one after the other. Nothing is queued beyond that: a request counts as open until its answer was
 * taken, so neither a flood nor a slow reader costs more than `MAX_IN_FLIGHT` messages. The rest waits in the client.
 */
import { Fault, faultFrom, invalidField } from '../../domain/fault.ts';
import type { GatewayStream, Hello } from '../../sessions/sessions.ts';
import * as read from '../handlers/fields.ts';
import { faultMessage } from '../handlers/messages.ts';
import type { Identity } from '../auth.ts';
import type { Message, SessionContext } from '../method.ts';
import { commandMessage, requestOf, type SessionRequest, type VerbArm, verbOf } from './messages.ts';

/** Requests that may be open on one stream: more than a gateway has at a time, a quarter of what a sidecar takes. */
const MAX_IN_FLIGHT = 256;
const MAX_TIMEOUT_MS = 600_000;
const MAX_ACK_LENGTH = 256;

/** What there is to say. */
interface Answer {
  /** 0 where no request is open for it. */
  readonly requestId: number;
  readonly response: object;
}

export class Conversation {
  readonly #requests: AsyncIterator<Message>;
  readonly #hello: Hello;
  readonly #context: SessionContext;
  readonly #caller: Identity;
  readonly #open = new Set<number>();
  readonly #answers: Answer[] = [];
  /** No more is read: the client has ended its side, or something else has. */
  #hasHeardAll = false;
  /** Why the stream ends before its client wants it to. */
  #fault: Fault | undefined;
  #wake: (() => void) | undefined;
  #whenRoom: (() => void) | undefined;

  constructor(requests: AsyncIterator<Message>, hello: Hello, context: SessionContext) {
    this.#requests = requests;
    this.#hello = hello;
    this.#context = context;
    this.#caller = { ...context.caller, gatewayId: hello.gatewayId };
    context.over.addEventListener('abort', () => this.#stop(undefined));
  }

  /** There is something to say. */
  wake(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** @param helloId - the request that the hello was */
  async *run(stream: GatewayStream, helloId: number): AsyncGenerator<object> {
    const { over } = this.#context;
    yield { requestId: helloId, ready: { maxInFlight: MAX_IN_FLIGHT, reconcile: stream.reconcile } };
    void this.#listen(stream);
    for (;;) {
      // Nobody is there any more to hear it.
      if (over.aborted && !(over.reason instanceof Fault)) return;
      if (stream.fault !== undefined) this.#stop(stream.fault);
      const answer = this.#answers.shift();
      const command = answer === undefined && !this.#hasHeardAll ? stream.take() : undefined;
      if (answer !== undefined) {
        yield answer.response;
        this.#close(answer.requestId);
      } else if (command !== undefined) {
        yield commandMessage(command);
      } else if (this.#hasHeardAll && this.#open.size === 0) {
        if (this.#fault !== undefined) throw this.#fault;
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  async #listen(stream: GatewayStream): Promise<void> {
    try {
      while (!this.#hasHeardAll) {
        const next = await this.#requests.next();
        if (next.done === true || this.#isOver()) break;
        this.#hear(requestOf(next.value), next.value, stream);
        if (this.#open.size >= MAX_IN_FLIGHT) await new Promise<void>((resolve) => (this.#whenRoom = resolve));
      }
      this.#stop(undefined);
    } catch (error) {
      this.#stop(faultFrom(error, this.#context.requestId));
    }
  }

  #isOver(): boolean {
    return this.#hasHeardAll;
  }

  #hear(request: SessionRequest, message: Message, stream: GatewayStream): void {
    const { requestId, arm, body } = request;
    if (arm === 'ack') {
      const commandId = read.requiredInteger(body, 'commandId', 1, Number.MAX_SAFE_INTEGER);
      stream.acknowledge(commandId, read.flag(body, 'done'), read.line(body, 'message', MAX_ACK_LENGTH));
      return;
    }
    if (arm === 'hello') throw invalidField('hello', 'may come only once on a stream');
    if (this.#open.has(requestId)) throw invalidField('request_id', `${requestId} is in use by a request that is open`);
    this.#open.add(requestId);
    if (arm === 'heartbeat') this.#say(requestId, { heartbeat: {} });
    else if (arm === undefined) this.#say(requestId, { fault: faultMessage(unknownArm()) });
    else void this.#ask(requestId, arm, body, message);
  }

  async #ask(requestId: number, arm: VerbArm, body: Message, message: Message): Promise<void> {
    try {
      const asking = {
        caller: this.#caller,
        requestId: read.stringAt(message, 'xRequestId'),
        timeoutMs: read.integer(message, 'timeoutMs', 0, MAX_TIMEOUT_MS),
      };
      // A report of legs is of the epoch that speaks.
      const asked = arm === 'reconcile' ? { ...body, epoch: body['epoch'] ?? this.#hello.epoch } : body;
      this.#say(requestId, { [arm]: await this.#context.ask(verbOf(arm), asked, asking) });
    } catch (error) {
      this.#say(requestId, { fault: faultMessage(faultFrom(error, this.#context.requestId)) });
    }
  }

  #say(requestId: number, response: object): void {
    this.#answers.push({ requestId, response: { requestId, ...response } });
    this.wake();
  }

  #close(requestId: number): void {
    this.#open.delete(requestId);
    this.#whenRoom?.();
    this.#whenRoom = undefined;
  }

  /** What is open is still answered. */
  #stop(fault: Fault | undefined): void {
    this.#fault ??= fault;
    this.#hasHeardAll = true;
    this.#whenRoom?.();
    this.#whenRoom = undefined;
    this.wake();
  }
}

function unknownArm(): Fault {
  return invalidField('request', 'must be one of the requests of this version');
}
