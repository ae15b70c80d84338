/**
 * One of the client processes of `npm run bench:overload`: so many callers that each authorize a call, settle it, and go
 * on with the next, over so many connections. Told what to do by messages; answers each with what became of it.
 */
import { connect, type ClientHttp2Session, constants } from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';
import { accountName, framed, isAllowed, METHODS, outboundRequest } from './load.ts';

/** What one process does for a while. */
export interface Task {
  /** Makes the hold ids its own. */
  readonly name: string;
  readonly address: string;
  /** Where settles go; absent: over the connections of the authorizes. */
  readonly priorityAddress: string | undefined;
  readonly connections: number;
  /** Authorizes that wait for an answer at any time, over all connections. */
  readonly callers: number;
  readonly accounts: number;
  /** Not counted. */
  readonly warmMs: number;
  readonly countedMs: number;
  /** Pause of a caller after each call; 0: none. */
  readonly pauseMs: number;
}

/** What became of what began after the warm-up. Milliseconds. */
export interface Outcome {
  readonly allowed: number;
  readonly authorizeMs: readonly number[];
  readonly settles: number;
  readonly settleMs: readonly number[];
  /** Answers that were no decision, by gRPC status; `lost` had no answer at all. */
  readonly failures: Readonly<Record<string, number>>;
}

/** A caller that got nothing in this time gives up, as gateways do. */
const GIVE_UP_MS = 10_000;
/** Before an authorize that was refused is tried again; a client that does not wait attacks. */
const AFTER_REFUSAL_MS = 100;

const { Authorize, Settle } = METHODS;
const paths = { authorize: Authorize.path, settle: Settle.path };
const encode = { authorize: Authorize.requestSerialize, settle: Settle.requestSerialize };

/** The message, or the gRPC status that came instead; `refused` was not looked at and may be sent again at once. */
interface Answer {
  readonly message?: Buffer;
  readonly status: string;
}

function call(session: ClientHttp2Session, path: string, message: Buffer): Promise<Answer> {
  return new Promise((resolve) => {
    const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
    const stream = session.request(headers);
    let [status, bytes] = ['lost', undefined as Buffer | undefined];
    const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), GIVE_UP_MS);
    const learn = (from: Record<string, unknown>) => {
      if (from['grpc-status'] !== undefined) status = `${from['grpc-status'] as string | number}`;
    };
    stream.on('response', learn);
    stream.on('trailers', learn);
    stream.on('data', (chunk: Buffer) => {
      bytes = bytes === undefined ? chunk : Buffer.concat([bytes, chunk]);
    });
    stream.on('error', () => undefined);
    stream.on('close', () => {
      clearTimeout(timer);
      if (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) resolve({ status: 'refused' });
      else resolve(bytes === undefined ? { status } : { status, message: bytes.subarray(5) });
    });
    stream.end(framed(message));
  });
}

/** As every gRPC library does: what the server did not look at is sent again. */
async function answered(session: ClientHttp2Session, path: string, message: Buffer): Promise<Answer> {
  for (let attempt = 0; ; attempt += 1) {
    if (session.destroyed) return { status: 'lost' };
    const answer = await call(session, path, message);
    if (answer.status !== 'refused' || attempt === 20) return answer;
  }
}

async function open(address: string): Promise<ClientHttp2Session> {
  const session = connect(`http://${address}`, { maxSessionMemory: 1000 });
  session.on('error', () => undefined);
  await new Promise((resolve) => session.once('remoteSettings', resolve));
  return session;
}

async function perform(task: Task): Promise<Outcome> {
  const sessions = await Promise.all(Array.from({ length: task.connections }, () => open(task.address)));
  const priority = task.priorityAddress === undefined ? undefined : await open(task.priorityAddress);
  const startsAt = performance.now() + task.warmMs;
  const endsAt = startsAt + task.countedMs;
  const outcome = { allowed: 0, authorizeMs: [] as number[], settles: 0, settleMs: [] as number[] };
  const failures: Record<string, number> = {};
  const counted = (at: number) => at >= startsAt && at < endsAt;
  let index = 0;

  async function settle(session: ClientHttp2Session, hold: object): Promise<void> {
    const startedAt = performance.now();
    const request = encode.settle({ ...hold, connectedSeconds: 65, q850Cause: 16 });
    const { status } = await answered(priority ?? session, paths.settle, request);
    if (!counted(startedAt)) return;
    outcome.settles += 1;
    if (status === '0') outcome.settleMs.push(performance.now() - startedAt);
    else failures[`settle ${status}`] = (failures[`settle ${status}`] ?? 0) + 1;
  }

  async function caller(session: ClientHttp2Session): Promise<void> {
    while (performance.now() < endsAt && !session.destroyed) {
      const number = index++;
      const hold = {
        accountId: accountName(number % task.accounts),
        holdId: `a84b4c76@example.com;${task.name};${number}`,
      };
      const startedAt = performance.now();
      const request = { ...outboundRequest(hold, number), gatewayId: 'gw1' };
      const { status, message } = await answered(session, paths.authorize, encode.authorize(request));
      const endedAt = performance.now();
      if (status === '0' && isAllowed(message)) {
        if (counted(endedAt)) outcome.allowed += 1;
        if (counted(endedAt)) outcome.authorizeMs.push(endedAt - startedAt);
        await settle(session, hold);
      } else {
        if (counted(endedAt)) failures[`authorize ${status}`] = (failures[`authorize ${status}`] ?? 0) + 1;
        await delay(AFTER_REFUSAL_MS);
      }
      if (task.pauseMs > 0) await delay(task.pauseMs * (0.5 + Math.random()));
    }
  }

  const callers = Array.from({ length: task.callers }, (_, at) => caller(sessions[at % sessions.length] ?? fail()));
  // Those that still wait are of the time after the end; their connections end with them.
  await Promise.race([Promise.all(callers), delay(task.warmMs + task.countedMs + 3000)]);
  for (const session of [...sessions, ...(priority === undefined ? [] : [priority])]) session.destroy();
  return { ...outcome, failures };
}

function fail(): never {
  throw new Error('a task needs a connection');
}

process.on('message', (task: Task) => {
  void perform(task).then((outcome) => process.send?.(outcome));
});
process.on('disconnect', () => process.exit(0));
