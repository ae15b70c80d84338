/**
 * CreditControlService: what goes on with a hold and ends it. A hold is named by its ids, or by its settle token alone.
 */
import type { ExtendResult, SettleResult, TokenSubject } from '../../control/requests.ts';
import { Fault, invalidField } from '../../domain/fault.ts';
import type { AnswerResponse } from '../../gen/tollgate/v1/AnswerResponse.ts';
import type { ExtendResponse } from '../../gen/tollgate/v1/ExtendResponse.ts';
import type { ReleaseResponse } from '../../gen/tollgate/v1/ReleaseResponse.ts';
import type { SettleResponse } from '../../gen/tollgate/v1/SettleResponse.ts';
import { type CallContext, defineMethod, type Message, type Rooms, TRAFFIC } from '../method.ts';
import { MAX_UNITS } from './admissions.ts';
import { DECISION, RESERVATION_STATUS, settleMessage } from './messages.ts';
import * as read from './fields.ts';

/** A week: no call is longer, however often it is extended. */
const MAX_CALL_SECONDS = 7 * 86_400;
const MAX_SEQUENCE = 1_000_000_000;
/** Q.850 causes have seven bits. */
const MAX_CAUSE = 127;

export const COMPLETIONS = [
  defineMethod({
    kind: 'unary',
    name: 'Answer',
    lane: 'completion',
    roles: TRAFFIC,
    reach: 'token',
    http: { routes: ['POST /v1/answer'] },
    run: answer,
  }),
  defineMethod({
    kind: 'unary',
    name: 'Extend',
    lane: 'extension',
    roles: TRAFFIC,
    reach: 'token',
    http: { routes: ['POST /v1/extend'] },
    run: extend,
  }),
  defineMethod({
    kind: 'unary',
    name: 'Settle',
    lane: 'completion',
    roles: TRAFFIC,
    reach: 'token',
    http: { routes: ['POST /v1/settle'] },
    run: settle,
  }),
  defineMethod({
    kind: 'unary',
    name: 'Release',
    lane: 'completion',
    roles: TRAFFIC,
    reach: 'token',
    http: { routes: ['POST /v1/release'] },
    run: release,
  }),
] as const;

/** Which hold is meant. What is left out stands in the token. */
function subjectOf({ control }: Rooms, message: Message): TokenSubject & { readonly settleToken: string } {
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
  };
}

async function extend(rooms: Rooms, message: Message, context: CallContext): Promise<ExtendResponse> {
  const { accountId, holdId, settleToken } = subjectOf(rooms, message);
  const connectedSeconds = read.connectedSeconds(message);
  if (connectedSeconds !== undefined && connectedSeconds > MAX_CALL_SECONDS) {
    const isExact = (message['connectedMilliseconds'] ?? undefined) === undefined;
    throw invalidField(
      isExact ? 'connected_seconds' : 'connected_milliseconds',
      `must be at most ${MAX_CALL_SECONDS}${isExact ? '' : '000'}`,
    );
  }
  const units = read.optionalInteger(message, 'units', 0, MAX_UNITS);
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
  };
}

/**
 * A settle that is refused is a settle that is lost, so a number above any possible call is cut and flagged instead.
 */
async function settle(rooms: Rooms, message: Message, context: CallContext): Promise<SettleResponse> {
  const { accountId, holdId, settleToken } = subjectOf(rooms, message);
  const connected = read.connectedSeconds(message);
  const units = read.measured(message, 'units');
  const result = await rooms.control.settle(
    {
      accountId,
      holdId,
      connectedSeconds: atMost(MAX_CALL_SECONDS, connected),
      units: atMost(MAX_UNITS, units),
      durationSeconds: atMost(MAX_CALL_SECONDS, read.measured(message, 'durationSeconds')) ?? 0,
      endedSecondsAgo: Math.min(MAX_CALL_SECONDS, read.secondsAgo(message, 'endedSecondsAgo')),
      q850Cause: read.integer(message, 'q850Cause', 0, MAX_CAUSE),
      settleToken,
    },
    context,
  );
  const wasCut = (connected ?? 0) > MAX_CALL_SECONDS || (units ?? 0) > MAX_UNITS;
  return settleMessage(wasCut ? clamped(result) : result);
}

function atMost(most: number, value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.min(value, most);
}

function clamped(result: SettleResult): SettleResult {
  return result.kind === 'done' ? { ...result, clamped: true } : result;
}

async function release(rooms: Rooms, message: Message, context: CallContext): Promise<ReleaseResponse> {
  const { accountId, holdId, settleToken } = subjectOf(rooms, message);
  const q850Cause = read.integer(message, 'q850Cause', 0, MAX_CAUSE);
  return settleMessage(await rooms.control.release({ accountId, holdId, q850Cause, settleToken }, context));
}
