/**
 * Which history of writes each master has. It is another one after a failover, a restart, or a replica that was made a
 * primary: what was acknowledged before may then be missing from it.
 */
import type { RedisStore } from './store.ts';

/**
 * One word for each master that answers: the run of its process, and the replication id, which changes with each
 * promotion.
 *
 * @throws {StoreFault} when one of them does not answer
 */
export async function historiesOf(store: RedisStore): Promise<ReadonlySet<string>> {
  const replies = await store.commandOnMasters('INFO', 'server', 'replication');
  return new Set(replies.map((reply) => historyIn(String(reply))));
}

function historyIn(info: string): string {
  const field = (name: string): string => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? '';
  return `${field('run_id')} ${field('master_replid')}`;
}
