/** The scripts that open, change, fund and read accounts. */
import { Fault } from '../../domain/fault.ts';
import { accountUnknown, revisionMismatch } from '../faults.ts';
import type {
  AccountPlace,
  AccountProfile,
  AccountState,
  CreateAccountOperation,
  CreateAccountReply,
  Page,
  PageOf,
  PutSubjectOperation,
  SubjectProfile,
  SubjectReply,
  UpdateAccountOperation,
} from '../port.ts';
import { namedCounters } from '../rules/counters.ts';
import { grantWords } from './admissions.ts';
import { flag, integer, NEXT, packUnits, readAccountState, replyShape, text } from './replies.ts';
import { REKEY, type ScriptRunner } from './runner.ts';

/** A revision or number for which a request is refused. */
const COUNT = replyShape({ nowMs: integer, count: integer });

const SUBJECT = replyShape({ nowMs: integer, revision: integer, stored: text });

export async function createAccount(
  runner: ScriptRunner,
  operation: CreateAccountOperation,
): Promise<CreateAccountReply> {
  const { profile } = operation;
  if (profile.rootAccountId !== profile.accountId) await createStub(runner, profile);
  const keys = runner.options.keys.of(profile.rootAccountId);
  const reply = await runner.run(
    'create_account',
    [keys.meta, keys.journal, keys.accounts, ...keys.owner(profile.accountId)],
    [
      runner.clockArgument(),
      profile.accountId,
      operation.fingerprint,
      operation.signupCreditMilliCents,
      profile.rootAccountId,
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
      packUnits(profile.allowanceUnits),
      profile.cycleAnchorMonth,
      operation.nonce ?? '',
    ],
  );
  if (reply.status === 'CONFLICT') throw otherAccount();
  return readAccountState(profile.accountId, reply);
}

/**
 * A child lives in its root's partition; its own home partition says so. The stub comes first: one without an account
 * is harmless, and the same request again makes up for it.
 */
async function createStub(
  runner: ScriptRunner,
  { accountId, rootAccountId }: Pick<AccountProfile, 'accountId' | 'rootAccountId'>,
): Promise<void> {
  const home = runner.options.keys.of(accountId);
  const reply = await runner.run(
    'create_stub',
    [home.meta, home.account(accountId)],
    [runner.clockArgument(), rootAccountId],
  );
  if (reply.status === 'CONFLICT') throw otherAccount();
}

function otherAccount(): Fault {
  return new Fault('CONFLICT', 'this account exists with other particulars; use UpdateAccount to change them', {
    field: 'account_id',
  });
}

export async function updateAccount(runner: ScriptRunner, operation: UpdateAccountOperation): Promise<AccountState> {
  const keys = runner.options.keys.of(operation.rootAccountId);
  const changes = changedFields(operation.changes);
  const reply = await runner.run(
    'update_account',
    [keys.meta, keys.journal, ...keys.owner(operation.accountId)],
    [
      runner.clockArgument(),
      operation.accountId,
      operation.revision,
      operation.force ? 1 : 0,
      operation.grants === undefined ? 0 : 1,
      changes.length,
      ...changes,
      ...grantWords(operation.grants ?? [], ''),
    ],
    { once: true },
  );
  switch (reply.status) {
    case 'UPDATED':
      return readAccountState(operation.accountId, reply).account;
    case 'REVISION':
      throw revisionMismatch(reply.read(COUNT).count);
    case 'OPEN_HOLDS':
      throw new Fault(
        'OPEN_HOLDS',
        `the account has ${reply.read(COUNT).count} open holds; wait for them to end, or close it with force`,
        {
          field: 'state',
        },
      );
    default:
      throw accountUnknown();
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
    funded_by: changes.fundedBy,
    on_plan_exhausted: 'onPlanExhausted' in changes ? (changes.onPlanExhausted ?? '') : undefined,
    allowances: changes.allowanceUnits && packUnits(changes.allowanceUnits),
  };
  return Object.entries(values).flatMap(([field, value]) => (value === undefined ? [] : [field, value]));
}

