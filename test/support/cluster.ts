import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../src/redis/embedded-server.ts';
import { startRedisServer, type TestServer } from './redis-server.ts';

/** A Redis Cluster of masters on loopback. */
export interface TestCluster {
  /** `host:port` of every master. */
  readonly nodes: readonly string[];
  readonly servers: readonly TestServer[];
  /** The replica of the first master, if there is one. */
  readonly replica: TestServer | undefined;
  stop(): Promise<void>;
}

const slotCount = 16384;

/** Starts the masters, gives each an equal share of the slots and waits until all agree that the cluster is up. */
export async function startCluster(masters = 3, options: { readonly replica?: boolean } = {}): Promise<TestCluster> {
  const servers: TestServer[] = [];
  let replica: TestServer | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all([...servers, ...(replica === undefined ? [] : [replica])].map((server) => server.stop()));
  };
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
    if (options.replica === true) {
      replica = await startRedisServer({ cluster: true, port: await clusterPort() });
      await replicate(replica, servers[0]!.port);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    nodes: servers.map((server) => `127.0.0.1:${server.port}`),
    servers,
    replica,
    stop,
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

async function replicate(replica: TestServer, masterPort: number): Promise<void> {
  const [client, master] = [new Redis(replica.port), new Redis(masterPort)];
  try {
    await client.call('cluster', 'meet', '127.0.0.1', masterPort);
    const masterId = await master.call('cluster', 'myid');
    const deadline = Date.now() + 20_000;
    let follows = false;
    while (Date.now() < deadline) {
      // Refused until the two have met; each time that it is accepted the copy begins anew.
      follows ||= await client.call('cluster', 'replicate', String(masterId)).then(
        () => true,
        () => false,
      );
      if (String(await client.call('info', 'replication')).includes('master_link_status:up')) return;
      await sleep(50);
    }
    throw new Error('the replica did not follow its master within 20 s');
  } finally {
    client.disconnect();
    master.disconnect();
  }
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
