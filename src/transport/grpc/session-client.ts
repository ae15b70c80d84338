/** A gateway's end of a Session: requests with promises, commands with callbacks, acknowledged by what these say. */
import type { CallOptions, Client, ClientDuplexStream, Metadata, ServiceError } from '@grpc/grpc-js';
import type { FaultCode } from '../../domain/fault.ts';
import type { Disconnect__Output } from '../../gen/tollgate/v1/Disconnect.ts';
import type { ExtendNow__Output } from '../../gen/tollgate/v1/ExtendNow.ts';
import type { Fault__Output } from '../../gen/tollgate/v1/Fault.ts';
import type { SessionRequest } from '../../gen/tollgate/v1/SessionRequest.ts';
import type { SessionResponse__Output } from '../../gen/tollgate/v1/SessionResponse.ts';
import { rpcNamed } from '../definitions.ts';

export interface SessionOptions {
  readonly gatewayId: string;
  /** Rises when the gateway starts anew, for instance its start time in seconds. At least 1. */
  readonly epoch: number;
  /** Name and version, for the log of the server. */
  readonly software?: string;
  /**
   * Ends a call. What is returned, or that it throws, is the acknowledgement: whether it was done. The same command may
   * come again.
   */
  readonly onDisconnect: (command: Disconnect__Output) => boolean | Promise<boolean>;
  /** Asks for more time with `ask('extend', ...)`. As above. */
  readonly onExtendNow: (command: ExtendNow__Output) => boolean | Promise<boolean>;
}

/** What a request may be for. */
export type SessionArm = Exclude<keyof SessionRequest & keyof SessionResponse__Output, 'requestId'>;

export interface AskOptions {
  /** As the deadline of a unary request. */
  readonly timeoutMs?: number;
  /** Names one asking: a repeat on the next session sends the same one. */
  readonly requestId?: string;
}

export interface GatewaySession {
  readonly maxInFlight: number;
  /** The server does not know this epoch, and the gateway has open holds: list its active legs with `reconcile`. */
  readonly reconcile: boolean;
  /** Rejects with what the unary verb would have; or, when the session is over, with why. */
  ask<Arm extends SessionArm>(
    arm: Arm,
    request: NonNullable<SessionRequest[Arm]>,
    options?: AskOptions,
  ): Promise<NonNullable<SessionResponse__Output[Arm]>>;
  /** Resolves when it is over: with why, or with undefined where it was ended from here. Open the next one then. */
  readonly over: Promise<Error | undefined>;
  /** Ends it when everything that is open has been answered. */
  end(): Promise<void>;
}

/** How a client makes calls and reads errors. */
export interface SessionChannel {
  readonly channel: Client;
  metadata(): Metadata;
  callOptions(): CallOptions;
  faultOf(error: ServiceError): Error;
  faultIn(fault: Fault__Output, code: FaultCode): Error;
}

interface Waiting {
  readonly resolve: (response: SessionResponse__Output) => void;
  readonly reject: (error: Error) => void;
}

/** Rejects when the server does not accept the hello. */
export async function openSession(channel: SessionChannel, options: SessionOptions): Promise<GatewaySession> {
  const exchange = new Exchange(channel, options);
  const { gatewayId, epoch, software = '' } = options;
  const { ready } = await exchange.send({ hello: { gatewayId, epoch, software } }, {});
  const maxInFlight = ready?.maxInFlight ?? 1;
  exchange.most = maxInFlight;
  return {
    maxInFlight,
    reconcile: ready?.reconcile === true,
    async ask(arm, request, asking = {}) {
      const response = await exchange.send({ [arm]: request }, asking);
      return response[arm] as NonNullable<SessionResponse__Output[typeof arm]>;
    },
    over: exchange.over,
    end: () => exchange.end(),
  };
}

/** Requests and answers by number, and commands with their acknowledgements. */
class Exchange {
  /** Requests that may be open; further ones wait for their turn. */
  most = 1;
  readonly over: Promise<Error | undefined>;
  readonly #stream: ClientDuplexStream<object, object>;
  readonly #channel: SessionChannel;
  readonly #options: SessionOptions;
  readonly #open = new Map<string, Waiting>();
  readonly #queue: (() => void)[] = [];
  #last = 0;
  #error: Error | undefined;

  constructor(channel: SessionChannel, options: SessionOptions) {
    this.#channel = channel;
    this.#options = options;
    const { path, requestSerialize, responseDeserialize } = rpcNamed('Session');
    this.#stream = channel.channel.makeBidiStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      channel.metadata(),
      channel.callOptions(),
    );
    this.#stream.on('data', (response: SessionResponse__Output) => this.#hear(response));
    this.over = new Promise((resolve) => {
      this.#stream.on('error', (error: ServiceError) => resolve(this.#close(channel.faultOf(error))));
      this.#stream.on('end', () => resolve(this.#close(undefined)));
    });
  }

  async send(request: SessionRequest, { timeoutMs = 0, requestId = '' }: AskOptions): Promise<SessionResponse__Output> {
    while (this.#open.size >= this.most) await new Promise<void>((resolve) => this.#queue.push(resolve));
    if (this.#error !== undefined) throw this.#error;
    this.#last += 1;
    const number = this.#last;
    return new Promise((resolve, reject) => {
      this.#open.set(`${number}`, { resolve, reject });
      this.#stream.write({ requestId: number, timeoutMs, xRequestId: requestId, ...request });
    });
  }

  async end(): Promise<void> {
    this.#stream.end();
    const error = await this.over;
    if (error !== undefined) throw error;
  }

  #hear(response: SessionResponse__Output): void {
    const { requestId, disconnect, extendNow, fault } = response;
    if (disconnect) void this.#obey(disconnect, this.#options.onDisconnect);
    if (extendNow) void this.#obey(extendNow, this.#options.onExtendNow);
    const waiting = this.#open.get(requestId);
    if (waiting === undefined) return;
    this.#open.delete(requestId);
    this.#queue.shift()?.();
    if (fault) waiting.reject(this.#channel.faultIn(fault, fault.code.toLowerCase() as FaultCode));
    else waiting.resolve(response);
  }

  async #obey<Command extends { readonly commandId: string }>(
    command: Command,
    handle: (command: Command) => boolean | Promise<boolean>,
  ): Promise<void> {
    let ack;
    try {
      ack = { done: await handle(command), message: '' };
    } catch (error) {
      ack = { done: false, message: (error instanceof Error ? error.message : String(error)).slice(0, 256) };
    }
    if (this.#error === undefined) this.#stream.write({ requestId: 0, ack: { commandId: command.commandId, ...ack } });
  }

  #close(error: Error | undefined): Error | undefined {
    this.#error ??= error ?? new Error('the session has ended');
    for (const { reject } of this.#open.values()) reject(this.#error);
    this.#open.clear();
    for (const go of this.#queue.splice(0)) go();
    return error;
  }
}
