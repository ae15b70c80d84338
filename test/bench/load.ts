/**
 * A closed loop of unary calls: so many connections, so many calls in flight on each, an authorize and its settle one
 * after the other. It speaks gRPC's framing over plain HTTP/2, because grpc-js as a client costs more than the server
 * that is to be measured, which would then never be busy.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { connect, constants, type ClientHttp2Session } from 'node:http2';
import { serviceMethods } from '../../src/transport/definitions.ts';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';

const { Authorize, Settle } = serviceMethods('tollgate.v1.CreditControlService');
if (Authorize === undefined || Settle === undefined) throw new Error('the proto has no Authorize or Settle');

/** What a gateway calls for a call. */
export const METHODS = { Authorize, Settle };

export interface Load {
  readonly pairs: number;
  readonly connections: number;
  readonly inFlightPerConnection: number;
  readonly accounts: number;
  /** Makes the hold ids of this round its own. */
  readonly round: string;
  /** Calls per second to keep to; undefined goes as fast as the answers come. */
  readonly callsPerSecond?: number | undefined;
  /** Every call has a subject of its own, for a catalog that counts by it. */
  readonly subjects?: boolean | undefined;
}

export function accountName(index: number): string {
  return `bench-${index}`;
}

/** As long as those of a SIP gateway. */
export function holdName(round: string, index: number): string {
  return `a84b4c76e66710@pc33.example.com;${round};${index}`;
}

/** What is asked for the call of this number. */
export function outboundRequest<Hold extends object>(hold: Hold, index: number) {
  const to = `+1202555${String(1000 + (index % 9000))}`;
  return { ...hold, direction: 'DIRECTION_OUTBOUND', from: '+12025550134', to };
}

/** The first field of AuthorizeResponse is the decision: tag 8, then 1 for ALLOW. */
export function isAllowed(answer: Buffer | undefined): boolean {
  return answer?.[0] === 8 && answer[1] === 1;
}

/** Opens the accounts of a load, and gives each so much credit. */
export async function fund(client: TollgateClient, accounts: number, amountMilliCents: number): Promise<void> {
  for (let index = 0; index < accounts; index += 1) {
    const accountId = accountName(index);
    await client.createAccount({ accountId });
    await client.addCredit({ accountId, amountMilliCents, idempotencyKey: 'fund' });
  }
}

/** Length-prefixed message, not compressed. */
export function framed(message: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(message.length + 5);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, 5);
  return frame;
}

/**
 * One unary call; resolves to the bytes of the response message. A stream that the server refused was looked at by
 * nobody and is opened again, as every gRPC library does.
 */
export async function call(session: ClientHttp2Session, path: string, message: Buffer): Promise<Buffer> {
  for (;;) {
    const answer = await attempt(session, path, message);
    if (answer !== 'refused') return answer;
  }
}

function attempt(session: ClientHttp2Session, path: string, message: Buffer): Promise<Buffer | 'refused'> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let response: Buffer | undefined;
    stream.on('data', (chunk: Buffer) => {
      response = response === undefined ? chunk : Buffer.concat([response, chunk]);
    });
    stream.on('end', () => {
      if (response === undefined) reject(new Error(`${path} answered without a message`));
      else resolve(response.subarray(5));
    });
    stream.on('error', (error) => {
      if (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) resolve('refused');
      else reject(error);
    });
    stream.end(framed(message));
  });
}

/** Lets so many calls start in each millisecond; those that are late start at once. */
function pacer(callsPerSecond: number | undefined): () => Promise<void> {
  if (callsPerSecond === undefined) return () => Promise.resolve();
  const startedAt = performance.now();
  let calls = 0;
  return async () => {
    const dueAt = startedAt + (calls++ * 1000) / callsPerSecond;
    const early = dueAt - performance.now();
    if (early > 0) await delay(Math.ceil(early));
  };
}

/** @returns how many authorizations were not allowed; anything but 0 makes the figures worthless. */
export async function runLoad(address: string, load: Load): Promise<number> {
  const { Authorize, Settle } = METHODS;
  let next = 0;
  let refused = 0;
  const turn = pacer(load.callsPerSecond);
  const worker = async (session: ClientHttp2Session): Promise<void> => {
    for (let index = next++; index < load.pairs; index = next++) {
      const hold = { accountId: accountName(index % load.accounts), holdId: holdName(load.round, index) };
      const request = {
        ...outboundRequest(hold, index),
        gatewayId: 'gw1',
        ...(load.subjects === true ? { subjectId: `${load.round}-${index}` } : {}),
      };
      await turn();
      const answer = await call(session, Authorize.path, Authorize.requestSerialize(request));
      if (!isAllowed(answer)) refused++;
      await turn();
      await call(session, Settle.path, Settle.requestSerialize({ ...hold, connectedSeconds: 65, q850Cause: 16 }));
    }
  };
  const sessions = Array.from({ length: load.connections }, () => connect(`http://${address}`));
  await Promise.all(
    sessions.flatMap((session) => Array.from({ length: load.inFlightPerConnection }, () => worker(session))),
  );
  for (const session of sessions) session.close();
  return refused;
}
