/** The pieces that several responses share, in the shape of their proto messages. Every int64 is a plain number: all are below 2^53. */
import type { AccountView, AllowanceView, CreditResult } from '../../accounts/requests.ts';
import { partName } from '../../accounts/view.ts';
import type { AuthorizeResult, SettleResult } from '../../control/requests.ts';
import type { AccountStatus } from '../../domain/decision.ts';
import type { ReservationStatus } from '../../domain/hold.ts';
import { perMinuteMilliCents, type Terms } from '../../domain/terms.ts';
import type { Account } from '../../gen/tollgate/v1/Account.ts';
import type { AllowanceUse } from '../../gen/tollgate/v1/AllowanceUse.ts';
import type { AuthorizeResponse } from '../../gen/tollgate/v1/AuthorizeResponse.ts';
import type { CreditResponse } from '../../gen/tollgate/v1/CreditResponse.ts';
import type { FundingPart as FundingPartMessage } from '../../gen/tollgate/v1/FundingPart.ts';
import type { Lot as LotMessage } from '../../gen/tollgate/v1/Lot.ts';
import type { SettleResponse } from '../../gen/tollgate/v1/SettleResponse.ts';
import type { Terms as TermsMessage } from '../../gen/tollgate/v1/Terms.ts';
import type { FundingPart, Lot } from '../../ledger/port.ts';

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

export function authorizeMessage(result: AuthorizeResult): AuthorizeResponse {
  const inSeconds = result.unit === 'second';
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

/** An ending that waits to be written has no figures yet. */
export function settleMessage(result: SettleResult): SettleResponse {
  if (result.kind === 'queued')
    return {
      reservationStatus: reservationStatusMessage(result.reservationStatus),
      durationSeconds: result.durationSeconds,
    };
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

/* An account and its credit, in the shape of their proto messages. */

export function accountMessage(view: AccountView): Account {
  const { profile } = view;
  return {
    accountId: profile.accountId,
    state: profile.state,
    plan: profile.plan,
    balanceMilliCents: view.balanceMilliCents,
    heldMilliCents: view.totalHeldMilliCents,
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
    fundedBy: profile.fundedBy,
    onPlanExhausted: profile.onPlanExhausted ?? '',
    allowanceUnits: Object.fromEntries(profile.allowanceUnits),
    lots: view.lots.map(lotMessage),
    allowances: view.allowances.map(allowanceMessage),
    subjects: profile.subjects,
    payerAccountId: view.payerAccountId,
    planExhausted: view.planExhausted,
  };
}

export function creditMessage(result: CreditResult): CreditResponse {
  return {
    balanceMilliCents: result.balanceMilliCents,
    availableMilliCents: result.availableMilliCents,
    replayed: result.replayed,
    accountStatus: accountStatusMessage(result.accountStatus),
  };
}

function lotMessage(lot: Lot): LotMessage {
  const { id, kind, grantedMilliCents, usedMilliCents, heldMilliCents, startsAtMs, expiresAtMs, services } = lot;
  return {
    id,
    kind,
    grantedMilliCents,
    usedMilliCents,
    heldMilliCents,
    remainingMilliCents: Math.max(0, grantedMilliCents - usedMilliCents - heldMilliCents),
    startsAtMs,
    expiresAtMs,
    services: [...services],
  };
}

/** An allowance as it stands, of an account or of one of its subjects. */
export function allowanceMessage(allowance: AllowanceView): AllowanceUse {
  const { name, subjectId, totalUnits, usedUnits, heldUnits, remainingUnits, endsAtMs } = allowance;
  return { name, subjectId, totalUnits, usedUnits, heldUnits, remainingUnits, endsAtMs };
}
