/** AccountService: accounts and their credit, and what holds for their users, agents and lines. */
import type { SubjectView } from '../../accounts/requests.ts';
import { Fault, invalidField } from '../../domain/fault.ts';
import { MAX_AMOUNT } from '../../domain/money.ts';
import type { CreateAccountResponse } from '../../gen/tollgate/v1/CreateAccountResponse.ts';
import type { GetAccountResponse } from '../../gen/tollgate/v1/GetAccountResponse.ts';
import type { ListAccountsResponse } from '../../gen/tollgate/v1/ListAccountsResponse.ts';
import type { ListSubjectsResponse } from '../../gen/tollgate/v1/ListSubjectsResponse.ts';
import type { SetSubjectResponse } from '../../gen/tollgate/v1/SetSubjectResponse.ts';
import type { Subject } from '../../gen/tollgate/v1/Subject.ts';
import type { UpdateAccountResponse } from '../../gen/tollgate/v1/UpdateAccountResponse.ts';
import type { SubjectProfile } from '../../ledger/port.ts';
import { isInScope, notInScope } from '../auth.ts';
import { toWireName } from '../definitions.ts';
import {
  type CallContext,
  CHANGE_ACCOUNTS,
  defineMethod,
  type Message,
  READ_ACCOUNTS,
  READ_RECHARGE,
  type Rooms,
} from '../method.ts';
import { accountMessage, allowanceMessage } from './account-messages.ts';
import { ACCOUNT_STATE, ACCOUNT_STATUS, FUNDED_BY, LIMIT_POLICY, orAbsent } from './messages.ts';
import * as read from './fields.ts';
import { PageTokens, updateMask } from './pages.ts';
import { rechargeMessage } from './recharge.ts';

const MAX_SEATS = 1_000_000;
/** The most that an account or subject may set as its own cap. */
const MAX_OPEN_HOLDS = 100_000;
const MAX_ACCOUNTS_LISTED = 1000;
const DEFAULT_ACCOUNTS_LISTED = 100;
const MAX_TEXT_LENGTH = 64;
const MAX_SUBJECTS_LISTED = 10_000;
const DEFAULT_SUBJECTS_LISTED = 1000;

const CHANGE = { kind: 'unary', lane: 'read', roles: CHANGE_ACCOUNTS, reach: 'account', audited: true } as const;
const READ = { kind: 'unary', lane: 'read', roles: READ_ACCOUNTS, reach: 'account' } as const;
const LISTS = { numbers: read.MAX_NUMBERS, allowanceUnits: read.MAX_NAMED_UNITS };
const SUBJECT_PATH = '/v1/accounts/{account_id}/subjects/{subject_id}';

export const ACCOUNTS = [
  defineMethod({
    ...CHANGE,
    name: 'CreateAccount',
    http: { routes: ['POST /v1/accounts'], inner: 'account' },
    bounds: LISTS,
    run: createAccount,
  }),
  defineMethod({
    ...READ,
    name: 'GetAccount',
    http: { routes: ['GET /v1/accounts/{account_id}'], inner: 'account' },
    run: getAccount,
  }),
  defineMethod({
    ...READ,
    name: 'ListAccounts',
    reach: 'filtered',
    http: { routes: ['GET /v1/accounts'] },
    run: listAccounts,
  }),
  defineMethod({
    ...CHANGE,
    name: 'UpdateAccount',
    http: { routes: ['PATCH /v1/accounts/{account_id}'], inner: 'account' },
    bounds: { ...LISTS, 'updateMask.paths': 32 },
    beyondScope: parentPays,
    run: updateAccount,
  }),
  defineMethod({
    ...CHANGE,
    name: 'SetSubject',
    http: { routes: [`PUT ${SUBJECT_PATH}`], inner: 'subject' },
    bounds: { labels: read.MAX_LABELS },
    run: setSubject,
  }),
  defineMethod({
    ...READ,
    name: 'GetSubject',
    http: { routes: [`GET ${SUBJECT_PATH}`], inner: 'subject' },
    run: getSubject,
  }),
  defineMethod({
    ...CHANGE,
    name: 'DeleteSubject',
    http: { routes: [`DELETE ${SUBJECT_PATH}`], inner: 'subject' },
    run: deleteSubject,
  }),
  defineMethod({
    ...READ,
    name: 'ListSubjects',
    http: { routes: ['GET /v1/accounts/{account_id}/subjects'] },
    run: listSubjects,
  }),
] as const;

/**
 * Whose credit a parent's is cannot be seen from here, so only who opens the account, naming both, may open the
 * parent's purse to it.
 */
