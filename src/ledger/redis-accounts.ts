/** The scripts that open, change and read accounts, and read their holds and journal. */
import { Fault } from '../domain/fault.ts';
import { MAX_BALANCE } from '../domain/money.ts';
import { NOTHING_MOVED, readAccountState, readResult, unpackFacts, unpackTerms, type ReplyReader } from './codec.ts';
import type {
  AccountProfile,
  AccountState,
  CreateAccountOperation,
  CreateAccountReply,
  DueHold,
  HoldRecord,
  HoldRef,
  LedgerTotals,
  PostOperation,
  PostReply,
  UpdateAccountOperation,
} from './port.ts';
import type { HoldState } from '../domain/hold.ts';
import type { ScriptRunner } from './script-runner.ts';

export async function createAccount(
  runner: ScriptRunner,
  operation: CreateAccountOperation,
): Promise<CreateAccountReply> {
  const { profile } = operation;
  const keys = runner.options.keys.of(profile.rootAccountId);
  const reply = await runner.run(
    'create_account',
    [keys.meta, keys.journal, keys.account(profile.accountId), keys.accountOpen(profile.accountId)],
    [
      runner.clockArgument(),
      profile.accountId,
      operation.fingerprint,
      operation.signupCreditMilliCents,
      runner.options.journalRetentionMs,
      profile.rootAccountId,
      profile.parentAccountId ?? '',
      profile.plan,
      profile.currency,
      profile.timeZone,
      profile.cycleAnchorDay,
      profile.seats,
      profile.creditLimitMilliCents,
      profile.numbers.join(' '),
    ],
  );
  if (reply.status === 'CONFLICT') {
    throw new Fault(
      'already_exists',
      'CONFLICT',
      'this account exists with other particulars; use UpdateAccount to change them',
      { field: 'account_id' },
    );
  }
  return readAccountState(profile.accountId, reply);
}

export async function updateAccount(runner: ScriptRunner, operation: UpdateAccountOperation): Promise<AccountState> {
  const keys = runner.options.keys.of(operation.rootAccountId);
  const reply = await runner.run(
    'update_account',
    [keys.meta, keys.journal, keys.account(operation.accountId), keys.accountOpen(operation.accountId)],
    [
      runner.clockArgument(),
      operation.accountId,
      operation.revision,
      operation.force ? 1 : 0,
      runner.options.journalRetentionMs,
      ...changedFields(operation.changes),
    ],
    { once: true },
  );
  switch (reply.status) {
    case 'UPDATED':
      return readAccountState(operation.accountId, reply).account;
    case 'REVISION':
      reply.number();
      throw new Fault(
        'failed_precondition',
        'REVISION_MISMATCH',
        `the account is at revision ${reply.text()}; read it again and repeat the change`,
        {
          field: 'revision',
        },
      );
    case 'OPEN_HOLDS':
      reply.number();
      throw new Fault(
        'failed_precondition',
        'OPEN_HOLDS',
        `the account has ${reply.text()} open holds; wait for them to end, or close it with force`,
        {
          field: 'state',
        },
      );
    default:
      throw unknownAccount();
  }
}

function changedFields(changes: UpdateAccountOperation['changes']): (string | number)[] {
  const values: Record<string, string | number | undefined> = {
    state: changes.state,
    plan: changes.plan,
    time_zone: changes.timeZone,
    seats: changes.seats,
    credit_limit: changes.creditLimitMilliCents,
    numbers: changes.numbers?.join(' '),
    max_open_holds: changes.maxOpenHolds,
  };
  return Object.entries(values).flatMap(([field, value]) => (value === undefined ? [] : [field, value]));
}

export async function post(runner: ScriptRunner, operation: PostOperation): Promise<PostReply> {
  const keys = runner.options.keys.of(operation.rootAccountId);
  const reply = await runner.run(
    'post',
    [
      keys.meta,
      keys.journal,
      keys.once(operation.accountId, operation.idempotencyKey),
      keys.account(operation.accountId),
    ],
    [
      runner.clockArgument(),
      operation.accountId,
      operation.kind,
      operation.amountMilliCents,
      operation.idempotencyKey,
      operation.fingerprint,
      runner.options.onceMs,
      runner.options.journalRetentionMs,
      MAX_BALANCE,
      operation.note,
    ],
  );
  const nowMs = reply.number();
  switch (reply.status) {
    case 'POSTED':
      return {
        nowMs,
        replayed: reply.flag(),
        balanceMilliCents: reply.number(),
        availableMilliCents: reply.number(),
        postedMilliCents: reply.number(),
      };
    case 'CONFLICT':
      throw new Fault('already_exists', 'CONFLICT', 'this idempotency_key was used for a different request', {
        field: 'idempotency_key',
      });
    case 'CLOSED':
      throw new Fault('failed_precondition', 'ACCOUNT_CLOSED', 'a closed account takes no credit', {
        field: 'account_id',
      });
    case 'LIMIT':
      throw new Fault(
        'failed_precondition',
        'BALANCE_LIMIT',
        'amount_milli_cents: the balance would leave the range that can be counted exactly',
        {
          field: 'amount_milli_cents',
        },
      );
    default:
      throw unknownAccount();
  }
}

