/** Stands between Tollgate and a Redis: hands replies on later than they came, or answers in its place. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandReader } from '../../support/command-reader.ts';

/** What happens to the commands that come from now on. */
export interface Behaviour {
  /** How late each packet of replies is, in milliseconds; in order, however the delays are. */
  readonly lateMs?: () => number;
  /** Answers every script in place of Redis, such as `LOADING Redis is loading the dataset in memory`. */
  readonly error?: string;
  /** Breaks connections, and takes no new ones. */
  readonly closed?: boolean;
}

export interface Proxy {
  readonly url: string;
  behave(behaviour: Behaviour): void;
  /** Breaks connections; the next ones lead there. */
  leadTo(port: number): void;
  stop(): Promise<void>;
}

/** Asked of Redis behind what was handed on: once it comes back, everything before it was answered. */
const SENTINEL = 'proxy-sentinel';
const ASK_SENTINEL = `*2\r\n$4\r\nECHO\r\n$${SENTINEL.length}\r\n${SENTINEL}\r\n`;
const SENTINEL_REPLY = `$${SENTINEL.length}\r\n${SENTINEL}\r\n`;

const SCRIPTS: ReadonlySet<string> = new Set(['EVALSHA', 'EVAL']);

const INFO = 'redis_version:7.0.15\r\nrole:master\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n';

/** What is answered to other commands meanwhile: connections are made, and found to be alive. */
const INSTEAD: Readonly<Record<string, string>> = {
  PING: '+PONG\r\n',
  INFO: `$${INFO.length}\r\n${INFO}\r\n`,
};

export async function startProxy(firstPort: number, first: Behaviour = {}): Promise<Proxy> {
  let behaviour = first;
  let port = firstPort;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (behaviour.closed === true) return void client.destroy();
    const redis = connect(port, '127.0.0.1');
    let turn = Promise.resolve();
    /** Replies come in the order of their commands, however late they are. */
    const reply = (data: Buffer | string): void => {
      const atMs = performance.now() + (behaviour.lateMs?.() ?? 0);
      turn = turn.then(async () => {
        if (atMs > performance.now()) await delay(atMs - performance.now());
        client.write(data);
      });
    };
    let handedOn = false;
    /** What is said instead of Redis waits for what Redis still has to say. */
    let waiting: string[] | undefined;
    const say = (text: string): void => {
      if (handedOn) {
        handedOn = false;
        waiting ??= [];
        redis.write(ASK_SENTINEL);
      }
      if (waiting === undefined) reply(text);
      else waiting.push(text);
    };
    const commands = new CommandReader();
    client.on('data', (data) => {
      const { error } = behaviour;
      for (const { name, bytes } of commands.read(data)) {
        if (error !== undefined) say(SCRIPTS.has(name) ? `-${error}\r\n` : (INSTEAD[name] ?? '+OK\r\n'));
        else {
          handedOn = true;
          redis.write(bytes);
        }
      }
    });
    let rest = '';
    redis.on('data', (data) => {
      if (waiting === undefined) return reply(data);
      rest += data.toString('latin1');
      const at = rest.indexOf(SENTINEL_REPLY);
      if (at < 0) return;
      if (at > 0) reply(Buffer.from(rest.slice(0, at), 'latin1'));
      for (const text of waiting) reply(text);
      const after = rest.slice(at + SENTINEL_REPLY.length);
      [waiting, rest] = [undefined, ''];
      if (after !== '') reply(Buffer.from(after, 'latin1'));
    });
    for (const socket of [client, redis]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        redis.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behave(next) {
      behaviour = next;
      if (next.closed === true) cut();
    },
    leadTo(next) {
      port = next;
      cut();
    },
    stop: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
