/** Stands between a Tollgate and its Redis, and lets things happen to scripts on their way, by chance from a seed. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandReader } from '../support/command-reader.ts';
import type { Seeded } from '../support/seeded.ts';

/** What may happen to a script, and with it to all that are on the same connection. */
const MISHAPS = [
  'cut before the request',
  'cut half-way through the request',
  'cut after the request',
  'cut half-way through the reply',
  'delayed',
  'stalled',
] as const;

/** Around what a command may take (150 ms): some come in time, some too late. */
const DELAY_MS = { least: 20, most: 250 };
/** Beyond what a connection may be silent for. */
const STALL_MS = 1_500;

export interface MishapProxy {
  readonly url: string;
  /** How many have happened so far, by kind. */
  readonly counts: Readonly<Record<string, number>>;
  /** All of them. */
  readonly total: number;
  /** The next happens after as many scripts; 0 ends them. */
  everyScripts: number;
  stop(): Promise<void>;
}

export async function startMishaps(port: number, seeded: Seeded): Promise<MishapProxy> {
  const sockets = new Set<Socket>();
  const counts: Record<string, number> = {};
  let [everyScripts, untilNext] = [0, 0];
  const mishap = (): (typeof MISHAPS)[number] | undefined => {
    if (everyScripts === 0 || --untilNext > 0) return undefined;
    untilNext = seeded.between(1, 2 * everyScripts);
    // A stall costs as much time as many cuts.
    const kind = seeded.pick(seeded.chance(0.05) ? MISHAPS : MISHAPS.slice(0, -1));
    counts[kind] = (counts[kind] ?? 0) + 1;
    return kind;
  };

  const server = createServer((client) => {
    const redis = connect(port, '127.0.0.1');
    const cut = (): void => {
      client.destroy();
      redis.destroy();
    };
    let onReply: ((data: Buffer) => void) | undefined;
    let turn = Promise.resolve();
    /** What was passed on keeps its order, however late it is. */
    const pass = (data: Buffer, lateMs = 0): void => {
      turn = turn.then(async () => {
        if (lateMs > 0) await delay(lateMs);
        client.write(data);
      });
    };
    const commands = new CommandReader();
    let lost = false;
    client.on('data', (data) => {
      for (const { name, bytes } of commands.read(data)) {
        if (lost) return;
        switch (name === 'EVALSHA' || name === 'EVAL' ? mishap() : undefined) {
          case 'cut before the request':
            lost = true;
            return cut();
          case 'cut half-way through the request':
            lost = true;
            return void redis.write(bytes.subarray(0, seeded.between(1, bytes.length - 1)), cut);
          case 'cut after the request':
            onReply = cut;
            break;
          case 'cut half-way through the reply':
            onReply = (reply) => {
              onReply = () => undefined;
              pass(reply.subarray(0, seeded.between(1, reply.length - 1)));
              void turn.then(cut);
            };
            break;
          case 'delayed':
            onReply = (reply) => {
              onReply = undefined;
              pass(reply, seeded.between(DELAY_MS.least, DELAY_MS.most));
            };
            break;
          case 'stalled':
            lost = true;
            setTimeout(cut, STALL_MS);
            return;
          case undefined:
        }
        redis.write(bytes);
      }
    });
    redis.on('data', (data) => {
      if (onReply === undefined) pass(data);
      else onReply(data);
    });
    for (const socket of [client, redis]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    get total() {
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    get everyScripts() {
      return everyScripts;
    },
    set everyScripts(every) {
      everyScripts = every;
      untilNext = every;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
