/** AccountService: accounts and their credit. */
import type { Accounts, SubjectView } from '../../accounts/requests.ts';
import { invalidField } from '../../domain/fault.ts';
import { MAX_AMOUNT } from '../../domain/money.ts';
import type { Account } from '../../gen/tollgate/v1/Account.ts';
import type { CreditResponse } from '../../gen/tollgate/v1/CreditResponse.ts';
import type { ListSubjectsResponse } from '../../gen/tollgate/v1/ListSubjectsResponse.ts';
import type { Subject } from '../../gen/tollgate/v1/Subject.ts';
import type { AccountLifecycle, AccountProfile, PlanExhaustedPolicy, SubjectProfile } from '../../ledger/port.ts';
import * as read from './fields.ts';
import type { Message } from './fields.ts';
import { accountMessage, allowanceMessage, creditMessage } from './messages.ts';
import type { UnaryMethod } from './method.ts';

const LIFECYCLES: readonly AccountLifecycle[] = ['active', 'suspended', 'closed'];
const FUNDED_BY: readonly AccountProfile['fundedBy'][] = ['self', 'parent'];
const MAX_SEATS = 1_000_000;
const MAX_NOTE_LENGTH = 256;
const MAX_LOT_SERVICES = 100;

export function createAccountMethods(accounts: Accounts): readonly UnaryMethod[] {
  return [
    { name: 'CreateAccount', lane: 'read', audited: true, run: (message) => createAccount(accounts, message) },
    { name: 'GetAccount', lane: 'read', run: (message) => getAccount(accounts, message) },
    { name: 'UpdateAccount', lane: 'read', audited: true, run: (message) => updateAccount(accounts, message) },
    { name: 'AddCredit', lane: 'admission', audited: true, run: (message) => addCredit(accounts, message) },
    { name: 'AdjustBalance', lane: 'admission', audited: true, run: (message) => adjustBalance(accounts, message) },
  ];
}

async function createAccount(accounts: Accounts, message: Message): Promise<Account> {
  // The order of the fields is part of the request's fingerprint.
  const view = await accounts.create({
    accountId: read.accountId(message),
    plan: read.word(message, 'plan', ''),
    currency: read.word(message, 'currency', ''),
    timeZone: read.timeZone(message),
    cycleAnchorDay: cycleAnchorDay(message),
    seats: read.optionalInteger(message, 'seats', 0, MAX_SEATS) ?? 1,
    creditLimitMilliCents: read.integer(message, 'creditLimitMilliCents', 0, MAX_AMOUNT),
    parentAccountId: read.optionalAccountId(message, 'parentAccountId'),
    numbers: read.ownNumbers(message),
    fundedBy: read.choice(message, 'fundedBy', FUNDED_BY, 'self'),
    onPlanExhausted: read.choice(message, 'onPlanExhausted', PLAN_EXHAUSTED, undefined),
    allowanceUnits: read.unitsByName(message, 'allowanceUnits'),
  });
  return accountMessage(view);
}

/** 0 is the day of creation, as over gRPC an absent one arrives; nobody is told to ask for it. */
function cycleAnchorDay(message: Message): number {
  const day = read.integer(message, 'cycleAnchorDay', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  if (day < 0 || day > 31) throw invalidField('cycle_anchor_day', 'must be from 1 to 31');
  return day;
}

async function getAccount(accounts: Accounts, message: Message): Promise<Account> {
  return accountMessage(await accounts.get(read.accountId(message)));
}

async function updateAccount(accounts: Accounts, message: Message): Promise<Account> {
  const state = read.optionalChoice(message, 'state', LIFECYCLES);
  const plan = message['plan'] === undefined ? undefined : read.requiredWord(message, 'plan');
  const timeZone = read.timeZone(message);
  const seats = read.optionalInteger(message, 'seats', 0, MAX_SEATS);
  const creditLimitMilliCents = read.optionalInteger(message, 'creditLimitMilliCents', 0, MAX_AMOUNT);
  const maxOpenHolds = read.optionalInteger(message, 'maxOpenHolds', 0, MAX_OPEN_HOLDS);
  const fundedBy = read.optionalChoice(message, 'fundedBy', FUNDED_BY);
  const onPlanExhausted = read.choice(message, 'onPlanExhausted', PLAN_EXHAUSTED, undefined);
  const view = await accounts.update({
    accountId: read.accountId(message),
    revision: read.integer(message, 'revision', 0, Number.MAX_SAFE_INTEGER),
    force: read.flag(message, 'force'),
    ...(state !== undefined && { state }),
    ...(plan !== undefined && { plan }),
    ...(timeZone !== '' && { timeZone }),
    ...(seats !== undefined && { seats }),
    ...(creditLimitMilliCents !== undefined && { creditLimitMilliCents }),
    ...(maxOpenHolds !== undefined && { maxOpenHolds }),
    ...(fundedBy !== undefined && { fundedBy }),
    // Empty is a value here: what the plan says.
    ...((message['onPlanExhausted'] ?? undefined) !== undefined && { onPlanExhausted }),
    ...replacedLists(message),
  });
  return accountMessage(view);
}

/** An empty list over the wire is an absent one, so a flag beside it says that it is meant. */
function replacedLists(message: Message) {
  const numbers = read.ownNumbers(message);
  const replaceNumbers = read.flag(message, 'replaceNumbers');
  if (numbers.length > 0 && !replaceNumbers) throw invalidField('numbers', 'is taken only with replace_numbers');
  const allowanceUnits = read.unitsByName(message, 'allowanceUnits');
  const replaceAllowanceUnits = read.flag(message, 'replaceAllowanceUnits');
  if (allowanceUnits.size > 0 && !replaceAllowanceUnits) {
    throw invalidField('allowance_units', 'is taken only with replace_allowance_units');
  }
  return { ...(replaceNumbers && { numbers }), ...(replaceAllowanceUnits && { allowanceUnits }) };
}

async function addCredit(accounts: Accounts, message: Message): Promise<CreditResponse> {
  const result = await accounts.addCredit({
    accountId: read.accountId(message),
    amountMilliCents: read.requiredInteger(message, 'amountMilliCents', 1, MAX_AMOUNT),
    idempotencyKey: read.idempotencyKey(message),
    note: read.line(message, 'note', MAX_NOTE_LENGTH),
    expiresAtMs: read.timeMs(message, 'expiresAtMs'),
    services: read.words(message, 'services', MAX_LOT_SERVICES),
  });
  return creditMessage(result);
}

async function adjustBalance(accounts: Accounts, message: Message): Promise<CreditResponse> {
  const request = {
    accountId: read.accountId(message),
    amountMilliCents: read.requiredInteger(message, 'amountMilliCents', -MAX_AMOUNT, MAX_AMOUNT),
    idempotencyKey: read.idempotencyKey(message),
    note: read.line(message, 'note', MAX_NOTE_LENGTH),
  };
  if (request.amountMilliCents === 0) throw invalidField('amount_milli_cents', 'must not be 0');
  return creditMessage(await accounts.adjust(request));
}

/* AccountService: what holds for the users, agents and lines of an account. */

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

/* What several handlers take. */

/** The most that an account or subject may set as its own cap. */
export const MAX_OPEN_HOLDS = 100_000;

/** What happens when plan credits are used up, or a subject's spending limit. */
export const PLAN_EXHAUSTED: readonly PlanExhaustedPolicy[] = ['stop', 'use_balance'];
