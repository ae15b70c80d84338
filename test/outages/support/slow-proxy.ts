/** Stands between Tollgate and a Redis, and hands every reply on later than it came. */
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface SlowProxy {
  readonly url: string;
  /** How late the replies are that come from now on, in milliseconds. */
  delayBy(delayMs: () => number): void;
  stop(): Promise<void>;
}

export async function startSlowProxy(port: number, delayMs: () => number): Promise<SlowProxy> {
  let currentDelayMs = delayMs;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const redis = connect(port, '127.0.0.1');
    let lastAtMs = 0;
    client.pipe(redis);
    redis.on('data', (data) => {
      // In order, however the delays are.
      lastAtMs = Math.max(lastAtMs, performance.now() + currentDelayMs());
      setTimeout(() => client.write(data), lastAtMs - performance.now());
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
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delayBy: (next) => (currentDelayMs = next),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
