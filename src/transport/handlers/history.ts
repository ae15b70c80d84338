/** AccountService: what an account has open, what moved its money, and what it used. */
import type { Accounts } from '../../accounts/requests.ts';
import { invalidField } from '../../domain/fault.ts';
import { reservationStatus } from '../../domain/hold.ts';
import type { Hold } from '../../gen/tollgate/v1/Hold.ts';
import type { ListHoldsResponse } from '../../gen/tollgate/v1/ListHoldsResponse.ts';
import type { Movement as MovementMessage } from '../../gen/tollgate/v1/Movement.ts';
import type { Usage } from '../../gen/tollgate/v1/Usage.ts';
import type { HoldRecord, Movement, TimeSpan } from '../../ledger/port.ts';
import * as read from './fields.ts';
import type { Message } from './fields.ts';
import { directionMessage, partsMessage, settleMessage, termsMessage } from './messages.ts';
import type { StreamMethod, UnaryMethod } from './method.ts';

const MAX_HOLDS_LISTED = 1000;
const DEFAULT_HOLDS_LISTED = 100;
const MAX_MOVEMENTS_LISTED = 100_000;
const DEFAULT_MOVEMENTS_LISTED = 1000;

export function createHistoryMethods(accounts: Accounts): readonly UnaryMethod[] {
  return [
    { name: 'ListHolds', lane: 'read', run: (message) => listHolds(accounts, message) },
    { name: 'GetUsage', lane: 'read', run: (message) => getUsage(accounts, message) },
  ];
}

export function createMovementsMethod(accounts: Accounts): StreamMethod {
  return { name: 'ListMovements', lane: 'read', run: (message) => listMovements(accounts, message) };
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

async function* listMovements(accounts: Accounts, message: Message): AsyncGenerator<MovementMessage> {
  const accountId = read.accountId(message);
  const span = timeSpan(message);
  const limit = read.integer(message, 'limit', 0, MAX_MOVEMENTS_LISTED) || DEFAULT_MOVEMENTS_LISTED;
  for await (const movement of accounts.movements(accountId, span, limit)) yield movementMessage(movement);
}

function timeSpan(message: Message): TimeSpan {
  const span = { fromMs: read.timeMs(message, 'fromMs'), toMs: read.timeMs(message, 'toMs') };
  if (span.toMs > 0 && span.toMs < span.fromMs) throw invalidField('to_ms', 'must not be before from_ms');
  return span;
}

function movementMessage(movement: Movement): MovementMessage {
  return {
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
    lotId: movement.lotId,
    originAccountId: movement.originAccountId,
    parts: partsMessage(movement.parts),
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
        : settleMessage({
            ...result,
            kind: 'done',
            unit: hold.terms.unit,
            reservationStatus: reservationStatus(result.state),
          }),
    numberClass: hold.facts.numberClass,
    accountId: hold.accountId,
    parts: partsMessage(hold.parts),
    payerAccountId: hold.payerAccountId,
  };
}
