/** AccountService: what holds for the users, agents and lines of an account. */
import type { Accounts, SubjectView } from '../../accounts/requests.ts';
import { MAX_AMOUNT } from '../../domain/money.ts';
import type { ListSubjectsResponse } from '../../gen/tollgate/v1/ListSubjectsResponse.ts';
import type { Subject } from '../../gen/tollgate/v1/Subject.ts';
import type { SubjectProfile } from '../../ledger/port.ts';
import { allowanceMessage } from './account-message.ts';
import * as read from './fields.ts';
import type { Message } from './fields.ts';
import { MAX_OPEN_HOLDS, PLAN_EXHAUSTED } from './limits.ts';
import type { UnaryMethod } from './method.ts';

const MAX_SUBJECTS_LISTED = 10_000;
const DEFAULT_SUBJECTS_LISTED = 1000;

export function createSubjectMethods(accounts: Accounts): readonly UnaryMethod[] {
  return [
    { name: 'SetSubject', lane: 'read', audited: true, run: (message) => setSubject(accounts, message) },
    { name: 'GetSubject', lane: 'read', run: (message) => getSubject(accounts, message) },
    { name: 'DeleteSubject', lane: 'read', audited: true, run: (message) => deleteSubject(accounts, message) },
    { name: 'ListSubjects', lane: 'read', run: (message) => listSubjects(accounts, message) },
  ];
}

async function setSubject(accounts: Accounts, message: Message): Promise<Subject> {
  const accountId = read.accountId(message);
  const profile: SubjectProfile = {
    subjectId: read.requiredSubjectId(message),
    ratePlan: read.word(message, 'ratePlan', '') || undefined,
    country: read.word(message, 'country', '') || undefined,
    maxOpenHolds: read.integer(message, 'maxOpenHolds', 0, MAX_OPEN_HOLDS),
    spendingLimitMilliCents: read.optionalInteger(message, 'spendingLimitMilliCents', 0, MAX_AMOUNT),
    onLimit: read.choice(message, 'onLimit', PLAN_EXHAUSTED, 'stop'),
    onPlanExhausted: read.choice(message, 'onPlanExhausted', PLAN_EXHAUSTED, undefined),
  };
  return subjectMessage(accountId, await accounts.putSubject(accountId, profile));
}

async function getSubject(accounts: Accounts, message: Message): Promise<Subject> {
  const accountId = read.accountId(message);
  return subjectMessage(accountId, await accounts.subject(accountId, read.requiredSubjectId(message)));
}

async function deleteSubject(accounts: Accounts, message: Message): Promise<Subject> {
  const accountId = read.accountId(message);
  const subjectId = read.requiredSubjectId(message);
  await accounts.deleteSubject(accountId, subjectId);
  return subjectMessage(accountId, await accounts.subject(accountId, subjectId));
}

async function listSubjects(accounts: Accounts, message: Message): Promise<ListSubjectsResponse> {
  const accountId = read.accountId(message);
  const limit = read.integer(message, 'limit', 0, MAX_SUBJECTS_LISTED) || DEFAULT_SUBJECTS_LISTED;
  const found = await accounts.subjects(accountId, limit);
  return { subjects: found.map((view) => subjectMessage(accountId, view)) };
}

/** No cap is not a cap of nothing: absent in protobuf, null in JSON. */
function subjectMessage(accountId: string, view: SubjectView): Subject {
  const { profile } = view;
  return {
    accountId,
    subjectId: profile.subjectId,
    ratePlan: profile.ratePlan ?? '',
    country: profile.country ?? '',
    maxOpenHolds: profile.maxOpenHolds,
    // The generated type knows no null, which the serializer takes for absent.
    spendingLimitMilliCents: (profile.spendingLimitMilliCents ?? null) as number,
    onLimit: profile.onLimit,
    onPlanExhausted: profile.onPlanExhausted ?? '',
    spentMilliCents: view.spentMilliCents,
    cycleEndsAtMs: view.cycleEndsAtMs,
    allowances: view.allowances.map(allowanceMessage),
  };
}
