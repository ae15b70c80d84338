/** AccountService: accounts, their credit and their history. */
import type { Accounts, AccountView, CreditResult } from '../../accounts/requests.ts';
import { Fault, invalidField } from '../../domain/fault.ts';
import { reservationStatus } from '../../domain/hold.ts';
import { MAX_AMOUNT } from '../../domain/money.ts';
import type { Account } from '../../gen/tollgate/v1/Account.ts';
import type { CreditResponse } from '../../gen/tollgate/v1/CreditResponse.ts';
import type { Hold } from '../../gen/tollgate/v1/Hold.ts';
import type { ListHoldsResponse } from '../../gen/tollgate/v1/ListHoldsResponse.ts';
import type { Movement } from '../../gen/tollgate/v1/Movement.ts';
import type { Usage } from '../../gen/tollgate/v1/Usage.ts';
import type { AccountLifecycle, HoldRecord, TimeSpan } from '../../ledger/port.ts';
import * as read from './fields.ts';
import type { Message } from './fields.ts';
import type { StreamMethod, UnaryMethod } from './method.ts';
import { accountStatusMessage, directionMessage, settleMessage, termsMessage } from './responses.ts';

const LIFECYCLES: readonly AccountLifecycle[] = ['active', 'suspended', 'closed'];
const MAX_SEATS = 1_000_000;
const MAX_OPEN_HOLDS = 100_000;
const MAX_NOTE_LENGTH = 256;
const MAX_HOLDS_LISTED = 1000;
const DEFAULT_HOLDS_LISTED = 100;
const MAX_MOVEMENTS_LISTED = 100_000;
const DEFAULT_MOVEMENTS_LISTED = 1000;

export function createAccountMethods(accounts: Accounts): readonly UnaryMethod[] {
  return [
    { name: 'CreateAccount', lane: 'read', audited: true, run: (message) => createAccount(accounts, message) },
    { name: 'GetAccount', lane: 'read', run: (message) => getAccount(accounts, message) },
    { name: 'UpdateAccount', lane: 'read', audited: true, run: (message) => updateAccount(accounts, message) },
    { name: 'AddCredit', lane: 'admission', audited: true, run: (message) => addCredit(accounts, message) },
    { name: 'AdjustBalance', lane: 'admission', audited: true, run: (message) => adjustBalance(accounts, message) },
    { name: 'ListHolds', lane: 'read', run: (message) => listHolds(accounts, message) },
    { name: 'GetUsage', lane: 'read', run: (message) => getUsage(accounts, message) },
  ];
}

export function createMovementsMethod(accounts: Accounts): StreamMethod {
  return { name: 'ListMovements', lane: 'read', run: (message) => listMovements(accounts, message) };
}

async function createAccount(accounts: Accounts, message: Message): Promise<Account> {
  const view = await accounts.create({
    accountId: read.accountId(message),
    plan: read.word(message, 'plan', ''),
    currency: read.word(message, 'currency', ''),
    timeZone: read.timeZone(message),
    cycleAnchorDay: read.integer(message, 'cycleAnchorDay', 0, 31),
    seats: read.optionalInteger(message, 'seats', 0, MAX_SEATS) ?? 1,
    creditLimitMilliCents: read.integer(message, 'creditLimitMilliCents', 0, MAX_AMOUNT),
    parentAccountId: read.optionalAccountId(message, 'parentAccountId'),
    numbers: read.ownNumbers(message),
  });
  return accountMessage(view);
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
  const numbers = read.ownNumbers(message);
  const replaceNumbers = read.flag(message, 'replaceNumbers');
  if (numbers.length > 0 && !replaceNumbers) throw invalidField('numbers', 'is taken only with replace_numbers');
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
    ...(replaceNumbers && { numbers }),
  });
  return accountMessage(view);
}

async function addCredit(accounts: Accounts, message: Message): Promise<CreditResponse> {
  const request = {
    accountId: read.accountId(message),
    amountMilliCents: read.requiredInteger(message, 'amountMilliCents', 1, MAX_AMOUNT),
    idempotencyKey: read.idempotencyKey(message),
    note: read.line(message, 'note', MAX_NOTE_LENGTH),
  };
  // Taking the money as credit that never expires would silently do something else than was asked for.
  if (read.timeMs(message, 'expiresAtMs') > 0) throw lotsNotBuilt('expires_at_ms');
  if (read.list(message, 'services').length > 0) throw lotsNotBuilt('services');
  return creditMessage(await accounts.addCredit(request));
}

