/** The scripts that change and read what holds for the users, agents and lines of an account. */
import { accountUnknown } from './faults.ts';
import type { AccountProfile, PutSubjectOperation, SubjectProfile, SubjectReply } from './port.ts';
import type { ScriptRunner } from './script-runner.ts';

type Place = Pick<AccountProfile, 'rootAccountId' | 'accountId'>;

export async function putSubject(runner: ScriptRunner, operation: PutSubjectOperation): Promise<void> {
  const { rootAccountId, accountId, subjectId, profile } = operation;
  const keys = runner.options.keys.of(rootAccountId);
  const subject = [keys.subject(accountId, subjectId), keys.subjects(accountId)];
  const reply = await runner.run(
    'put_subject',
    [keys.meta, keys.journal, ...subject, ...keys.owner(accountId)],
    [
      runner.clockArgument(),
      accountId,
      subjectId,
      profile === undefined ? '' : JSON.stringify(profile),
      runner.options.journalRetentionMs,
    ],
  );
  if (reply.status !== 'SUBJECT') {
    throw accountUnknown();
  }
}

export async function readSubject(
  runner: ScriptRunner,
  { rootAccountId, accountId }: Place,
  subjectId: string,
): Promise<SubjectReply | undefined> {
  const keys = runner.options.keys.of(rootAccountId);
  const reply = await runner.run(
    'read_subject',
    [keys.meta, keys.subject(accountId, subjectId), ...keys.owner(accountId)],
    [runner.clockArgument()],
  );
  if (reply.status !== 'SUBJECT') return undefined;
  reply.number();
  const revision = reply.number();
  const stored = reply.text();
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
  };
}

export async function readSubjectIds(
  runner: ScriptRunner,
  { rootAccountId, accountId }: Place,
  limit: number,
): Promise<readonly string[]> {
  const keys = runner.options.keys.of(rootAccountId);
  const reply = await runner.run('read_subjects', [keys.subjects(accountId)], [limit]);
  return reply.rest();
}
