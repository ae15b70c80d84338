/**
 * The pieces that several responses share, in the shape of their proto messages. Every int64 is a plain number: all are
 * below 2^53. What is absent is null, in JSON too.
 */
import type { AccountView, AllowanceView, CreditResult } from '../../accounts/requests.ts';
import { partName } from '../../accounts/view.ts';
import type { AuthorizeResult, SettleResult } from '../../control/requests.ts';
import type { Fault } from '../../domain/fault.ts';
import { perMinuteMilliCents, type Terms } from '../../domain/terms.ts';
import type { Account } from '../../gen/tollgate/v1/Account.ts';
import type { AllowanceUse } from '../../gen/tollgate/v1/AllowanceUse.ts';
import type { AuthorizeResponse } from '../../gen/tollgate/v1/AuthorizeResponse.ts';
import type { AddCreditResponse } from '../../gen/tollgate/v1/AddCreditResponse.ts';
import type { Fault as FaultMessage } from '../../gen/tollgate/v1/Fault.ts';
import type { FundingPart as FundingPartMessage } from '../../gen/tollgate/v1/FundingPart.ts';
import type { Lot as LotMessage } from '../../gen/tollgate/v1/Lot.ts';
import type { SettleResponse } from '../../gen/tollgate/v1/SettleResponse.ts';
import type { Terms as TermsMessage } from '../../gen/tollgate/v1/Terms.ts';
import type { FundingPart, Lot } from '../../ledger/port.ts';
import {
  ACCOUNT_STATE,
  ACCOUNT_STATUS,
  DECISION,
  FUNDED_BY,
  FUNDING_SOURCE,
  LIMIT_POLICY,
  LOT_KIND,
  RESERVATION_STATUS,
} from './enums.ts';

/** No price is not a price of nothing: absent in protobuf, null in JSON. */
export function termsMessage(terms: Terms | undefined): TermsMessage | null {
  if (terms === undefined) return null;
  const { firstIncrement, nextIncrement } = terms;
  const inSeconds = terms.unit === 'second';
  return {
    unit: terms.unit,
    rateMilliCents: terms.rateMilliCents,
    rateUnits: terms.rateUnits,
    perMinuteMilliCents: perMinuteMilliCents(terms),
    connectFeeMilliCents: terms.connectFeeMilliCents,
    firstIncrementSeconds: inSeconds ? firstIncrement : 0,
    nextIncrementSeconds: inSeconds ? nextIncrement : 0,
    minimumChargeMilliCents: terms.minimumChargeMilliCents,
    rule: terms.rule,
    catalogVersion: terms.catalogVersion,
    firstIncrementUnits: firstIncrement,
    nextIncrementUnits: nextIncrement,
  };
}

export function partsMessage(parts: readonly FundingPart[]): FundingPartMessage[] {
  return parts.map((part) => ({
    source: FUNDING_SOURCE.name(part.source),
    name: partName(part),
    amountMilliCents: part.amountMilliCents,
    units: part.units,
  }));
}

/** A number that may be absent. The generated types know no null, which the serializer takes for absent. */
export function orAbsent(value: number | undefined): number {
  return (value ?? null) as number;
}

export function authorizeMessage(result: AuthorizeResult): AuthorizeResponse {
  const inSeconds = result.unit === 'second';
  return {
    decision: DECISION.name(result.decision),
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
    accountStatus: ACCOUNT_STATUS.nameOr(result.accountStatus),
    replayed: result.replayed,
    segments: result.segments,
    shadowed: result.shadowed,
    final: result.final,
    validitySeconds: result.validitySeconds,
  };
}

/** The call record, of Settle and Release alike. One that is queued knows no amounts yet. */
export function settleMessage(result: SettleResult): SettleResponse {
  const status = RESERVATION_STATUS.name(result.reservationStatus);
  if (result.kind === 'queued') return { ...NOTHING_BILLED, ...durationOf(result), reservationStatus: status };
  return {
    reservationStatus: status,
    durationSeconds: result.durationSeconds,
    billedDurationSeconds: result.unit === 'second' ? result.billedUnits : 0,
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
    unit: result.unit,
    billedUnits: result.billedUnits,
    queued: false,
  };
}

const NOTHING_BILLED: SettleResponse = Object.freeze({
  billedDurationSeconds: 0,
  billingAmountMilliCents: 0,
  releasedMilliCents: 0,
  balanceMilliCents: 0,
  availableMilliCents: 0,
  writeOffMilliCents: 0,
  estimated: false,
  replayed: false,
  corrected: false,
  clamped: false,
  parts: [],
  unit: '',
  billedUnits: 0,
  queued: true,
});

function durationOf({ durationSeconds }: SettleResult): SettleResponse {
  return { durationSeconds };
}

/** An error inside an answer. */
export function faultMessage(fault: Fault): FaultMessage {
  return {
    code: fault.code.toUpperCase(),
    reason: fault.reason,
    message: fault.message,
    field: fault.details.field ?? '',
    retryable: fault.retryable,
    retryAfterMs: orAbsent(fault.details.retryAfterMs),
  };
}

/* An account and its credit, in the shape of their proto messages. */

export function accountMessage(view: AccountView): Account {
  const { profile } = view;
  return {
    accountId: profile.accountId,
    state: ACCOUNT_STATE.name(profile.state),
    plan: profile.plan,
    balanceMilliCents: view.balanceMilliCents,
    heldMilliCents: view.totalHeldMilliCents,
    availableMilliCents: view.availableMilliCents,
    planCreditsRemainingMilliCents: view.planCreditsRemainingMilliCents,
    cycleEndsAtMs: view.cycleEndsAtMs,
    accountStatus: ACCOUNT_STATUS.nameOr(view.accountStatus),
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
    fundedBy: FUNDED_BY.name(profile.fundedBy),
    onPlanExhausted: LIMIT_POLICY.nameOr(profile.onPlanExhausted),
    allowanceUnits: Object.fromEntries(profile.allowanceUnits),
    lots: view.lots.map(lotMessage),
    allowances: view.allowances.map(allowanceMessage),
    subjects: profile.subjects,
    payerAccountId: view.payerAccountId,
    planExhausted: view.planExhausted,
  };
}

/** Of AddCredit and AdjustBalance alike. */
export function creditMessage(result: CreditResult): AddCreditResponse {
  return {
    balanceMilliCents: result.balanceMilliCents,
    availableMilliCents: result.availableMilliCents,
    replayed: result.replayed,
    accountStatus: ACCOUNT_STATUS.nameOr(result.accountStatus),
  };
}

function lotMessage(lot: Lot): LotMessage {
  const { id, kind, grantedMilliCents, usedMilliCents, heldMilliCents, startsAtMs, expiresAtMs, services } = lot;
  return {
    id,
    kind: LOT_KIND.name(kind),
    grantedMilliCents,
    usedMilliCents,
    heldMilliCents,
    remainingMilliCents: Math.max(0, grantedMilliCents - usedMilliCents - heldMilliCents),
    startsAtMs: orAbsent(startsAtMs || undefined),
    expiresAtMs: orAbsent(expiresAtMs || undefined),
    services: [...services],
  };
}

/** An allowance as it stands, of an account or of one of its subjects. */
export function allowanceMessage(allowance: AllowanceView): AllowanceUse {
  const { name, subjectId, totalUnits, usedUnits, heldUnits, remainingUnits, endsAtMs } = allowance;
  return { name, subjectId, totalUnits, usedUnits, heldUnits, remainingUnits, endsAtMs };
}
