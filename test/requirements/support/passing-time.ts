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
  const text = (await store.command('GET', key)) as string;
  const older = text.replace(/^(2 \w+ \d+ \d+) (\d+) (\S+) (\d+)/, (_, before, at, answered, until) => {
    const ago = 1000 * seconds;
    // What is stored as a span since the authorize stays at its own moment.
    const later = answered === '-' ? '-' : Number(answered) + ago;
    return `${before} ${Number(at) - ago} ${later} ${Number(until) + ago}`;
  });
  await store.command('SET', key, older);
  await store.close();
}
