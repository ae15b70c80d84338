import { createHash } from 'node:crypto';
import type { Script } from '../../src/redis/store.ts';

/** A script for tests. */
export function scriptOf(name: string, source: string): Script {
  return { name, source, sha1: createHash('sha1').update(source).digest('hex') };
}
