/** CreditControlService: Reverse, which billing calls and gateways do not. */
import { invalidField } from '../../domain/fault.ts';
import { MAX_AMOUNT } from '../../domain/money.ts';
import { idempotencyKeyProblem } from '../../domain/traffic.ts';
import type { ReverseResponse } from '../../gen/tollgate/v1/ReverseResponse.ts';
import type { ReversalShare, ReversalTarget } from '../../ledger/port.ts';
import { type CallContext, CHANGE_ACCOUNTS, defineMethod, type Message, type Rooms } from '../method.ts';
import { ACCOUNT_STATUS, partsMessage } from './messages.ts';
import * as read from './fields.ts';

/** What one hold can have been billed for. */
const MAX_UNITS = 1_000_000_000;

export const REVERSE = defineMethod({
  kind: 'unary',
  name: 'Reverse',
  lane: 'admission',
  roles: CHANGE_ACCOUNTS,
  reach: 'account',
  audited: true,
  http: { routes: ['POST /v1/reverse'] },
  run: reverse,
});

async function reverse({ control, accounts }: Rooms, message: Message, context: CallContext): Promise<ReverseResponse> {
  const accountId = read.accountId(message);
  const request = {
    accountId,
    target: targetOf(message),
    share: shareOf(message),
    idempotencyKey: read.idempotencyKey(message),
    note: read.line(message, 'note'),
  };
  const result = await control.reverse(request, context);
  const { accountStatus } = await accounts.get(accountId);
  return {
    reversedMilliCents: result.reversedMilliCents,
    parts: partsMessage(result.parts),
    balanceMilliCents: result.balanceMilliCents,
    availableMilliCents: result.availableMilliCents,
    accountStatus: ACCOUNT_STATUS.nameOr(accountStatus),
    replayed: result.replayed,
    lapsedMilliCents: result.lapsedMilliCents,
    unit: result.unit,
    reversedUnits: result.reversedUnits,
    remainingMilliCents: result.leftMilliCents,
    remainingUnits: result.leftUnits,
  };
}

function targetOf(message: Message): ReversalTarget {
  const holdId = read.optionalHoldId(message, 'holdId');
  const chargeKey = read.stringAt(message, 'chargeIdempotencyKey');
  if (chargeKey === '') {
    if (holdId === '') throw invalidField('hold_id', 'is required, or charge_idempotency_key for what Charge made');
    return { kind: 'hold', holdId };
  }
  if (holdId !== '') throw invalidField('charge_idempotency_key', 'must not be given beside hold_id');
  const problem = idempotencyKeyProblem(chargeKey);
  if (problem !== undefined) throw invalidField('charge_idempotency_key', problem);
  return { kind: 'charge', chargeKey };
}

function shareOf(message: Message): ReversalShare {
  const milliCents = read.optionalInteger(message, 'amountMilliCents', 1, MAX_AMOUNT);
  const units = read.optionalInteger(message, 'units', 1, MAX_UNITS);
  if (milliCents === undefined) return units === undefined ? undefined : { kind: 'units', units };
  if (units !== undefined) throw invalidField('units', 'must not be given beside amount_milli_cents');
  return { kind: 'money', milliCents };
}