function parentPays(message: Message): Fault | undefined {
  if (FUNDED_BY.read(message, 'fundedBy') !== 'parent') return undefined;
  const problem = 'letting a parent pay needs a caller that is not limited to some accounts';
  return new Fault('SCOPE_NOT_ALLOWED', `funded_by: ${problem}`, { field: 'funded_by' });
}

async function createAccount(
  { accounts }: Rooms,
  message: Message,
  context: CallContext,
): Promise<CreateAccountResponse> {
  // The order of the fields is part of the request's fingerprint.
  const request = {
    accountId: read.accountId(message),
    plan: read.word(message, 'plan', ''),
    currency: read.word(message, 'currency', ''),
    timeZone: read.timeZone(message),
    cycleAnchorDay: read.optionalInteger(message, 'cycleAnchorDay', 1, 31) ?? 0,
    seats: read.optionalInteger(message, 'seats', 0, MAX_SEATS) ?? 1,
    creditLimitMilliCents: read.integer(message, 'creditLimitMilliCents', 0, MAX_AMOUNT),
    parentAccountId: read.optionalAccountId(message, 'parentAccountId'),
    numbers: read.ownNumbers(message),
    fundedBy: FUNDED_BY.read(message, 'fundedBy') ?? 'self',
    onPlanExhausted: LIMIT_POLICY.read(message, 'onPlanExhausted'),
    allowanceUnits: read.unitsByName(message, 'allowanceUnits'),
  };
  const view = await accounts.create(request, context);
  return { account: accountMessage(view), replayed: view.replayed };
}

async function getAccount(
  { accounts, recharging }: Rooms,
  message: Message,
  { caller }: CallContext,
): Promise<GetAccountResponse> {
  const accountId = read.accountId(message);
  const account = accountMessage(await accounts.get(accountId));
  if (!READ_RECHARGE.includes(caller.role)) return { account };
  return { account: { ...account, recharge: rechargeMessage(await recharging.get(accountId)) } };
}

/** Those that the caller may see; whether there is a parent that it may not see is not told. */
async function listAccounts(
  { accounts }: Rooms,
  message: Message,
  { caller }: CallContext,
): Promise<ListAccountsResponse> {
  const filter = {
    prefix: caller.accountPrefix,
    state: ACCOUNT_STATE.read(message, 'state'),
    accountStatus: ACCOUNT_STATUS.read(message, 'status'),
    plan: read.word(message, 'plan', ''),
    parentAccountId: read.optionalAccountId(message, 'parent'),
    text: read.line(message, 'text', MAX_TEXT_LENGTH),
  };
  if (filter.parentAccountId !== '' && !isInScope(caller, filter.parentAccountId)) throw notInScope('parent');
  const tokens = new PageTokens('accounts', JSON.stringify(filter));
  const page = tokens.page(message, MAX_ACCOUNTS_LISTED, DEFAULT_ACCOUNTS_LISTED);
  const { items, next } = await accounts.list(filter, (id) => isInScope(caller, id), page);
  return { accounts: items.map(accountMessage), nextPageToken: tokens.token(next) };
}

async function updateAccount({ accounts }: Rooms, message: Message): Promise<UpdateAccountResponse> {
  const view = await accounts.update({
    accountId: read.accountId(message),
    revision: read.integer(message, 'revision', 0, Number.MAX_SAFE_INTEGER),
    force: read.flag(message, 'force'),
    ...changesIn(message),
  });
  return { account: accountMessage(view) };
}

/**
 * What each field that can be changed says. All are read, so that a mistake is one whether or not its field is taken.
 */
function changesIn(message: Message) {
  const given = {
    state: present(message, 'state', () => ACCOUNT_STATE.read(message, 'state') ?? notSpecified('state')),
    plan: present(message, 'plan', () => read.requiredWord(message, 'plan')),
    timeZone: present(message, 'timeZone', () => read.timeZone(message) || notSpecified('timeZone')),
    seats: read.optionalInteger(message, 'seats', 0, MAX_SEATS),
    creditLimitMilliCents: read.optionalInteger(message, 'creditLimitMilliCents', 0, MAX_AMOUNT),
    maxOpenHolds: read.optionalInteger(message, 'maxOpenHolds', 0, MAX_OPEN_HOLDS),
    fundedBy: present(message, 'fundedBy', () => FUNDED_BY.read(message, 'fundedBy') ?? notSpecified('fundedBy')),
    onPlanExhausted: LIMIT_POLICY.read(message, 'onPlanExhausted'),
    numbers: read.ownNumbers(message),
    allowanceUnits: read.unitsByName(message, 'allowanceUnits'),
  };
  type Field = keyof typeof given;
  const fields = Object.keys(given) as Field[];
  const lists = { numbers: given.numbers.length, allowanceUnits: given.allowanceUnits.size };
  const isThere = (field: Field) => (field in lists ? lists[field as 'numbers'] > 0 : isPresent(message, field));
  const mask = updateMask(message, fields);
  const missing = fields.find((field) => mask?.has(field) === true && !(field in lists) && !isThere(field));
  if (missing !== undefined) throw invalidField(toWireName(missing), 'is required, because update_mask names it');
  const taken = fields.filter((field) => mask?.has(field) ?? isThere(field));
  return Object.fromEntries(taken.map((field) => [field, given[field]])) as Partial<Present<typeof given>>;
}

