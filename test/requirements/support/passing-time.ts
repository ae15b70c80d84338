import { Keys } from '../../../src/ledger/redis/keys.ts';
import { connectTestStore } from '../../support/test-redis.ts';
import type { TestTollgate } from '../../support/tollgate.ts';

/** Makes a hold as old as if so many seconds had passed since its authorize: nobody can wait for a call of an hour. */
export async function letPass(
  { settings }: TestTollgate,
  accountId: string,
  holdId: string,
  seconds: number,
): Promise<void> {
  const { prefix, partitions } = settings.redis;
  const key = new Keys(prefix, partitions).of(accountId).hold(accountId, holdId);
  const store = await connectTestStore();
  await store.command('HINCRBY', key, 'authorized_at_ms', -1000 * seconds);
  await store.close();
}