/** Follows a child account's stub to its root. */
export async function readAccount(
  runner: ScriptRunner,
  accountId: string,
  counters: readonly string[] = [],
): Promise<AccountState | undefined> {
  let root = accountId;
  for (let attempt = 0; attempt < 2; attempt++) {
    const keys = runner.options.keys.of(root);
    const reply = await runner.run(
      'read_account',
      [keys.meta, ...keys.owner(accountId)],
      [runner.clockArgument(), ...namedCounters(counters)],
    );
    if (reply.status === 'MISSING') return undefined;
    if (reply.status === 'ACCOUNT') {
      const { account } = readAccountState(accountId, reply);
      runner.learnTime(account.nowMs);
      return account;
    }
    root = reply.read(REKEY).where;
  }
  return undefined;
}

/* The scripts that change and read what holds for the users, agents and lines of an account. */

export async function putSubject(runner: ScriptRunner, operation: PutSubjectOperation): Promise<void> {
  const { rootAccountId, accountId, subjectId, profile, revision = 0 } = operation;
  const keys = runner.options.keys.of(rootAccountId);
  const subject = [keys.subject(accountId, subjectId), keys.subjects(accountId)];
  const reply = await runner.run(
    'put_subject',
    [keys.meta, keys.journal, ...subject, ...keys.owner(accountId)],
    [runner.clockArgument(), accountId, subjectId, profile === undefined ? '' : JSON.stringify(profile), revision],
  );
  if (reply.status === 'REVISION') throw revisionMismatch(reply.read(COUNT).count);
  if (reply.status !== 'SUBJECT') {
    throw accountUnknown();
  }
}

export async function readSubject(
  runner: ScriptRunner,
  { rootAccountId, accountId }: AccountPlace,
  subjectId: string,
): Promise<SubjectReply | undefined> {
  const keys = runner.options.keys.of(rootAccountId);
  const reply = await runner.run(
    'read_subject',
    [keys.meta, keys.subject(accountId, subjectId), ...keys.owner(accountId)],
    [runner.clockArgument()],
  );
  if (reply.status !== 'SUBJECT') return undefined;
  const { revision, stored } = reply.read(SUBJECT);
  return { revision, profile: stored === '' ? undefined : parseProfile(subjectId, stored) };
}

/** As it was stored by `putSubject`; what is absent there is undefined. */
function parseProfile(subjectId: string, stored: string): SubjectProfile {
  const source = JSON.parse(stored) as SubjectProfile;
  return {
    subjectId,
    ratePlan: source.ratePlan,
    country: source.country,
    maxOpenHolds: source.maxOpenHolds,
    spendingLimitMilliCents: source.spendingLimitMilliCents,
    onLimit: source.onLimit,
    onPlanExhausted: source.onPlanExhausted,
    ...(source.labels !== undefined && { labels: source.labels }),
  };
}

/** How many names one script call gives: less than a millisecond of Redis's time. */
const SUBJECTS_AT_ONCE = 1_000;

export async function readSubjectIds(
  runner: ScriptRunner,
  { rootAccountId, accountId }: AccountPlace,
  page: Page,
): Promise<PageOf<string>> {
  const subjects = runner.options.keys.of(rootAccountId).subjects(accountId);
  const items: string[] = [];
  let { after: next } = page;
  do {
    const args = [next, Math.min(page.limit - items.length, SUBJECTS_AT_ONCE)];
    const reply = await runner.run('read_subjects', [subjects], args);
    ({ next } = reply.read(NEXT));
    items.push(...reply.rest());
  } while (next !== '' && items.length < page.limit);
  return { items, next };
}

const CURRENCIES = replyShape({ nowMs: integer, unmarked: flag });

/** Asks every partition. */
export async function readCurrencies(runner: ScriptRunner): Promise<ReadonlySet<string>> {
  const replies = await Promise.all(
    runner.options.keys.partitions.map(({ meta, journal }) =>
      runner.run('read_currencies', [meta, journal], [runner.clockArgument()]),
    ),
  );
  return new Set(replies.flatMap((reply) => (reply.read(CURRENCIES).unmarked ? [''] : reply.rest())));
}