/** The same, without the fields' own absence; what the plan says is a value of its own. */
type Present<Given> = {
  [Field in keyof Given]: Field extends 'onPlanExhausted' ? Given[Field] : Exclude<Given[Field], undefined>;
};

function isPresent(message: Message, field: string): boolean {
  return message[field] !== undefined && message[field] !== null;
}

function present<Value>(message: Message, field: string, reader: () => Value): Value | undefined {
  return isPresent(message, field) ? reader() : undefined;
}

function notSpecified(field: string): never {
  throw invalidField(toWireName(field), 'must not be empty or unspecified');
}

/* What holds for the users, agents and lines of an account. */

async function setSubject({ accounts }: Rooms, message: Message): Promise<SetSubjectResponse> {
  const accountId = read.accountId(message);
  const profile: SubjectProfile = {
    subjectId: read.requiredSubjectId(message),
    ratePlan: read.word(message, 'ratePlan', '') || undefined,
    country: read.word(message, 'country', '') || undefined,
    maxOpenHolds: read.integer(message, 'maxOpenHolds', 0, MAX_OPEN_HOLDS),
    spendingLimitMilliCents: read.optionalInteger(message, 'spendingLimitMilliCents', 0, MAX_AMOUNT),
    onLimit: LIMIT_POLICY.read(message, 'onLimit') ?? 'stop',
    onPlanExhausted: LIMIT_POLICY.read(message, 'onPlanExhausted'),
    labels: read.labels(message),
  };
  const mask = updateMask(
    message,
    Object.keys(profile).filter((field) => field !== 'subjectId'),
  );
  const only = mask as ReadonlySet<keyof SubjectProfile> | undefined;
  return { subject: subjectMessage(accountId, await accounts.putSubject(accountId, profile, only)) };
}

async function getSubject({ accounts }: Rooms, message: Message): Promise<SetSubjectResponse> {
  const accountId = read.accountId(message);
  return { subject: subjectMessage(accountId, await accounts.subject(accountId, read.requiredSubjectId(message))) };
}

async function deleteSubject({ accounts }: Rooms, message: Message): Promise<SetSubjectResponse> {
  const accountId = read.accountId(message);
  const subjectId = read.requiredSubjectId(message);
  await accounts.deleteSubject(accountId, subjectId);
  return { subject: subjectMessage(accountId, await accounts.subject(accountId, subjectId)) };
}

async function listSubjects({ accounts }: Rooms, message: Message): Promise<ListSubjectsResponse> {
  const accountId = read.accountId(message);
  const tokens = new PageTokens('subjects', accountId);
  const page = tokens.page(message, MAX_SUBJECTS_LISTED, DEFAULT_SUBJECTS_LISTED);
  const { items, next } = await accounts.subjects(accountId, page);
  return { subjects: items.map((view) => subjectMessage(accountId, view)), nextPageToken: tokens.token(next) };
}

/** No cap is not a cap of nothing: it is absent. */
function subjectMessage(accountId: string, view: SubjectView): Subject {
  const { profile } = view;
  return {
    accountId,
    subjectId: profile.subjectId,
    ratePlan: profile.ratePlan ?? '',
    country: profile.country ?? '',
    maxOpenHolds: profile.maxOpenHolds,
    spendingLimitMilliCents: orAbsent(profile.spendingLimitMilliCents),
    onLimit: LIMIT_POLICY.name(profile.onLimit),
    onPlanExhausted: LIMIT_POLICY.nameOr(profile.onPlanExhausted),
    spentMilliCents: view.spentMilliCents,
    cycleEndsAtMs: view.cycleEndsAtMs,
    allowances: view.allowances.map(allowanceMessage),
    labels: { ...profile.labels },
  };
}
