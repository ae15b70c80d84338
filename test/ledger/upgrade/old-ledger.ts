/**
 * The ledger of version 9475267 as far as the tests of an upgrade need it: its scripts (see `old-runner.ts`), called
 * with the keys and arguments of its adapters, `src/ledger/redis-*.ts` there. What it could not say, such as which
 * gateway or asking it was, it leaves out, and its replies lack what only the new version answers. It reads replies
 * with the new version's readers: a reply that they no longer understand fails a test, and then its old reader belongs
 * here.
 */
import { Fault } from '../../../src/domain/fault.ts';
import { MAX_BALANCE } from '../../../src/domain/money.ts';
import { accountClosed, accountUnknown, alreadyExpired, balanceLimit, lotLimit } from '../../../src/ledger/faults.ts';
import type * as port from '../../../src/ledger/port.ts';
import type { Keys } from '../../../src/ledger/redis/keys.ts';
import { FUNDS, integer, readAccountState, ReplyReader, replyShape, text } from '../../../src/ledger/redis/replies.ts';
import type { ScriptStore } from '../../../src/redis/store.ts';
import { AGAIN, OldCalls, type OldReply, TIME } from './old-calls.ts';
import { oldScript } from './old-runner.ts';
import * as words from './old-words.ts';

const COUNT = replyShape({ ...TIME, count: integer });
const POSTED = replyShape({ ...AGAIN, ...FUNDS });
const SUMS = replyShape({
  ...TIME,
  openHolds: integer,
  heldMilliCents: integer,
  balanceMilliCents: integer,
  lotsMilliCents: integer,
});
const JOURNAL = replyShape({ coveredFromMs: integer, next: text });
const META = replyShape({ ...TIME, instanceId: text, generation: text, partitions: text, creating: text });

/** What it says of the store, in its own words. */
export type OldReads = Pick<OldLedger, 'due' | 'journal'>;

export class OldLedger extends OldCalls {
  async createAccount(operation: port.CreateAccountOperation): Promise<port.CreateAccountReply> {
    const { profile } = operation;
    const { accountId, rootAccountId } = profile;
    const { options } = this.runner;
    if (rootAccountId !== accountId) {
      const home = options.keys.of(accountId);
      const stub = [this.runner.clock(), rootAccountId];
      const reply = await this.runner.run('create_stub', [home.meta, home.account(accountId)], stub);
      if (reply.status === 'CONFLICT') throw new Fault('CONFLICT', 'stub', { field: 'account_id' });
    }
    const keys = options.keys.of(rootAccountId);
    const reply = await this.runner.run(
      'create_account',
      [keys.meta, keys.journal, ...keys.owner(accountId)],
      [
        this.runner.clock(),
        accountId,
        operation.fingerprint,
        operation.signupCreditMilliCents,
        options.journalRetentionMs,
        rootAccountId,
        profile.parentAccountId ?? '',
        profile.plan,
        profile.currency,
        profile.timeZone,
        profile.cycleAnchorDay,
        profile.seats,
        profile.creditLimitMilliCents,
        profile.numbers.join(' '),
        profile.fundedBy,
        profile.onPlanExhausted ?? '',
        words.unitsWord(profile.allowanceUnits),
        profile.cycleAnchorMonth,
      ],
    );
    if (reply.status === 'CONFLICT') throw new Fault('CONFLICT', 'account', { field: 'account_id' });
    return readAccountState(accountId, reply);
  }

  async updateAccount(operation: port.UpdateAccountOperation): Promise<port.AccountState> {
    const { rootAccountId, accountId, revision, force, changes } = operation;
    const { options } = this.runner;
    const keys = options.keys.of(rootAccountId);
    const reply = await this.runner.run(
      'update_account',
      [keys.meta, keys.journal, ...keys.owner(accountId)],
      [
        this.runner.clock(),
        accountId,
        revision,
        force ? 1 : 0,
        options.journalRetentionMs,
        ...words.changedFields(changes),
      ],
    );
    if (reply.status === 'UPDATED') return readAccountState(accountId, reply).account;
    if (reply.status === 'REVISION') throw new Fault('REVISION_MISMATCH', 'revision', { field: 'revision' });
    if (reply.status === 'OPEN_HOLDS') throw new Fault('OPEN_HOLDS', 'open', { field: 'state' });
    throw accountUnknown();
  }

