/**
 * CreditControlService: what goes on with a hold and ends it. A hold is named by its ids, or by its settle token alone.
 */
import type { ExtendResult, TokenSubject } from '../../control/requests.ts';
import { Fault, invalidField } from '../../domain/fault.ts';
import type { AnswerResponse } from '../../gen/tollgate/v1/AnswerResponse.ts';
import type { ExtendResponse } from '../../gen/tollgate/v1/ExtendResponse.ts';
import type { ReleaseResponse } from '../../gen/tollgate/v1/ReleaseResponse.ts';
import type { SettleResponse } from '../../gen/tollgate/v1/SettleResponse.ts';
import { type CallContext, defineMethod, type Message, type Rooms, TRAFFIC } from '../method.ts';
import { answerLine, extendLine, releaseLine, settleLine } from './lines.ts';
import { connectedTime, measuredWhole, secondsAgo } from './measured.ts';
import { DECISION, RESERVATION_STATUS, settleMessage } from './messages.ts';
import * as read from './fields.ts';

const MAX_SEQUENCE = 1_000_000_000;
/** Q.850 causes have seven bits. */
const MAX_CAUSE = 127;

export const SETTLE = defineMethod({
  kind: 'unary',
  name: 'Settle',
  lane: 'completion',
  roles: TRAFFIC,
  reach: 'token',
  http: { routes: ['POST /v1/settle'], line: settleLine },
  run: settle,
});

export const COMPLETIONS = [
  defineMethod({
    kind: 'unary',
    name: 'Answer',
    lane: 'completion',
    roles: TRAFFIC,
    reach: 'token',
    http: { routes: ['POST /v1/answer'], line: answerLine },
    run: answer,
  }),
  defineMethod({
    kind: 'unary',
    name: 'Extend',
    lane: 'extension',
    roles: TRAFFIC,
    reach: 'token',
    http: { routes: ['POST /v1/extend'], line: extendLine },
    run: extend,
  }),
  SETTLE,
  defineMethod({
    kind: 'unary',
    name: 'Release',
    lane: 'completion',
    roles: TRAFFIC,
    reach: 'token',
    http: { routes: ['POST /v1/release'], line: releaseLine },
    run: release,
  }),
] as const;

/** Which hold is meant. What is left out stands in the token. */
export function subjectOf({ control }: Rooms, message: Message): TokenSubject & { readonly settleToken: string } {
  const settleToken = read.settleToken(message);
  const accountId = read.optionalAccountId(message, 'accountId');
  const holdId = read.optionalHoldId(message, 'holdId');
  if (accountId !== '' && holdId !== '') return { accountId, holdId, settleToken };
  if (settleToken === '') {
    throw invalidField(accountId === '' ? 'account_id' : 'hold_id', 'is required where there is no settle_token');
  }
  const subject = control.tokenSubject(settleToken);
  const isMeant = subject !== undefined && [subject.accountId, ''].includes(accountId);
  if (!isMeant || ![subject.holdId, ''].includes(holdId)) {
    const missing = accountId === '' ? 'account_id' : 'hold_id';
    throw new Fault('BAD_TOKEN', `settle_token: names no such hold, and there is no ${missing}`, {
      field: 'settle_token',
    });
  }
  return { accountId: subject.accountId, holdId: subject.holdId, settleToken };
}

async function answer(rooms: Rooms, message: Message, context: CallContext): Promise<AnswerResponse> {
  const result = await rooms.control.answer(subjectOf(rooms, message), context);
  return {
    reservationStatus: RESERVATION_STATUS.name(result.reservationStatus),
    grantedSeconds: result.grantedSeconds,
    holdMilliCents: result.holdMilliCents,
    replayed: result.replayed,
    queued: result.queued,
  };
}

async function extend(rooms: Rooms, message: Message, context: CallContext): Promise<ExtendResponse> {
  const { accountId, holdId, settleToken } = subjectOf(rooms, message);
  const { connectedSeconds } = connectedTime(message);
  const units = measuredWhole(message, 'units');
  if (connectedSeconds === undefined && units === undefined) {
    throw invalidField('connected_seconds', 'is required, or units for a hold that is not counted in seconds');
  }
  const result = await rooms.control.extend(
    {
      accountId,
      holdId,
      used: { connectedSeconds, units },
      sequence: read.requiredInteger(message, 'sequence', 1, MAX_SEQUENCE),
      settleToken,
    },
    context,
  );
  return extendMessage(result);
}

function extendMessage(result: ExtendResult): ExtendResponse {
  const inSeconds = result.unit === 'second';
  return {
    decision: DECISION.name(result.decision),
    reason: result.reason,
    message: result.message,
    grantedSeconds: inSeconds ? result.grantedUnits : 0,
    holdMilliCents: result.holdMilliCents,
    availableMilliCents: result.availableMilliCents,
    shortfallMilliCents: result.shortfallMilliCents,
    replayed: result.replayed,
    grantedUnits: inSeconds ? 0 : result.grantedUnits,
    final: result.final,
    validitySeconds: result.validitySeconds,
    clamped: result.clamped,
    queued: result.queued,
  };
}

async function settle(rooms: Rooms, message: Message, context: CallContext): Promise<SettleResponse> {
  const { accountId, holdId, settleToken } = subjectOf(rooms, message);
  const { connectedSeconds, inconsistent } = connectedTime(message);
  const result = await rooms.control.settle(
    {
      accountId,
      holdId,
      connectedSeconds,
      inconsistent,
      units: measuredWhole(message, 'units'),
      durationSeconds: measuredWhole(message, 'durationSeconds') ?? 0,
      endedSecondsAgo: secondsAgo(message, 'endedSecondsAgo'),
      q850Cause: causeOf(message),
      interimSequence: interimSequenceOf(message),
      settleToken,
    },
    context,
  );
  return settleMessage(result);
}

/** Absent where the call is over. A number that comes along with its end is not looked at: no end is refused. */
function interimSequenceOf(message: Message): number | undefined {
  return read.flag(message, 'interim') ? read.requiredInteger(message, 'sequence', 1, MAX_SEQUENCE) : undefined;
}

async function release(rooms: Rooms, message: Message, context: CallContext): Promise<ReleaseResponse> {
  const { accountId, holdId, settleToken } = subjectOf(rooms, message);
  const request = { accountId, holdId, q850Cause: causeOf(message), settleToken };
  const { holdMilliCents: _held, ...record } = settleMessage(await rooms.control.release(request, context));
  return record;
}

/**
 * A whole number that is no cause, such as the SIP status 486, is for the record only: it reads as not known, for a
 * settle that is refused is a charge that is lost.
 */
function causeOf(message: Message): number {
  const cause = read.integer(message, 'q850Cause', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return cause >= 0 && cause <= MAX_CAUSE ? cause : 0;
}