/** Follows a child account's stub to its root. */
export async function readAccount(runner: ScriptRunner, accountId: string): Promise<AccountState | undefined> {
  let root = accountId;
  for (let attempt = 0; attempt < 2; attempt++) {
    const keys = runner.options.keys.of(root);
    const reply = await runner.run(
      'read_account',
      [keys.meta, keys.account(accountId), keys.accountOpen(accountId), keys.counters(accountId)],
      [runner.clockArgument()],
    );
    if (reply.status === 'MISSING') return undefined;
    if (reply.status === 'ACCOUNT') {
      const { account } = readAccountState(accountId, reply);
      runner.learnTime(account.nowMs);
      return account;
    }
    reply.number();
    reply.text();
    root = reply.text();
  }
  return undefined;
}

export async function readHold(runner: ScriptRunner, ref: HoldRef): Promise<HoldRecord | undefined> {
  const keys = runner.options.keys.of(ref.rootAccountId);
  const reply = await runner.run('read_hold', [keys.hold(ref.accountId, ref.holdId)], [runner.clockArgument()]);
  if (reply.status === 'MISSING') return undefined;
  const nowMs = reply.number();
  const state = reply.text() as HoldState;
  const numbers = {
    holdMilliCents: reply.number(),
    grantedUnits: reply.number(),
    authorizedAtMs: reply.number(),
    answeredAtMs: reply.number(),
    deadlineAtMs: reply.number(),
  };
  const terms = unpackTerms(reply.text());
  const facts = unpackFacts(reply.text());
  const result = reply.text();
  return {
    accountId: ref.accountId,
    holdId: ref.holdId,
    state,
    ...numbers,
    terms,
    facts,
    result:
      result === ''
        ? undefined
        : readResult(result, { service: facts.service, nowMs, replayed: false, ...NOTHING_MOVED }),
  };
}

export async function readOpenHolds(
  runner: ScriptRunner,
  account: Pick<AccountProfile, 'rootAccountId' | 'accountId'>,
  limit: number,
): Promise<readonly HoldRecord[]> {
  const { rootAccountId, accountId } = account;
  const keys = runner.options.keys.of(rootAccountId);
  const reply = await runner.run('read_open_holds', [keys.open, keys.accountOpen(accountId)], [limit]);
  const holds = await Promise.all(
    reply.rest().map((member) => readHold(runner, { rootAccountId, ...splitMember(member) })),
  );
  return holds.filter((hold) => hold !== undefined);
}

/** `account_id:hold_id`; account ids hold no colon. */
function splitMember(member: string): Pick<HoldRef, 'accountId' | 'holdId'> {
  const colon = member.indexOf(':');
  return { accountId: member.slice(0, colon), holdId: member.slice(colon + 1) };
}

/** Looks through all partitions at once; `limit` bounds what each may give and what comes out. */
export async function readDueHolds(runner: ScriptRunner, limit: number): Promise<readonly DueHold[]> {
  const replies = await readPartitions(runner, limit);
  const due = replies.flatMap((reply) => {
    const words = reply.rest();
    return words.flatMap((word, i) => (i % 2 === 0 ? [dueHold(word, Number(words[i + 1]))] : []));
  });
  return due.sort((a, b) => a.deadlineAtMs - b.deadlineAtMs).slice(0, limit);
}

/** The account's home partition is where the entry stands, but the id alone does not say the root: REKEY finds it. */
function dueHold(member: string, deadlineAtMs: number): DueHold {
  const ref = splitMember(member);
  return { rootAccountId: ref.accountId, ...ref, deadlineAtMs };
}

export async function readTotals(runner: ScriptRunner): Promise<LedgerTotals> {
  const totals = { openHolds: 0, heldMilliCents: 0, balanceMilliCents: 0 };
  for (const reply of await readPartitions(runner, 0, totals)) reply.rest();
  return totals;
}

/** Asks every partition for its due holds and adds up its sums. */
async function readPartitions(
  runner: ScriptRunner,
  limit: number,
  totals = { openHolds: 0, heldMilliCents: 0, balanceMilliCents: 0 },
): Promise<readonly ReplyReader[]> {
  const { partitions } = runner.options.keys;
  const replies = await Promise.all(
    partitions.map((keys) => runner.run('due_holds', [keys.meta, keys.open], [runner.clockArgument(), limit])),
  );
  for (const reply of replies) {
    reply.number();
    totals.openHolds += reply.number();
    totals.heldMilliCents += reply.number();
    totals.balanceMilliCents += reply.number();
  }
  return replies;
}

function unknownAccount(): Fault {
  return new Fault('not_found', 'ACCOUNT_UNKNOWN', 'there is no such account', { field: 'account_id' });
}
