import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { isAtLeast } from './startup-checks.ts';

const run = promisify(execFile);

/** A Redis or Valkey server on this machine, or why there is none that can be used. */
export type BinarySearch = { readonly path: string; readonly version: string } | { readonly reason: string };

/** Looks in PATH for `redis-server`, then `valkey-server`, of version 7.0 or newer. */
export async function findServerBinary(env: NodeJS.ProcessEnv = process.env): Promise<BinarySearch> {
  const rejected: string[] = [];
  for (const name of ['redis-server', 'valkey-server']) {
    for (const path of candidates(name, env)) {
      const version = await versionOf(path);
      if (version !== undefined && isAtLeast(version, [7, 0])) {
        return { path, version };
      }
      rejected.push(version === undefined ? `${path} does not run` : `${path} is ${version}, older than 7.0`);
    }
  }
  return { reason: rejected.length === 0 ? 'no redis-server or valkey-server in PATH' : rejected.join('; ') };
}

function candidates(name: string, env: NodeJS.ProcessEnv): string[] {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, name))
    .filter((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 5000 });
    return /v=(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
