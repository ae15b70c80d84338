/** The pieces that several responses share, in the shape of their proto messages. Every int64 is a plain number: all are below 2^53. */
import { partName } from '../../accounts/part-name.ts';
import type { AuthorizeResult, DecisionResult, SettleResult } from '../../control/requests.ts';
import type { AccountStatus } from '../../domain/account-status.ts';
import type { ReservationStatus } from '../../domain/hold.ts';
import { perMinuteMilliCents, type Terms } from '../../domain/terms.ts';
import type { FundingPart } from '../../ledger/port.ts';
import type { AuthorizeResponse } from '../../gen/tollgate/v1/AuthorizeResponse.ts';
import type { FundingPart as FundingPartMessage } from '../../gen/tollgate/v1/FundingPart.ts';
import type { SettleResponse } from '../../gen/tollgate/v1/SettleResponse.ts';
import type { Terms as TermsMessage } from '../../gen/tollgate/v1/Terms.ts';

const ACCOUNT_STATUSES = {
  green: 'ACCOUNT_STATUS_GREEN',
  amber: 'ACCOUNT_STATUS_AMBER',
  red: 'ACCOUNT_STATUS_RED',
} as const;

const RESERVATION_STATUSES = {
  reserved: 'RESERVATION_STATUS_RESERVED',
  settled: 'RESERVATION_STATUS_SETTLED',
  released: 'RESERVATION_STATUS_RELEASED',
} as const;

export function accountStatusMessage(status: AccountStatus | undefined) {
  return status === undefined ? 'ACCOUNT_STATUS_UNSPECIFIED' : ACCOUNT_STATUSES[status];
}

export function reservationStatusMessage(status: ReservationStatus) {
  return RESERVATION_STATUSES[status];
}

export function decisionMessage(decision: 'allow' | 'deny') {
  return decision === 'allow' ? 'DECISION_ALLOW' : 'DECISION_DENY';
}

export function directionMessage(direction: 'outbound' | 'inbound') {
  return direction === 'outbound' ? 'DIRECTION_OUTBOUND' : 'DIRECTION_INBOUND';
}

/** No price is not a price of nothing: absent in protobuf, null in JSON. */
export function termsMessage(terms: Terms | undefined): TermsMessage | null {
  return terms === undefined
    ? null
    : {
        unit: terms.unit,
        rateMilliCents: terms.rateMilliCents,
        rateUnits: terms.rateUnits,
        perMinuteMilliCents: perMinuteMilliCents(terms),
        connectFeeMilliCents: terms.connectFeeMilliCents,
        firstIncrementSeconds: terms.firstIncrement,
        nextIncrementSeconds: terms.nextIncrement,
        minimumChargeMilliCents: terms.minimumChargeMilliCents,
        rule: terms.rule,
        catalogVersion: terms.catalogVersion,
      };
}

export function partsMessage(parts: readonly FundingPart[]): FundingPartMessage[] {
  return parts.map((part) => ({
    source: part.source,
    name: partName(part),
    amountMilliCents: part.amountMilliCents,
    units: part.units,
  }));
}

/** Grants are counted in the unit of the price; a hold without a price (an emergency call) is counted in seconds. */
function countsSeconds(result: DecisionResult): boolean {
  return result.terms === undefined || result.terms.unit === 'second';
}

export function authorizeMessage(result: AuthorizeResult): AuthorizeResponse {
  const inSeconds = countsSeconds(result);
  return {
    decision: decisionMessage(result.decision),
    reason: result.reason,
    message: result.message,
    holdId: result.holdId,
    grantedSeconds: inSeconds ? result.grantedUnits : 0,
    grantedUnits: inSeconds ? 0 : result.grantedUnits,
    holdMilliCents: result.holdMilliCents,
    availableMilliCents: result.availableMilliCents,
    shortfallMilliCents: result.shortfallMilliCents,
    terms: termsMessage(result.terms),
    numberClass: result.numberClass,
    sipStatus: result.sipStatus,
    q850Cause: result.q850Cause,
    fallbackChannel: result.fallbackChannel,
    settleToken: result.settleToken,
    accountStatus: accountStatusMessage(result.accountStatus),
    replayed: result.replayed,
    segments: result.segments,
    shadowed: result.shadowed,
  };
}

export function settleMessage(result: SettleResult): SettleResponse {
  return {
    reservationStatus: reservationStatusMessage(result.reservationStatus),
    durationSeconds: result.durationSeconds,
    billedDurationSeconds: result.billedUnits,
    unit: result.unit,
    billingAmountMilliCents: result.chargedMilliCents,
    releasedMilliCents: result.releasedMilliCents,
    balanceMilliCents: result.balanceMilliCents,
    availableMilliCents: result.availableMilliCents,
    writeOffMilliCents: result.writeOffMilliCents,
    estimated: result.estimated,
    replayed: result.replayed,
    corrected: result.corrected,
    clamped: result.clamped,
    parts: partsMessage(result.parts),
  };
}
