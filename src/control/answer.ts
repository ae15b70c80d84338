/** Answer: billable time starts now. */
import { reservationStatus } from '../domain/hold.ts';
import { EMERGENCY_GRANT_SECONDS } from './emergency.ts';
import { notAfterMs, type Environment } from './environment.ts';
import type { AnswerRequest, AnswerResult, RequestContext } from './requests.ts';

export async function answer(
  environment: Environment,
  request: AnswerRequest,
  context: RequestContext,
): Promise<AnswerResult> {
  if (environment.tokens.isExempt(request.settleToken, request)) {
    return {
      reservationStatus: 'reserved',
      grantedSeconds: EMERGENCY_GRANT_SECONDS,
      holdMilliCents: 0,
      replayed: false,
    };
  }
  const reply = await environment.ledger.answer({
    ...environment.profiles.refOf(request.accountId, request.holdId),
    notAfterMs: notAfterMs(environment, context),
  });
  return {
    reservationStatus: reservationStatus(reply.state),
    grantedSeconds: reply.grantedUnits,
    holdMilliCents: reply.holdMilliCents,
    replayed: reply.replayed,
  };
}
