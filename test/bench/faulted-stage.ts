/** A Redis that fsyncs every write and two sidecars, with things between them that may go wrong; and those that do. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../src/redis/embedded-server.ts';
import { createClient, type TollgateClient } from '../../src/transport/grpc/client.ts';
import { type OwnServer, startRedisServer } from '../support/redis-server.ts';
import type { Seeded } from '../support/seeded.ts';
import { type MishapProxy, startMishaps } from './mishaps.ts';
import { budgetCatalog } from './outage-stage.ts';
import { type MeasuredTollgate, startTollgate } from './servers.ts';

/** Of each account, on each sidecar. */
const BUDGET_MILLI_CENTS = 20_000;
/** Small enough that a spool can fill it, and large enough for one in ordinary use. */
const DISK_BYTES = 24 * 2 ** 20;

const NAMES = ['one', 'other'] as const;

export class FaultedSidecar {
  readonly proxy: MishapProxy;
  readonly client: TollgateClient;
  /** The data directory. */
  readonly #disk: string;
  readonly #hasOwnDisk: boolean;
  readonly #settings: Readonly<Record<string, string>>;
  #tollgate: MeasuredTollgate | undefined;
  /** Kills, stops and the like; what happens to scripts is counted by the proxy. */
  #harm = 0;

  private constructor(proxy: MishapProxy, directory: string, settings: Readonly<Record<string, string>>) {
    this.proxy = proxy;
    this.#disk = join(directory, 'disk');
    mkdirSync(this.#disk, { recursive: true });
    this.#hasOwnDisk = mounted(this.#disk);
    this.#settings = { ...settings, TOLLGATE_DATA_DIR: join(this.#disk, 'data') };
    this.client = createClient({ address: settings['TOLLGATE_GRPC_ADDRESS'] ?? '', deadlineMs: 3_000 });
  }

  static async start(redis: OwnServer, directory: string, catalog: string, seeded: Seeded): Promise<FaultedSidecar> {
    const sidecar = new FaultedSidecar(await startMishaps(redis.port, seeded), directory, {
      TOLLGATE_GRPC_ADDRESS: `127.0.0.1:${await freePort()}`,
      TOLLGATE_HTTP_ADDRESS: `127.0.0.1:${await freePort()}`,
      TOLLGATE_REDIS_COMMAND_TIMEOUT_MS: '150',
      TOLLGATE_CATALOG_DIR: catalog,
      TOLLGATE_LOG_LEVEL: 'silent',
      // It would fill the small disk by itself, and keep it full.
      TOLLGATE_ARCHIVE_MODE: 'off',
    });
    await sidecar.revive('is ready');
    return sidecar;
  }

  get pid(): number {
    return this.#tollgate?.pid ?? 0;
  }

  get httpAddress(): string {
    return this.#tollgate?.httpAddress ?? '';
  }

  /** Whether its disk can be filled without harm to others. */
  get hasOwnDisk(): boolean {
    return this.#hasOwnDisk;
  }

  mishaps(): number {
    return this.proxy.total + this.#harm;
  }

  /** Something happened to it, or to what it needs. */
  harmed(): void {
    this.#harm += 1;
  }

  async kill(): Promise<void> {
    this.harmed();
    await this.#tollgate?.kill();
  }

  async revive(until: 'is ready' | 'listens' = 'listens'): Promise<void> {
    this.#tollgate = await startTollgate(this.proxy.url, this.#settings, until);
  }

  /** Gives up the space that its spool keeps for calls that it lets through. Only while it is dead. */
  dropBallast(): void {
    rmSync(join(this.#disk, 'data', 'spool', 'ballast'), { force: true });
  }

  /** Leaves no byte free. @returns what gives the space back */
  fillDisk(): () => void {
    const path = join(this.#disk, 'filler');
    const file = openSync(path, 'w');
    for (let bytes = 2 ** 20; bytes >= 1; bytes = Math.floor(bytes / 2)) {
      while (statfsSync(this.#disk).bavail > 0) {
        try {
          writeSync(file, Buffer.alloc(bytes));
        } catch {
          break;
        }
      }
    }
    closeSync(file);
    this.harmed();
    return () => rmSync(path);
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.#tollgate?.stop();
    await this.proxy.stop();
  }
}

export interface FaultedStage {
  readonly redis: OwnServer;
  readonly sidecars: readonly FaultedSidecar[];
  stop(): Promise<void>;
}

export async function startFaultedStage(seeded: Seeded): Promise<FaultedStage> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-faults-'));
  process.once('exit', () => removeWithDisks(directory));
  const redis = await startRedisServer();
  const catalog = budgetCatalog(directory, BUDGET_MILLI_CENTS);
  const sidecars: FaultedSidecar[] = [];
  for (const name of NAMES)
    sidecars.push(await FaultedSidecar.start(redis, join(directory, name), catalog, seeded.fork()));
  return {
    redis,
    sidecars,
    stop: async () => {
      for (const sidecar of sidecars) await sidecar.stop();
      await redis.stop();
    },
  };
}

/** A small disk of its own in the memory, where that is permitted. */
function mounted(directory: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'none', directory], { stdio: 'ignore' });
  } catch {
    return false;
  }
  return true;
}

/** Lazily: whoever still has a file open there ends with this process. */
function removeWithDisks(directory: string): void {
  for (const name of NAMES) spawnSync('umount', ['-l', join(directory, name, 'disk')], { stdio: 'ignore' });
  rmSync(directory, { recursive: true, force: true });
}

/** Makes a process stand still for a while. */
export async function standStill(pid: number, ms: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await delay(ms);
  process.kill(pid, 'SIGCONT');
}
