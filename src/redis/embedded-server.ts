import { fork } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { OwnedServer } from './private-server.ts';
import type { StoreLogger } from './store.ts';

/**
 * Runs Valkey as WebAssembly in a child process, in memory. It is the same engine with the same Lua, but nothing
 * outlives it: good for a first look and for tests, never for money.
 */
export async function startEmbeddedServer(logger: StoreLogger): Promise<OwnedServer> {
  const port = await freePort();
  const child = fork(fileURLToPath(new URL('./embedded-process.mjs', import.meta.url)), [String(port)], {
    // A session of its own: Ctrl-C must reach Tollgate alone, which drains first.
    detached: true,
    execArgv: ['--no-warnings'],
    // The engine writes its own log, with broken dates, to stdout.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let stopping = false;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      if (!stopping) {
        logger.error({ code, signal }, 'the embedded Valkey ended; its data is lost');
      }
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the embedded Valkey ended with code ${code}`)));
  });
  child.unref();
  child.channel?.unref();
  return {
    endpoint: { url: `redis://127.0.0.1:${port}` },
    address: `127.0.0.1:${port}`,
    stop: async () => {
      stopping = true;
      // Its SHUTDOWN command hangs, and there is nothing to save.
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A loopback port that nobody was using a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
