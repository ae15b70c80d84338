import type { TestProject } from 'vitest/node';
import { findServerBinary } from '../../src/redis/discover.ts';
import { startSharedServer } from './redis-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    redisUrl: string;
    redisEngine: 'native' | 'embedded' | 'external';
    hasNativeServer: boolean;
  }
}

/** One Redis for the whole run; each test file keeps to keys of its own (see `testRedis`). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startSharedServer();
  project.provide('redisUrl', server.url);
  project.provide('redisEngine', server.engine);
  project.provide('hasNativeServer', server.engine !== 'embedded' && 'path' in (await findServerBinary()));
  return () => server.stop();
}
