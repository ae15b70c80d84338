/** A gateway's end of a Session as gRPC has it, which may also say what no gateway should. */
import { ChannelCredentials, Client, type ClientDuplexStream, Metadata, type ServiceError } from '@grpc/grpc-js';
import { expect } from 'vitest';
import type { Disconnect__Output } from '../../../src/gen/tollgate/v1/Disconnect.ts';
import type { ExtendNow__Output } from '../../../src/gen/tollgate/v1/ExtendNow.ts';
import type { SessionRequest } from '../../../src/gen/tollgate/v1/SessionRequest.ts';
import type { SessionResponse__Output } from '../../../src/gen/tollgate/v1/SessionResponse.ts';
import { rpcNamed } from '../../../src/transport/definitions.ts';
import { fromGrpcStatus } from '../../../src/transport/grpc/status-map.ts';

export class RawSession {
  readonly heard: SessionResponse__Output[] = [];
  /** When each of these came, by `performance.now()`. */
  readonly heardAt: number[] = [];
  /** Undefined while it is open; the reason of the fault it ended with; or `OK`. */
  ended: string | undefined;
  field: string | undefined;
  readonly stream: ClientDuplexStream<object, object>;
  readonly #client: Client;

  constructor(address: string, token?: string) {
    this.#client = new Client(address, ChannelCredentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    const { path, requestSerialize, responseDeserialize } = rpcNamed('Session');
    const metadata = new Metadata();
    if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
    this.stream = this.#client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata);
    this.stream.on('data', (response: SessionResponse__Output) => {
      this.heard.push(response);
      this.heardAt.push(performance.now());
    });
    this.stream.on('error', (error: ServiceError) => {
      const { reason, field } = fromGrpcStatus(error);
      this.ended = reason || error.message;
      this.field = field;
    });
    this.stream.on('end', () => setImmediate(() => (this.ended ??= 'OK')));
  }

  say(request: SessionRequest): void {
    this.stream.write(request);
  }

  hello(gatewayId = 'sbc-1', epoch: number | string = 1): this {
    this.say({ requestId: 1, hello: { gatewayId, epoch, software: 'test 1.0' } });
    return this;
  }

  /** The answer to a request. */
  async answer(requestId: number): Promise<SessionResponse__Output> {
    const find = () => this.heard.find((each) => each.requestId === `${requestId}`);
    await expect.poll(find, { timeout: 5_000, interval: 5 }).toBeDefined();
    return find() as SessionResponse__Output;
  }

  get disconnects(): readonly Disconnect__Output[] {
    return this.heard.flatMap(({ disconnect }) => (disconnect ? [disconnect] : []));
  }

  get extensions(): readonly ExtendNow__Output[] {
    return this.heard.flatMap(({ extendNow }) => (extendNow ? [extendNow] : []));
  }

  acknowledge({ commandId }: { readonly commandId: string }, done = true): void {
    this.say({ requestId: 0, ack: { commandId, done, message: done ? '' : 'no such leg' } });
  }

  /** Ends with the status that it then has. */
  async end(): Promise<string | undefined> {
    this.stream.end();
    return this.over();
  }

  async over(): Promise<string | undefined> {
    await expect.poll(() => this.ended, { timeout: 5_000 }).toBeDefined();
    return this.ended;
  }

  /** Lets go of the connection. */
  cut(): void {
    this.stream.on('error', () => undefined);
    this.stream.cancel();
    this.#client.close();
  }
}
