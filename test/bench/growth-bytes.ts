/** How many bytes calls take in Redis, by kind of key: while they are open, as tombstones, and in the journal. */
import type { Redis } from 'ioredis';
import { startRedisServer } from '../support/redis-server.ts';
import { type BareCommand, runPipelined } from './bare-commands.ts';
import { accountName, holdName } from './load.ts';
import { asking, openAccount, openProduct, outboundCall, type Product, settleOf } from './product.ts';

/** Bytes for each call. */
export interface Footprint {
  /** By kind of key, such as `hold` or `account:open`. */
  readonly perUnit: ReadonlyMap<string, number>;
  /** What Redis says that it uses, with its own tables, and all that the call left elsewhere. */
  readonly usedMemory: number;
}

type KindBytes = ReadonlyMap<string, number>;

interface Snapshot {
  readonly kinds: KindBytes;
  readonly usedMemory: number;
}

/** Ids are left out: `tollgate:{t1}:account:bench-1:open` is `account:open`. */
function kindOf(key: string): string {
  const [kind = '', , ...rest] = key.replace(/^.*?\}:/, '').split(':');
  return [kind, ...(kind === 'hold' ? [] : rest.filter((word) => /^[a-z]+$/.test(word)))].join(':');
}

async function snapshot(redis: Redis): Promise<Snapshot> {
  const kinds = new Map<string, number>();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'COUNT', 1_000);
    const pipeline = redis.pipeline();
    for (const key of keys) pipeline.memory('USAGE', key, 'SAMPLES', 0);
    const replies = (await pipeline.exec()) ?? [];
    for (const [index, key] of keys.entries()) {
      const bytes = Number(replies[index]?.[1] ?? 0);
      kinds.set(kindOf(key), (kinds.get(kindOf(key)) ?? 0) + bytes);
    }
    cursor = next;
  } while (cursor !== '0');
  const usedMemory = Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
  return { kinds, usedMemory };
}

function difference(before: Snapshot, after: Snapshot, count: number, which: (kind: string) => boolean): Footprint {
  const kinds = [...after.kinds].filter(([kind]) => which(kind));
  return {
    perUnit: new Map(kinds.map(([kind, bytes]) => [kind, (bytes - (before.kinds.get(kind) ?? 0)) / count])),
    usedMemory: (after.usedMemory - before.usedMemory) / count,
  };
}

const isJournal = (kind: string): boolean => kind.startsWith('journal');
const isLive = (kind: string): boolean => !isJournal(kind);

interface Footprints {
  readonly open: Footprint;
  readonly tombstone: Footprint;
  readonly journal: Footprint;
}

/** @param subjectId - who calls, in all of them; empty names nobody */
async function measure(calls: number, accounts: number, withAnswer: boolean, subjectId: string): Promise<Footprints> {
  const server = await startRedisServer({ config: { appendonly: 'no' } });
  const product = await openProduct(server.url, 'config/catalog');
  const { redis, control } = product;
  for (let index = 0; index < accounts; index++) await openAccount(product, accountName(index), 10_000_000_000);
  const ids = Array.from({ length: calls }, (_, index) => ({
    accountId: accountName(index % accounts),
    holdId: holdName('r1', index),
  }));
  const run = async (verb: (id: (typeof ids)[number]) => Promise<unknown>): Promise<void> => {
    const commands: BareCommand[] = [];
    for (const id of ids) commands.push(...(await product.capture(() => verb(id))));
    await runPipelined(redis, commands);
  };
  // Scripts and buffers are there from the first call on; they belong to no call.
  await warm(product, accountName(0));
  const start = await snapshot(redis);
  await run(({ accountId, holdId }) =>
    control.authorize(
      { holdId, traffic: outboundCall(accountId, subjectId) },
      asking(`3f0e1c5a9b-${holdId.slice(-5)}`),
    ),
  );
  const opened = await snapshot(redis);
  if (withAnswer) {
    await run(({ accountId, holdId }) =>
      control.answer({ accountId, holdId, settleToken: '' }, asking(`3f0e1c5a9c-${holdId.slice(-5)}`)),
    );
  }
  await run(({ accountId, holdId }) =>
    control.settle(settleOf(accountId, holdId), asking(`3f0e1c5a9d-${holdId.slice(-5)}`)),
  );
  const settled = await snapshot(redis);
  await product.close();
  await server.stop();
  return {
    open: difference(start, opened, calls, isLive),
    tombstone: difference(start, settled, calls, isLive),
    journal: difference(start, settled, calls, isJournal),
  };
}

async function warm({ control }: Product, accountId: string): Promise<void> {
  for (const holdId of ['warm-1', 'warm-2']) {
    await control.authorize({ holdId, traffic: outboundCall(accountId) }, asking(holdId));
    await control.answer({ accountId, holdId, settleToken: '' }, asking(`${holdId}a`));
    await control.settle(settleOf(accountId, holdId), asking(`${holdId}s`));
  }
}

/** @param calls - in each of the cases */
export async function measureFootprints(calls: number): Promise<{
  readonly openOneEach: Footprint;
  readonly openTenEach: Footprint;
  readonly openAllOnOne: Footprint;
  readonly tombstone: Footprint;
  readonly tombstoneOfSubject: Footprint;
  readonly journal: Footprint;
  readonly journalWithAnswer: Footprint;
}> {
  const oneEach = await measure(calls, calls, false, '');
  const tenEach = await measure(calls, calls / 10, true, 'agent-17');
  const allOnOne = await measure(calls, 1, false, '');
  return {
    openOneEach: oneEach.open,
    openTenEach: tenEach.open,
    openAllOnOne: allOnOne.open,
    tombstone: oneEach.tombstone,
    tombstoneOfSubject: tenEach.tombstone,
    journal: allOnOne.journal,
    journalWithAnswer: tenEach.journal,
  };
}
