/** CreditControlService: a gateway lists its active legs. */
import type { ActiveLeg, LegResult } from '../../control/active-legs.ts';
import type { MissingHold, ReconcileResult } from '../../control/reconcile.ts';
import { Fault, invalidField } from '../../domain/fault.ts';
import type { LegResult as LegResultMessage } from '../../gen/tollgate/v1/LegResult.ts';
import type { MissingHold as MissingHoldMessage } from '../../gen/tollgate/v1/MissingHold.ts';
import type { ReconcileResponse } from '../../gen/tollgate/v1/ReconcileResponse.ts';
import { type CallContext, defineMethod, type Message, type Rooms, TRAFFIC } from '../method.ts';
import { subjectOf } from './completions.ts';
import { connectedTime, measuredWhole } from './measured.ts';
import { LEG_STATE, LIST_STATE, RESERVATION_STATUS } from './messages.ts';
import * as read from './fields.ts';

const MAX_LEGS = 1_000;
const MAX_PAGES = 200;
const MAX_LIST_ID_LENGTH = 128;
/** An older list says too little of now. */
const MAX_AGE_SECONDS = 3_600;

export const RECONCILE = defineMethod({
  kind: 'unary',
  name: 'Reconcile',
  lane: 'completion',
  roles: TRAFFIC,
  reach: 'whole',
  http: { routes: ['POST /v1/reconcile'] },
  bounds: { activeLegs: MAX_LEGS },
  run: reconcile,
});

async function reconcile(rooms: Rooms, message: Message, context: CallContext): Promise<ReconcileResponse> {
  const gatewayId = read.gatewayId(message, context);
  if (gatewayId === '') throw invalidField('gateway_id', 'is required');
  const force = read.flag(message, 'force');
  if (force && context.caller.role !== 'admin') {
    throw new Fault('ROLE_NOT_ALLOWED', `force: needs role admin; this caller has ${context.caller.role}`, {
      field: 'force',
    });
  }
  const result = await rooms.control.reconcile(
    {
      gatewayId,
      force,
      listId: listIdOf(message),
      page: read.requiredInteger(message, 'page', 1, MAX_PAGES),
      last: read.flag(message, 'last'),
      epoch: read.optionalInteger(message, 'epoch', 1, Number.MAX_SAFE_INTEGER),
      takenSecondsAgo: read.integer(message, 'takenSecondsAgo', 0, MAX_AGE_SECONDS),
      dryRun: read.flag(message, 'dryRun'),
      legs: read.list(message, 'activeLegs').map((leg, index) => activeLeg(rooms, leg, index)),
    },
    context,
  );
  return reconcileMessage(result);
}

function listIdOf(message: Message): string {
  const listId = read.line(message, 'listId', MAX_LIST_ID_LENGTH);
  if (listId === '') throw invalidField('list_id', 'is required');
  if (!/^[\x20-\x7e]*$/.test(listId)) throw invalidField('list_id', 'must be printable ASCII');
  return listId;
}

function activeLeg(rooms: Rooms, value: unknown, index: number): ActiveLeg {
  const place = `active_legs[${index}]`;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidField(place, 'must be an object');
  const message = value as Message;
  try {
    return {
      ...subjectOf(rooms, message),
      connectedSeconds: connectedTime(message).connectedSeconds,
      units: measuredWhole(message, 'units'),
      answered: read.flag(message, 'answered'),
    };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const field = `${place}.${error.details.field ?? ''}`;
    throw new Fault(error.reason, `${place}.${error.message}`, { ...error.details, field });
  }
}

function reconcileMessage(result: ReconcileResult): ReconcileResponse {
  return {
    state: LIST_STATE.name(result.state),
    missingPages: [...result.missingPages],
    legs: result.legs.map(legMessage),
    openHolds: result.openHolds,
    missing: result.missing,
    missingTwice: result.missingTwice,
    ended: result.ended,
    left: result.left,
    missingHolds: result.missingHolds.map(missingMessage),
    nextListSeconds: result.nextListSeconds,
  };
}

function legMessage(leg: LegResult): LegResultMessage {
  return {
    accountId: leg.accountId,
    holdId: leg.holdId,
    state: LEG_STATE.name(leg.state),
    amountMilliCents: leg.milliCents,
    reservationStatus: RESERVATION_STATUS.nameOr(leg.reservationStatus),
    reason: leg.reason,
  };
}

function missingMessage({ accountId, holdId, sinceMs, holdMilliCents, ended }: MissingHold): MissingHoldMessage {
  return {
    accountId,
    holdId,
    missingSinceMs: sinceMs,
    ended: ended !== undefined,
    reservationStatus: RESERVATION_STATUS.nameOr(ended?.reservationStatus),
    billingAmountMilliCents: ended?.chargedMilliCents ?? 0,
    holdMilliCents,
  };
}
