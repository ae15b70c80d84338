import { setTimeout as sleep } from 'node:timers/promises';
import type { PrivateServer } from './private-server.ts';
import type { StoreLogger } from './store.ts';

/** How soon a server that ended is started again, and how often that is tried. */
const lookEveryMs = 1000;

/** Keeps a private server up until it is stopped: nobody else would. */
export interface Supervisor {
  stop(): Promise<void>;
}

/**
 * Starts the server again whenever its process has ended, on the same endpoint, so that the client finds it by itself. Its append-only file brings
 * every acknowledged change back.
 */
export function supervise(
  first: PrivateServer,
  restart: () => Promise<PrivateServer>,
  logger: StoreLogger,
): Supervisor {
  let server = first;
  let stopping = false;
  const look = async (): Promise<void> => {
    if (server.isAlive()) {
      return;
    }
    logger.error({ address: server.address }, 'the private Redis has ended; starting it again');
    try {
      server = await restart();
      logger.warn({ address: server.address }, 'the private Redis runs again, with everything that was acknowledged');
    } catch (error) {
      logger.error({ err: error }, 'the private Redis could not be started again; trying on');
    }
  };
  const watch = async (): Promise<void> => {
    while (!stopping) {
      await look();
      await sleep(lookEveryMs, undefined, { ref: false });
    }
  };
  const watching = watch();
  return {
    stop: async () => {
      stopping = true;
      await watching;
      await server.stop();
    },
  };
}
