/** AccountService: what an account has open, what moved its money, and what it used. */
import { invalidField } from '../../domain/fault.ts';
import { reservationStatus } from '../../domain/hold.ts';
import type { GetUsageResponse } from '../../gen/tollgate/v1/GetUsageResponse.ts';
import type { Hold } from '../../gen/tollgate/v1/Hold.ts';
import type { ListHoldsResponse } from '../../gen/tollgate/v1/ListHoldsResponse.ts';
import type { ListMovementsResponse } from '../../gen/tollgate/v1/ListMovementsResponse.ts';
import type { Movement as MovementMessage } from '../../gen/tollgate/v1/Movement.ts';
import type { HoldRecord, Movement, TimeSpan } from '../../ledger/port.ts';
import { isInScope } from '../auth.ts';
import { type CallContext, defineMethod, type Message, READ_ACCOUNTS, type Rooms } from '../method.ts';
import {
  DIRECTION,
  HOLD_STATE,
  MOVEMENT_KIND,
  orAbsent,
  partsMessage,
  settleMessage,
  termsMessage,
} from './messages.ts';
import * as read from './fields.ts';
import { PageTokens } from './pages.ts';

const MAX_HOLDS_LISTED = 1000;
const DEFAULT_HOLDS_LISTED = 100;
/** A year. */
const MAX_AGE_SECONDS = 31_536_000;
const MAX_MOVEMENTS_LISTED = 100_000;
const DEFAULT_MOVEMENTS_LISTED = 1000;

export const HISTORY = [
  defineMethod({
    kind: 'unary',
    name: 'ListHolds',
    lane: 'read',
    roles: READ_ACCOUNTS,
    reach: 'filtered',
    http: { routes: ['GET /v1/accounts/{account_id}/holds', 'GET /v1/holds'] },
    run: listHolds,
  }),
  defineMethod({
    kind: 'unary',
    name: 'GetUsage',
    lane: 'read',
    roles: READ_ACCOUNTS,
    reach: 'account',
    http: { routes: ['GET /v1/accounts/{account_id}/usage'] },
    run: getUsage,
  }),
  defineMethod({
    kind: 'stream',
    name: 'ListMovements',
    lane: 'read',
    roles: READ_ACCOUNTS,
    reach: 'account',
    http: { routes: ['GET /v1/accounts/{account_id}/movements'], inner: 'movement', place: 'pageToken' },
    run: listMovements,
  }),
] as const;

/** Of an account, of a gateway or of all: those are shown as far as the caller may see their accounts. */
async function listHolds({ accounts }: Rooms, message: Message, { caller }: CallContext): Promise<ListHoldsResponse> {
  const accountId = read.optionalAccountId(message, 'accountId');
  const holdId = read.optionalHoldId(message, 'holdId');
  const accountPrefix = read.optionalAccountId(message, 'accountPrefix');
  const filter = {
    gatewayId: read.line(message, 'gatewayId', read.MAX_GATEWAY_ID_LENGTH),
    olderThanMs: read.integer(message, 'olderThanSeconds', 0, MAX_AGE_SECONDS) * 1000,
    holdRule: read.word(message, 'holdRule', ''),
  };
  if (accountId !== '' && filter.gatewayId !== '')
    throw invalidField('account_id', 'must not be given beside gateway_id');
  if (accountId !== '' && accountPrefix !== '')
    throw invalidField('account_id', 'must not be given beside account_prefix');
  if (accountId === '' && holdId !== '') throw invalidField('hold_id', 'needs the account_id that it is of');
  const tokens = new PageTokens(
    'holds',
    accountId,
    holdId,
    accountPrefix,
    caller.accountPrefix,
    JSON.stringify(filter),
  );
  const page = tokens.page(message, MAX_HOLDS_LISTED, DEFAULT_HOLDS_LISTED);
  const mayShow = (id: string): boolean => isInScope(caller, id) && isInScope({ accountPrefix }, id);
  const found =
    accountId === ''
      ? await accounts.allHolds(filter, mayShow, page)
      : await accounts.holds(accountId, holdId, page, filter);
  return {
    holds: found.holds.map(holdMessage),
    openHolds: found.openHolds,
    nextPageToken: tokens.token(found.next),
  };
}

async function getUsage({ accounts }: Rooms, message: Message): Promise<GetUsageResponse> {
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

async function* listMovements({ accounts }: Rooms, message: Message): AsyncGenerator<ListMovementsResponse> {
  const accountId = read.accountId(message);
  const span = timeSpan(message);
  const tokens = new PageTokens('movements', accountId, `${span.fromMs}`, `${span.toMs}`);
  const page = tokens.page(message, MAX_MOVEMENTS_LISTED, DEFAULT_MOVEMENTS_LISTED);
  for await (const movement of accounts.movements(accountId, span, page)) {
    yield { movement: movementMessage(movement), pageToken: tokens.token(movement.place) };
  }
}

/** An end at 0 would be an open one to the ledger, so there is none. */
function timeSpan(message: Message): TimeSpan {
  const span = { fromMs: read.timeMs(message, 'fromMs'), toMs: read.optionalTimeMs(message, 'toMs') };
  if (span.toMs > 0 && span.toMs < span.fromMs) throw invalidField('to_ms', 'must not be before from_ms');
  return span;
}

export function movementMessage(movement: Omit<Movement, 'firstCharge'>): MovementMessage {
  return {
    sequence: movement.sequence,
    atMs: movement.atMs,
    kind: MOVEMENT_KIND.name(movement.kind),
    amountMilliCents: movement.amountMilliCents,
    balanceMilliCents: movement.balanceMilliCents,
    holdId: movement.holdId,
    idempotencyKey: movement.idempotencyKey,
    chargeIdempotencyKey: movement.chargeKey,
    service: movement.service,
    billedUnits: movement.billedUnits,
    note: movement.note,
    estimated: movement.estimated,
    subjectId: movement.subjectId,
    lotId: movement.lotId,
    packId: movement.packId,
    packUnits: movement.packUnits,
    packageId: movement.packageId,
    originAccountId: movement.originAccountId,
    parts: partsMessage(movement.parts),
  };
}

function holdMessage(hold: HoldRecord): Hold {
  const { result, facts } = hold;
  return {
    holdId: hold.holdId,
    state: HOLD_STATE.name(hold.state),
    service: facts.service,
    direction: DIRECTION.name(facts.direction),
    from: facts.from,
    to: facts.to,
    subjectId: facts.subjectId,
    parentHoldId: facts.parentHoldId,
    holdMilliCents: hold.holdMilliCents,
    grantedUnits: hold.grantedUnits,
    authorizedAtMs: hold.authorizedAtMs,
    answeredAtMs: orAbsent(hold.answeredAtMs || undefined),
    deadlineAtMs: orAbsent(hold.deadlineAtMs || undefined),
    terms: termsMessage(hold.terms),
    result:
      result === undefined
        ? null
        : settleMessage({
            ...result,
            kind: 'done',
            unit: hold.terms.unit,
            reservationStatus: reservationStatus(result.state),
          }),
    numberClass: facts.numberClass,
    accountId: hold.accountId,
    parts: partsMessage(hold.parts),
    payerAccountId: hold.payerAccountId,
    gatewayId: facts.gatewayId,
    chargedMilliCents: hold.chargedMilliCents,
    reversedMilliCents: hold.reversedMilliCents,
    reversedUnits: hold.reversedUnits,
    recreated: hold.recreated,
    holdRule: facts.holdRule,
  };
}
