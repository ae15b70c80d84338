/** The records in Redis: read, and replaced only by who has seen the last one. */
import { accountUnknown } from '../ledger/faults.ts';
import { integer, NOW, replyShape, text } from '../ledger/redis/replies.ts';
import type { ScriptRunner } from '../ledger/redis/runner.ts';
import { readRecord, recordText, type StoredRecord } from './record.ts';
import type { Change } from './rules.ts';

const RECHARGE = replyShape({ nowMs: integer, revision: integer, record: text });

/** An account, and the one at the top of its parents. */
export interface AccountPlace {
  readonly accountId: string;
  readonly rootAccountId: string;
}

/** Longer than a provider is waited for: who took an account works on it alone, unless it dies. */
const HIDDEN_MS = 15_000;
/** How often an account that is recharged by itself is looked at although nothing was heard of it. */
const LOOK_AGAIN_MS = 600_000;
/** After a provider did not answer: the first pause, and the longest; each is twice the one before. */
const ASK_AGAIN_MS = { first: 2_000, last: 600_000 };

export interface RechargeRecords {
  read(place: AccountPlace): Promise<StoredRecord>;
  /** @returns whether it was replaced: not where somebody else came first */
  swap(place: AccountPlace, from: StoredRecord, change: Change): Promise<boolean>;
  /** Accounts of a partition to look at now, hidden from the others for a while. */
  due(partition: number, limit: number): Promise<readonly string[]>;
  /** Those of these accounts that are below their threshold. */
  low(partition: number, balances: ReadonlyMap<string, number>): Promise<readonly string[]>;
}

export function createRecords(runner: ScriptRunner): RechargeRecords {
  const { keys } = runner.options;
  const read = async ({ accountId, rootAccountId }: AccountPlace): Promise<StoredRecord> => {
    const at = keys.of(rootAccountId);
    const reply = await runner.run(
      'read_recharge',
      [at.meta, at.recharge(accountId), ...at.owner(accountId)],
      [runner.clockArgument()],
    );
    if (reply.status !== 'RECHARGE') throw accountUnknown();
    const { record, revision, nowMs } = reply.read(RECHARGE);
    return { revision, record: readRecord(record), nowMs };
  };
  return {
    read,
    async swap(place, from, change) {
      const { record, entry } = change;
      const { accountId, rootAccountId } = place;
      const at = keys.of(rootAccountId);
      const written = recordText(record);
      const reply = await runner.run(
        'swap_recharge',
        [at.meta, at.journal, at.recharge(accountId), at.recharges, at.thresholds, ...at.owner(accountId)],
        [
          runner.clockArgument(),
          accountId,
          from.revision,
          written,
          dueMs(change, from.nowMs),
          record.plan.enabled ? record.plan.thresholdMilliCents : '',
          entry?.reference ?? '',
          entry?.note ?? '',
        ],
      );
      if (reply.status === 'SWAPPED') return true;
      if (reply.status !== 'REVISION') throw accountUnknown();
      // A repeat of what was carried out, though nobody heard so, meets its own revision.
      const now = await read(place);
      return now.revision === from.revision + 1 && now.record !== undefined && recordText(now.record) === written;
    },
    async due(partition, limit) {
      const { recharges } = keys.at(partition);
      const reply = await runner.run('due_recharges', [recharges], [runner.clockArgument(), limit, HIDDEN_MS]);
      reply.read(NOW);
      return reply.rest();
    },
    async low(partition, balances) {
      const { thresholds } = keys.at(partition);
      const reply = await runner.run('low_recharges', [thresholds], [runner.clockArgument(), ...[...balances].flat()]);
      reply.read(NOW);
      return reply.rest();
    },
  };
}

/** When somebody is to look at the account again; empty where nothing will happen by itself. */
function dueMs({ record, lookSoon = false }: Change, nowMs: number): number | '' {
  const { plan, current, nextTryAtMs } = record;
  if (current !== undefined) {
    // Who has claimed it asks at once; if that sidecar dies, another one does.
    if (current.asked === 0) return nowMs + HIDDEN_MS;
    // An invoice is reported, and not asked for again.
    if (current.state === 'pending') return current.mode === 'invoice' ? '' : nowMs + ASK_AGAIN_MS.last;
    const pauseMs = ASK_AGAIN_MS.first * 2 ** Math.min(current.asked - 1, 10);
    return nowMs + Math.min(pauseMs, ASK_AGAIN_MS.last);
  }
  if (!plan.enabled) return '';
  if (nextTryAtMs > nowMs) return nextTryAtMs;
  return nowMs + (lookSoon ? HIDDEN_MS : LOOK_AGAIN_MS);
}