function lotsNotBuilt(field: string): Fault {
  return new Fault(
    'unimplemented',
    'LOTS_NOT_AVAILABLE',
    `${field}: this version has no credit that expires or is limited`,
    {
      field,
    },
  );
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

async function listHolds(accounts: Accounts, message: Message): Promise<ListHoldsResponse> {
  const result = await accounts.holds(
    read.accountId(message),
    read.optionalHoldId(message, 'holdId'),
    read.integer(message, 'limit', 0, MAX_HOLDS_LISTED) || DEFAULT_HOLDS_LISTED,
  );
  return { holds: result.holds.map(holdMessage), openHolds: result.openHolds };
}

async function getUsage(accounts: Accounts, message: Message): Promise<Usage> {
  const report = await accounts.usage(read.accountId(message), timeSpan(message));
  return {
    rows: report.rows.map((row) => ({
      day: row.day,
      service: row.service,
      count: row.count,
      billedUnits: row.billedUnits,
      billingAmountMilliCents: row.billedMilliCents,
    })),
    coveredFromMs: report.coveredFromMs,
  };
}

async function* listMovements(accounts: Accounts, message: Message): AsyncGenerator<Movement> {
  const accountId = read.accountId(message);
  const span = timeSpan(message);
  const limit = read.integer(message, 'limit', 0, MAX_MOVEMENTS_LISTED) || DEFAULT_MOVEMENTS_LISTED;
  for await (const movement of accounts.movements(accountId, span, limit)) {
    yield {
      sequence: movement.sequence,
      atMs: movement.atMs,
      kind: movement.kind,
      amountMilliCents: movement.amountMilliCents,
      balanceMilliCents: movement.balanceMilliCents,
      holdId: movement.holdId,
      idempotencyKey: movement.idempotencyKey,
      service: movement.service,
      billedUnits: movement.billedUnits,
      note: movement.note,
      estimated: movement.estimated,
      subjectId: movement.subjectId,
    };
  }
}

function timeSpan(message: Message): TimeSpan {
  const span = { fromMs: read.timeMs(message, 'fromMs'), toMs: read.timeMs(message, 'toMs') };
  if (span.toMs > 0 && span.toMs < span.fromMs) throw invalidField('to_ms', 'must not be before from_ms');
  return span;
}

function accountMessage(view: AccountView): Account {
  const { profile } = view;
  return {
    accountId: profile.accountId,
    state: profile.state,
    plan: profile.plan,
    balanceMilliCents: view.balanceMilliCents,
    heldMilliCents: view.heldMilliCents,
    availableMilliCents: view.availableMilliCents,
    planCreditsRemainingMilliCents: view.planCreditsRemainingMilliCents,
    cycleEndsAtMs: view.cycleEndsAtMs,
    accountStatus: accountStatusMessage(view.accountStatus),
    openHolds: view.openHolds,
    numbers: [...profile.numbers],
    currency: profile.currency,
    timeZone: profile.timeZone,
    cycleAnchorDay: profile.cycleAnchorDay,
    seats: profile.seats,
    creditLimitMilliCents: profile.creditLimitMilliCents,
    parentAccountId: profile.parentAccountId ?? '',
    revision: profile.revision,
    createdAtMs: profile.createdAtMs,
    maxOpenHolds: profile.maxOpenHolds,
    replayed: view.replayed,
  };
}

function creditMessage(result: CreditResult): CreditResponse {
  return {
    balanceMilliCents: result.balanceMilliCents,
    availableMilliCents: result.availableMilliCents,
    replayed: result.replayed,
    accountStatus: accountStatusMessage(result.accountStatus),
  };
}

function holdMessage(hold: HoldRecord): Hold {
  const { result } = hold;
  return {
    holdId: hold.holdId,
    state: hold.state,
    service: hold.facts.service,
    direction: directionMessage(hold.facts.direction),
    from: hold.facts.from,
    to: hold.facts.to,
    subjectId: hold.facts.subjectId,
    parentHoldId: hold.facts.parentHoldId,
    holdMilliCents: hold.holdMilliCents,
    grantedUnits: hold.grantedUnits,
    authorizedAtMs: hold.authorizedAtMs,
    answeredAtMs: hold.answeredAtMs,
    deadlineAtMs: hold.deadlineAtMs,
    terms: termsMessage(hold.terms),
    result:
      result === undefined
        ? null
        : settleMessage({ ...result, unit: hold.terms.unit, reservationStatus: reservationStatus(result.state) }),
    numberClass: hold.facts.numberClass,
  };
}