  async post(operation: port.PostOperation): Promise<OldReply> {
    const { rootAccountId, accountId, idempotencyKey, refusal } = operation;
    const { options } = this.runner;
    const keys = options.keys.of(rootAccountId);
    const reply = await this.runner.run(
      'post',
      [keys.meta, keys.journal, keys.once(accountId, idempotencyKey)[0], ...keys.owner(accountId)],
      [
        this.runner.clock(),
        accountId,
        operation.kind,
        operation.amountMilliCents,
        idempotencyKey,
        operation.fingerprint,
        options.onceMs,
        options.journalRetentionMs,
        MAX_BALANCE,
        operation.expiresAtMs,
        words.servicesWord(operation.services),
        operation.note,
        refusal === undefined ? 0 : 1,
        ...words.postTail(operation.grants, operation.planPeriod),
      ],
    );
    switch (reply.status) {
      case 'POSTED':
        return reply.read(POSTED);
      case 'CONFLICT':
        throw new Fault('CONFLICT', 'key', { field: 'idempotency_key' });
      case 'CLOSED':
        throw accountClosed();
      case 'LOTS':
        throw lotLimit(reply.read(COUNT).count);
      case 'EXPIRED':
        throw alreadyExpired();
      case 'LIMIT':
        throw balanceLimit();
      case 'REFUSED':
        throw refusal ?? new Error('refused without a reason');
      default:
        throw accountUnknown();
    }
  }

  async putSubject({ rootAccountId, accountId, subjectId, profile }: port.PutSubjectOperation): Promise<void> {
    const { options } = this.runner;
    const keys = options.keys.of(rootAccountId);
    const stored = profile === undefined ? '' : JSON.stringify(profile);
    const reply = await this.runner.run(
      'put_subject',
      [keys.meta, keys.journal, keys.subject(accountId, subjectId), keys.subjects(accountId), ...keys.owner(accountId)],
      [this.runner.clock(), accountId, subjectId, stored, options.journalRetentionMs],
    );
    if (reply.status !== 'SUBJECT') throw accountUnknown();
  }

  /** Names and deadlines of one partition's due holds, in turn, and its sums. */
  async due(partition: number): Promise<OldReply & { readonly due: readonly string[] }> {
    const { meta, open } = this.runner.options.keys.partitions[partition] ?? { meta: '', open: '' };
    const reply = await this.runner.run('due_holds', [meta, open], [this.runner.clock(), 100]);
    return { ...reply.read(SUMS), due: reply.rest() };
  }

  /** Since when the partition's journal covers everything, and the entries of the account, as its readers find them. */
  async journal(place: port.AccountPlace): Promise<{ coveredFromMs: number; lines: readonly string[] }> {
    const keys = this.runner.options.keys.of(place.rootAccountId);
    const reply = await this.runner.run('read_journal', [keys.meta, keys.journal], [place.accountId, '-', 10_000]);
    const { coveredFromMs } = reply.read(JOURNAL);
    return { coveredFromMs, lines: reply.rest() };
  }

  /** For helpers and commands that take a ledger; what is not written above is not there. */
  asLedger(): port.Ledger & OldReads {
    return this as unknown as port.Ledger & OldReads;
  }
}

/** One step of the old version with the mark of a partition; undefined where there is none. */
export async function oldMark(
  store: ScriptStore,
  keys: Keys,
  partition: number,
  step: 'look' | 'claim' | 'mark' | 'done',
  instanceId: string,
): Promise<OldReply | undefined> {
  const args = words.joined([0, instanceId, keys.partitions.length, step]);
  const name = keys.partitions[partition]?.meta ?? '';
  const reply = new ReplyReader(await store.run(oldScript('open_partition'), [name], [args]));
  return reply.status === 'META' ? reply.read(META) : undefined;
}

/** A new store, created as the old version did it: the first partition is claimed, then the others are marked. */
export async function createStoreAsOld(store: ScriptStore, keys: Keys, instanceId: string): Promise<void> {
  await oldMark(store, keys, 0, 'claim', instanceId);
  for (let index = 1; index < keys.partitions.length; index++) await oldMark(store, keys, index, 'mark', instanceId);
  await oldMark(store, keys, 0, 'done', instanceId);
}
