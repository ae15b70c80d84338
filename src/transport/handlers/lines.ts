/**
 * Answers as one line, for dialplans, which have no reader of JSON. Words and their places never change; what there is
 * not is a hyphen. Only a message has spaces, and stands last.
 */
import { type DenialReason, rejectionFor } from '../../domain/decision.ts';
import type { AnswerResponse } from '../../gen/tollgate/v1/AnswerResponse.ts';
import type { AuthorizeResponse } from '../../gen/tollgate/v1/AuthorizeResponse.ts';
import type { ChargeResponse } from '../../gen/tollgate/v1/ChargeResponse.ts';
import type { ExtendResponse } from '../../gen/tollgate/v1/ExtendResponse.ts';
import type { QuoteResponse } from '../../gen/tollgate/v1/QuoteResponse.ts';
import type { SettleResponse } from '../../gen/tollgate/v1/SettleResponse.ts';

type Response<Message> = Readonly<Message>;

function figure(value: SettleResponse['billedUnits']): number {
  return Number(value ?? 0);
}

/** What was granted: seconds, or the units of what is not counted in seconds. */
function granted({ grantedSeconds, grantedUnits }: Pick<AuthorizeResponse, 'grantedSeconds' | 'grantedUnits'>): string {
  return String(figure(grantedSeconds) || figure(grantedUnits));
}

/** `DENY <sip_status> <reason> <message>`; undefined for an allow. */
function denied({ decision, reason = '', message = '' }: Pick<ExtendResponse, 'decision' | 'reason' | 'message'>) {
  if (decision !== 'DECISION_DENY') return undefined;
  return `DENY ${rejectionFor(reason as DenialReason).sipStatus} ${reason} ${message}`;
}

/** `ALLOW <granted_seconds> <settle_token or -> <reason or ->`. A quote has no token. */
export function decisionLine(response: Response<AuthorizeResponse & QuoteResponse>): string {
  const { settleToken, reason } = response;
  return denied(response) ?? `ALLOW ${granted(response)} ${settleToken || '-'} ${reason || '-'}`;
}

/** `SETTLED <milli_cents> <billed_units>`, because what is charged is settled. */
export function chargeLine(response: Response<ChargeResponse>): string {
  return denied(response) ?? `SETTLED ${figure(response.billingAmountMilliCents)} ${figure(response.billedUnits)}`;
}

/** `ANSWERED <granted_seconds>` */
export function answerLine(response: Response<AnswerResponse>): string {
  return `ANSWERED ${figure(response.grantedSeconds)}`;
}

/** `EXTENDED <granted_seconds>` */
export function extendLine(response: Response<ExtendResponse>): string {
  return denied(response) ?? `EXTENDED ${granted(response)}`;
}

/** `SETTLED <milli_cents> <billed_seconds>`; hyphens while the store has not heard of it. */
export function settleLine({ queued, billingAmountMilliCents, billedUnits }: Response<SettleResponse>): string {
  return queued === true ? 'SETTLED - -' : `SETTLED ${figure(billingAmountMilliCents)} ${figure(billedUnits)}`;
}

export function releaseLine(): string {
  return 'RELEASED';
}
