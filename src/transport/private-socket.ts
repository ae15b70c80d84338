/** A Unix socket that only its owner can reach, from its first moment. */
import { chmodSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';

/**
 * Calls `bind` with a path inside a new directory that only the owner may enter, sets the socket's mode to 0600, and moves it
 * to its place. Binding in place would leave it open to everybody between bind and chmod. A socket that nobody listens on any
 * more is replaced; a live one is an error.
 *
 * @returns a function that removes the socket.
 */
export async function bindPrivately(path: string, bind: (path: string) => Promise<unknown>): Promise<() => void> {
  if (await isLive(path)) {
    throw Object.assign(new Error(`another process listens on ${path}`), { code: 'EADDRINUSE' });
  }
  const directory = mkdtempSync(join(dirname(path), '.tg-'));
  try {
    const temporary = join(directory, 's');
    await bind(temporary);
    chmodSync(temporary, 0o600);
    renameSync(temporary, path);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return () => rmSync(path, { force: true });
}

function isLive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
