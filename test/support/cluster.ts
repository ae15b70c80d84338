import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../src/redis/embedded-server.ts';
import { startRedisServer, type TestServer } from './redis-server.ts';

/** A Redis Cluster of masters on loopback. */
export interface TestCluster {
  /** `host:port` of every master. */
  readonly nodes: readonly string[];
  readonly servers: readonly TestServer[];
  stop(): Promise<void>;
}

const slotCount = 16384;

/** Starts the masters, gives each an equal share of the slots and waits until all agree that the cluster is up. */
export async function startCluster(masters = 3): Promise<TestCluster> {
  const servers: TestServer[] = [];
  try {
    for (let index = 0; index < masters; index += 1) {
      servers.push(await startRedisServer({ cluster: true, port: await clusterPort() }));
    }
    const clients = servers.map((server) => new Redis(server.port, '127.0.0.1'));
    try {
      await join(clients, servers);
    } finally {
      for (const client of clients) {
        client.disconnect();
      }
    }
  } catch (error) {
    await Promise.all(servers.map((server) => server.stop()));
    throw error;
  }
  return {
    nodes: servers.map((server) => `127.0.0.1:${server.port}`),
    servers,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

async function join(clients: readonly Redis[], servers: readonly TestServer[]): Promise<void> {
  for (const [index, client] of clients.entries()) {
    const first = Math.floor((index * slotCount) / clients.length);
    const last = Math.floor(((index + 1) * slotCount) / clients.length) - 1;
    await client.call('cluster', 'addslotsrange', first, last);
    for (const other of servers) {
      await client.call('cluster', 'meet', '127.0.0.1', other.port);
    }
  }
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const states = await Promise.all(clients.map((client) => client.call('cluster', 'info')));
    const up = (text: unknown): boolean =>
      String(text).includes('cluster_state:ok') && String(text).includes(`cluster_known_nodes:${clients.length}`);
    if (states.every(up)) {
      return;
    }
    await sleep(50);
  }
  throw new Error('the cluster did not form within 20 s');
}

/** A cluster's nodes also listen at port + 10000, which must exist. */
async function clusterPort(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port < 55_000) {
      return port;
    }
  }
}
