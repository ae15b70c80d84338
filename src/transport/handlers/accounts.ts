/** AccountService: accounts and their credit. */
import type { Accounts } from '../../accounts/requests.ts';
import { invalidField } from '../../domain/fault.ts';
import { MAX_AMOUNT } from '../../domain/money.ts';
import type { Account } from '../../gen/tollgate/v1/Account.ts';
import type { CreditResponse } from '../../gen/tollgate/v1/CreditResponse.ts';
import type { AccountLifecycle, AccountProfile } from '../../ledger/port.ts';
import { accountMessage, creditMessage } from './account-message.ts';
import * as read from './fields.ts';
import type { Message } from './fields.ts';
import { MAX_OPEN_HOLDS, PLAN_EXHAUSTED } from './limits.ts';
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
